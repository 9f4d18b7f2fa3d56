"""``make demo``: keys, two nodes, all applications, a cut link, and what both cities say at the end.

Everything the cities do is done by public ``kuayu`` commands. ``KEEP=1`` leaves both nodes up.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time

from rich.console import Console

from examples.demo import ending
from examples.demo.cities import ROOT, Failed
from examples.demo.stage import Demo

WORK = ROOT / "build" / "demo"
SCANS = ROOT / "build" / "scans"
console = Console(highlight=False, width=max(120, Console().width))


async def main() -> int:
    """Run the demo; its exit code."""
    began = time.monotonic()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    demo = Demo.of(console=console, work=WORK, scans=SCANS)
    keep, well = False, False
    try:
        with console.status("建密钥与名录、签协议、起节点、导入目录、制作扫描件 …"):
            await demo.prepare()
        await demo.play()
        well = await ending.show(demo)
        commands = sum(city.commands for city in demo.cities.values())
        console.print(
            f"用时 {time.monotonic() - began:.0f} 秒，公开命令 {commands} 条，办件 {len(demo.players)} 件"
        )
        left = "、".join(p.application["id"] for p in demo.players if p.application["story"] in ending.OPEN)
        good = f"[bold green]✓ 两地逐件一致；{left} 号有意留着未办完，其余全部办结[/]"
        console.print(good if well else "[bold red]✗ 有不一致，见上[/]")
        keep = bool(os.environ.get("KEEP"))
    except Failed as error:
        console.print(f"✗ {error}", style="bold red", markup=False)
    finally:
        await demo.close()
    if keep:
        await leave_up(demo)
    return 0 if well else 1


async def leave_up(demo: Demo) -> None:
    """KEEP=1: both nodes, now wired to each other directly, go on after the demo; what to try, how to stop."""
    await demo.kuayu.start()
    for city in demo.cities.values():
        text = city.config.read_text("utf-8")
        for peer in city.peers:
            text = text.replace(f":{demo.wires[peer].port}", f":{demo.cities[peer].port}")
        city.config.write_text(text, "utf-8")
        await city.start(watch=False)
    demo.kuayu.stop()
    case = demo.players[0].case
    config = demo.cities[ending.HUB].config.relative_to(ROOT)
    console.print("各节点仍在运行。可以试试：")
    for words in (
        "status",
        "case list",
        f"case show {case}",
        f"case may {case}",
        "due --on 2027-03-01",
        "case prepare --to 610100 000131911001",
        f"case receipt {case} -o build/收件凭证.pdf",
        f"evidence verify build/demo/evidence/440500/{case}.evidence.json --roots build/demo/pki/roots.json",
    ):
        console.print(f"  .venv/bin/kuayu -c {config} {words}", markup=False)
    pids = " ".join(str(city.process.pid) for city in demo.cities.values() if city.process)
    console.print(f"结束：kill {pids}")


def run_to_the_end() -> int:
    """Run the demo; a signal ends it as an error does, so nothing is left running."""

    async def inside() -> int:
        task = asyncio.current_task()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel if task else lambda: None)
        return await main()

    try:
        return asyncio.run(inside())
    except asyncio.CancelledError:
        return 130


if __name__ == "__main__":
    sys.exit(run_to_the_end())
