"""The command: make a development PKI, or give one city a new log key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from certs.cities import City, parse_cities, parse_organs
from certs.folder import write
from certs.pki import ROOT_KEYS, ROOT_THRESHOLD, make_pki
from certs.rotation import Rotation, rotate
from federation.errors import InvalidInput, KuayuError, Reason
from federation.ids import Locality

_REFUSED = 2
app = typer.Typer(
    add_completion=False, help="开发用证书与名录 Development PKI. 仅供开发 For development only."
)


@app.callback(invoke_without_command=True)
def make(
    context: typer.Context,
    *,
    out: Annotated[Path | None, typer.Option(help="输出目录 Folder to write to.")] = None,
    city: Annotated[
        list[str] | None, typer.Option(help="地区=主机:端口，可多次 Locality=host:port, repeatable.")
    ] = None,
    organs: Annotated[Path | None, typer.Option(help="机关清单 JSON file of organs.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="有效天数 Days of validity.")] = 365,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有文件 Overwrite.")] = False,
) -> None:
    """生成全部开发证书、密钥和签名名录 Make certificates, keys and the signed directory."""
    if context.invoked_subcommand is not None:
        return
    with _refusals():
        if out is None or not city:
            raise InvalidInput(Reason.VALUE_MISSING, option="--out, --city")
        listed = parse_organs(_read(organs)) if organs else {}
        cities = parse_cities(city, listed)
        write(out, make_pki(cities, now=datetime.now(UTC), days=days), force=force)
        _show_made(out, cities, days=days)


@app.command("rotate")
def rotate_key(
    *,
    folder: Annotated[Path, typer.Option("--dir", help="已生成的目录 Folder made before.")],
    city: Annotated[str, typer.Option(help="地区 Locality.")],
    at_once: Annotated[bool, typer.Option("--now", help="立即启用并关闭旧密钥 At once.")] = False,
) -> None:
    """更换日志签名密钥并重签名录 A new log key, and the directory signed again."""
    with _refusals():
        done = rotate(folder, Locality(city), now=datetime.now(UTC), at_once=at_once)
        write(folder, done.files, force=True)
        for path in done.spent:
            path.unlink()
        _show_rotated(Locality(city), done)


def main() -> None:
    """Run the command."""
    app(prog_name="python -m certs")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(Reason.CONFIG, what="organs file", path=path.name) from error


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal is two sentences and an exit code, not a traceback."""
    try:
        yield
    except KuayuError as error:
        Console(stderr=True).print(f"[red]{error.info.zh}[/red]\n{error}", highlight=False, soft_wrap=True)
        raise typer.Exit(_REFUSED) from error


def _show_made(out: Path, cities: Sequence[City], *, days: int) -> None:
    table = Table(title=f"开发用证书与名录，有效{days}天 Development PKI, {days} days")
    for column in ("地区 Locality", "名称 Name", "端点 Endpoint", "机关 Organs", "目录 Folder"):
        table.add_column(column)
    for city in cities:
        folder = str(out / city.locality)
        table.add_row(city.locality, city.name, city.endpoint, str(len(city.organs)), folder)
    console = Console()
    console.print(table)
    console.print(
        f"名录第1版，{ROOT_KEYS}把根密钥中{ROOT_THRESHOLD}把签名：{out / 'directory.json'}\n"
        f"Directory version 1, signed by {ROOT_THRESHOLD} of {ROOT_KEYS} root keys.\n"
        "仅供开发，生产要求见 certs/README.md。For development only.",
        highlight=False,
        soft_wrap=True,
    )


def _show_rotated(locality: Locality, done: Rotation) -> None:
    member = done.directory.member(locality)
    table = Table(title=f"{member.name} {locality} 名录第{done.directory.version}版 Directory version")
    for column in ("密钥 Key", "启用 Valid from", "关闭 Valid to"):
        table.add_column(column)
    for key in member.keys.values():
        table.add_row(
            key.key_id, f"{key.valid_from:%F %T}Z", f"{key.valid_to:%F %T}Z" if key.valid_to else "—"
        )
    Console().print(table)
