"""A federation on disk: everything a manifest names is loaded, or everything that is wrong is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from federation.errors import Reason
from federation.ids import CANONICAL
from federation.mapping import Matched, Via, resolve, write_crosswalk
from federation.mapping.listed import ITSELF, MANIFEST_BYTES, MANIFEST_FILES
from federation.mapping.manifest import (
    FederationRefused,
    catalogues_for,
    load_federation,
    read_manifest,
)
from tests.worlds.league import crosswalk, row
from tests.worlds.league import item as made
from tests.worlds.sheets import BASE, EXACT, SHANTOU, XIAN, Sheets, book, crosswalk_sheets, item

DAY = date(2026, 10, 9)
OWN, THEIRS = "442015901001", "612015901001"


def entry(place: str, file: str, version: str = "1", **more: str) -> str:
    """One ``[[catalogue]]``."""
    keys = {"locality": place, "version": version, "file": file, **more}
    return "[[catalogue]]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())


def document(file: str) -> str:
    """One ``[[crosswalk]]``."""
    return f'[[crosswalk]]\nfile = "{file}"\n'


CITIES = entry(SHANTOU, "a.xlsx") + entry(XIAN, "b.xlsx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cities whose codes do not meet, and their crosswalk."""
    put(tmp_path, "a.xlsx", {"实施清单": [item(SHANTOU, OWN)]})
    put(tmp_path, "b.xlsx", {"实施清单": [item(XIAN, THEIRS)]})
    put(tmp_path, "x.xlsx", crosswalk_sheets([EXACT | {"受理地事项编码": OWN, "办理地事项编码": THEIRS}]))
    return tmp_path


def put(folder: Path, name: str, sheets: Sheets) -> None:
    (folder / name).write_bytes(book(sheets))


def manifest(folder: Path, *parts: str) -> Path:
    path = folder / "federation.toml"
    path.write_text("".join(parts), "utf-8")
    return path


def refused(path: Path) -> list[tuple[str, Reason, str]]:
    """File, reason and sentence of everything that is wrong."""
    with pytest.raises(FederationRefused) as error:
        load_federation(path)
    found = error.value.files
    assert error.value.reason is found[0].reason
    assert error.value.detail["files"] == len(found)
    return [(one.file, one.reason, one.why) for one in found]


def test_loads_what_it_names(folder: Path) -> None:
    """Catalogues, the crosswalk of the two places it names itself, progress file by file."""
    told: list[int] = []
    path = manifest(folder, CITIES, document("x.xlsx"))
    loaded = load_federation(path, told=told.append)
    assert [(one.file, one.kind, one.name, one.rows) for one in loaded.files] == [
        ("a.xlsx", "catalogue", "440500/1", 1),
        ("b.xlsx", "catalogue", "610100/1", 1),
        ("x.xlsx", "crosswalk", "440500-610100/1", 1),
    ]
    assert sum(told) == read_manifest(path).files == 3
    match = resolve(loaded.federation, OWN, to=XIAN, on=DAY)
    assert isinstance(match, Matched)
    assert match.via is Via.CROSSWALK


def test_a_hub_document_finds_the_canonical_catalogue(folder: Path) -> None:
    """受理地 a city, 办理地 100000: reviewed against the canonical catalogue."""
    ours, canonical = made(SHANTOU, 1), made(CANONICAL, 1)
    for name, one in (("a.xlsx", ours), ("c.xlsx", canonical)):
        put(folder, name, {"实施清单": [item(SHANTOU, one.base, 实施编码=one.task, 实施主体编码=one.organ)]})
    (folder / "h.json").write_bytes(
        write_crosswalk(crosswalk(SHANTOU, CANONICAL, row(ours, canonical)), "json")
    )
    path = manifest(folder, entry(SHANTOU, "a.xlsx"), entry(CANONICAL, "c.xlsx"), document("h.json"))
    assert [one.hub for one in load_federation(path).federation.crosswalks] == [True]


def test_versions_of_one_city(folder: Path) -> None:
    """Several catalogues of a locality are its versions; a crosswalk is reviewed against those of its first day."""
    put(folder, "a2.xlsx", {"实施清单": [item(SHANTOU, BASE)]})
    info = {"生效日期": "2026-01-05"}
    rows = [EXACT | {"受理地事项编码": OWN, "办理地事项编码": THEIRS}]
    put(folder, "x.xlsx", crosswalk_sheets(rows, info=info))
    path = manifest(
        folder,
        entry(SHANTOU, "a2.xlsx", "2", effective="2026-06-01"),
        entry(SHANTOU, "a.xlsx", "1", effective="2026-01-01"),
        entry(XIAN, "b.xlsx"),
        document("x.xlsx"),
    )
    federation = load_federation(path).federation
    versions = [federation.catalogue(SHANTOU, date(2026, month, 1)).version for month in (5, 6)]  # type: ignore[union-attr]
    assert versions == ["1", "2"]
    put(folder, "x.xlsx", crosswalk_sheets(rows))  # without a day: the last ones, and there it does not fit
    assert [(file, reason) for file, reason, _ in refused(path)] == [("x.xlsx", Reason.CROSSWALK_INVALID)]


def test_a_date_of_toml(folder: Path) -> None:
    """A date may be written as TOML has them."""
    path = manifest(folder, entry(SHANTOU, "a.xlsx").rstrip() + "\neffective = 2026-06-01\n")
    federation = load_federation(path).federation
    assert [federation.catalogue(SHANTOU, date(2026, 5, day)) for day in (31,)] == [None]


def test_everything_wrong_comes_at_once(folder: Path) -> None:
    """Every wrong file is named with its own report, in the manifest's order; nothing is loaded."""
    put(folder, "a.xlsx", {"实施清单": [item(SHANTOU, OWN, 承诺办结时限="很快"), item(SHANTOU, OWN)]})
    put(folder, "y.xlsx", crosswalk_sheets([EXACT], info={"办理地": "431000"}))
    put(folder, "z.xlsx", {"事项对照": [EXACT]})
    path = manifest(
        folder,
        CITIES,
        entry("230400", "none.xlsx"),
        document("x.xlsx"),
        document("y.xlsx"),
        document("z.xlsx"),
        document("gone.csv"),
    )
    found = refused(path)
    assert [(file, reason) for file, reason, _ in found] == [
        ("a.xlsx", Reason.SHEET_VALUE),
        ("none.xlsx", Reason.NOT_FOUND),
        ("x.xlsx", Reason.CROSSWALK_INVALID),
        ("y.xlsx", Reason.NOT_FOUND),
        ("z.xlsx", Reason.CROSSWALK_INVALID),
        ("gone.csv", Reason.NOT_FOUND),
    ]
    whys = dict(zip([file for file, _, _ in found], [why for _, _, why in found], strict=True))
    assert whys["x.xlsx"] == "a.xlsx 有误，改正后才能核对这份对照表"
    assert whys["y.xlsx"] == "联合清单里没有 431000 的事项目录，不能核对这份对照表"
    with pytest.raises(FederationRefused) as error:
        load_federation(path)
    cells = {one.file: [(cell.row, cell.header) for cell in one.report.errors] for one in error.value.files}
    assert (2, "承诺办结时限") in cells["a.xlsx"]
    assert cells["z.xlsx"]


def test_two_catalogues_of_one_day(folder: Path) -> None:
    """Nobody could say which of two holds."""
    path = manifest(folder, CITIES, entry(SHANTOU, "a.xlsx", "2"))
    assert [(file, reason) for file, reason, _ in refused(path)] == [(ITSELF, Reason.VERSION_TAKEN)]


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("", Reason.VALUE_MISSING, "没有列出任何"),
        ("[[catalogue]", Reason.VALUE_INVALID, "TOML 有语法错误"),
        ("[[catalog]]\nfile = 'x'\n", Reason.VALUE_INVALID, "不认识的部分 catalog"),
        ("catalogue = 1\n", Reason.VALUE_INVALID, "应写成 [[catalogue]]"),
        ("catalogue = [1]\n", Reason.VALUE_INVALID, "应是一段"),
        ("[[catalogue]]\nversion = '1'\nfile = 'a'\n", Reason.VALUE_MISSING, "第 1 个 [[catalogue]]：缺 locality"),
        (entry("44050", "a.xlsx"), Reason.ID_MALFORMED, "a.xlsx 的 locality"),
        (entry(SHANTOU, "a.xlsx", effective="明天"), Reason.VALUE_INVALID, "effective 应是日期"),
        (entry(SHANTOU, "a.xlsx", colour="red"), Reason.VALUE_INVALID, "不认识 colour"),
        (entry(SHANTOU, "a.xlsx", " "), Reason.VALUE_INVALID, "version 应是文字"),
        (entry(SHANTOU, "/etc/a.xlsx"), Reason.VALUE_INVALID, "相对于联合清单"),
        (document("x" * MANIFEST_BYTES), Reason.TOO_LARGE, "超过 1 MiB"),
        ("[[crosswalk]]\n" * (MANIFEST_FILES + 1), Reason.TOO_MANY, "最多 2000 个"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_wrong(text: str, reason: Reason, says: str, tmp_path: Path) -> None:
    """Which entry, what is wrong and what would be right; no file is opened."""
    ((file, given, why),) = refused(manifest(tmp_path, text))
    assert (file, given) == (ITSELF, reason)
    assert says in why


def test_a_manifest_in_another_encoding(tmp_path: Path) -> None:
    """It is UTF-8 or it is refused; a mark at its head is no matter."""
    path = tmp_path / "federation.toml"
    path.write_bytes(f"# 联合清单\n{CITIES}".encode("gb18030"))
    assert [one[:2] for one in refused(path)] == [(ITSELF, Reason.VALUE_INVALID)]
    path.write_bytes(f"# 联合清单\n{CITIES}".encode("utf-8-sig"))
    assert len(read_manifest(path).catalogues) == 2


def test_a_manifest_that_is_not_there(tmp_path: Path) -> None:
    """A path that leads nowhere, or to a folder, is said as such."""
    for path in (tmp_path / "none.toml", tmp_path):
        assert [one[:2] for one in refused(path)] == [(ITSELF, Reason.NOT_FOUND)]


def test_the_catalogues_of_one_crosswalk(folder: Path) -> None:
    """Only the two that are needed are opened, whatever else the manifest names."""
    path = manifest(folder, CITIES, entry("431000", "broken.xlsx"), document("broken.csv"))
    ours, theirs = catalogues_for(folder / "x.xlsx", path)
    assert (ours.locality, theirs.locality) == (SHANTOU, XIAN)
    path = manifest(folder, entry(SHANTOU, "a.xlsx"))
    with pytest.raises(FederationRefused) as error:
        catalogues_for(folder / "x.xlsx", path)
    assert error.value.reason is Reason.NOT_FOUND
