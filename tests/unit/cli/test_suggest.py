"""``kuayu mapping suggest`` and ``confirm`` on files: sketches of catalogues, figures, the sheet to tick."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len

from federation.errors import Reason
from federation.items import Catalogue
from federation.items.write import csv_file
from federation.mapping import Relation, load_crosswalk
from node.cli.draw import paper
from tests.unit.cli.conftest import Kuayu
from tests.unit.mapping.labelled import SIDES, catalogue

WIDTH = 80
OURS = catalogue(SIDES["held_out"][0], "市监|01|食品经营许可", "民政|07|结婚登记", "气象|01|气球施放")
THEIRS = catalogue(SIDES["held_out"][1], "市监|01|食品经营许可证核发", "民政|07|内地居民结婚登记")
CODE = {item.name: item.key.code for item in (*OURS.items, *THEIRS.items)}
HEADER = ("事项名称", "实施编码", "实施主体", "事项类型", "行使层级")


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 80 columns."""
    monkeypatch.setattr(paper.console, "width", WIDTH)
    monkeypatch.setattr(paper.problems, "width", WIDTH)


def sketch(folder: Path, name: str, items: Catalogue, *more: tuple[str, ...]) -> Path:
    """A list of names and codes, as a city sends it first."""
    rows = [(item.name, item.task, item.organ_name, item.type, item.level.value) for item in items.items]
    (folder / name).write_bytes(csv_file([HEADER, *rows, *more]))
    return folder / name


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Both sketches."""
    return sketch(tmp_path, "a.csv", OURS), sketch(tmp_path, "b.csv", THEIRS)


def labelled(folder: Path, *rows: tuple[str, str]) -> Path:
    """A file of labelled pairs."""
    (folder / "pairs.csv").write_bytes(csv_file([("a_code", "b_code"), *rows]))
    return folder / "pairs.csv"


def test_proposals_for_programs(kuayu: Kuayu, files: tuple[Path, Path]):
    """Every item with its proposals, scores and reasons; as many as asked for."""
    said = kuayu("--json", "mapping", "suggest", *files, "--top", 1)
    found = {one["name"]: one["proposals"] for one in json.loads(said.out)["suggestions"]}
    assert [one["code"] for one in found["食品经营许可"]] == [CODE["食品经营许可证核发"]]
    assert found["气球施放"] == []
    assert 0.5 < found["结婚登记"][0]["score"] <= 1
    assert "条线相同：民政" in found["结婚登记"][0]["reasons"]


def test_proposals_for_people(kuayu: Kuayu, files: tuple[Path, Path]):
    """Names, codes and reasons; what has no likeness says so, and that a person must confirm."""
    said = kuayu("mapping", "suggest", *files)
    assert said.code == 0
    for text in ("内地居民结婚登记", "没有足够相近的事项", "3 项，其中 2 项有建议；建议须由人确认才生效"):
        assert text in said.out


def test_score(kuayu: Kuayu, files: tuple[Path, Path], tmp_path: Path):
    """Both figures with what they are made of; codes of 12 characters count too."""
    base = next(item.base for item in OURS.items if item.name == "结婚登记")
    pairs = labelled(
        tmp_path,
        (CODE["食品经营许可"], CODE["食品经营许可证核发"]),
        (base, CODE["食品经营许可证核发"]),
        (CODE["气球施放"], ""),
    )
    found = json.loads(kuayu("--json", "mapping", "suggest", *files, "--score", pairs).out)["score"]
    assert (found["precision_at_1"], found["recall_at_5"]) == (0.5, 0.5)
    assert (found["alone"], found["alone_silent"], found["missed"]) == (1, 1, [base])
    said = kuayu("mapping", "suggest", *files, "--score", pairs)
    assert "precision@1  0.5000  1/2" in said.out
    assert "recall@5     0.5000  1/2" in said.out
    assert all(cell_len(line) <= WIDTH for line in said.out.splitlines())


def test_help_defines_the_figures(kuayu: Kuayu):
    """What is measured is told where it is asked for."""
    said = kuayu("mapping", "suggest", "--help")
    assert "precision@1" in said.out
    assert "recall@5" in said.out


def test_wrong_rows_are_left_out_and_told(kuayu: Kuayu, files: tuple[Path, Path], tmp_path: Path):
    """A row that cannot be read does not stop the others, and is named."""
    ours = sketch(tmp_path, "bad.csv", OURS, ("某事项", OURS.items[0].task, "某局", "天气", "3"))
    found = json.loads(kuayu("--json", "mapping", "suggest", ours, files[1]).out)
    assert found["skipped"]["a"]["left_out"] == [OURS.items[0].task]
    assert len(found["suggestions"]) == len(OURS.items) - 1


def test_draft_and_confirm(kuayu: Kuayu, files: tuple[Path, Path], tmp_path: Path):
    """The sheet is written, ticked by a person, and only what was ticked becomes a crosswalk."""
    draft, made = tmp_path / "draft.xlsx", tmp_path / "crosswalk.xlsx"
    said = kuayu("--json", "mapping", "suggest", *files, "--out", draft)
    assert json.loads(said.out)["file"] == str(draft)
    nothing = kuayu("--json", "mapping", "confirm", draft, *files, "--out", made, "--version", "1")
    assert nothing.error["reason"] == Reason.VALUE_MISSING
    assert not made.exists()
    book = openpyxl.load_workbook(io.BytesIO(draft.read_bytes()))
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, at["受理地事项"]).value == "结婚登记" and sheet.cell(row, at["名次"]).value == 1:
            sheet.cell(row, at["确认"]).value = "是"
    book.save(draft)
    kuayu("mapping", "confirm", draft, *files, "--out", made, "--version", "1")
    (row,) = load_crosswalk(made, accepting=OURS, handling=THEIRS).crosswalk.rows
    assert (row.accepting, row.handling, row.relation) == (
        CODE["结婚登记"],
        CODE["内地居民结婚登记"],
        Relation.EXACT,
    )


def test_localities_of_a_manifest(kuayu: Kuayu, files: tuple[Path, Path], tmp_path: Path):
    """Six digits mean the locality's last catalogue in the manifest."""
    manifest = tmp_path / "federation.toml"
    parts = [
        f'[[catalogue]]\nlocality = "{one.locality}"\nversion = "{version}"\nfile = "{file}"\neffective = "{day}"\n'
        for one, version, file, day in (
            (OURS, "1", "gone.csv", "2025-01-01"),
            (OURS, "2", files[0].name, "2026-01-01"),
            (THEIRS, "1", files[1].name, "2026-01-01"),
        )
    ]
    manifest.write_text("\n".join(parts), "utf-8")
    places = (OURS.locality, THEIRS.locality)
    said = kuayu("--json", "mapping", "suggest", *places, "--manifest", manifest)
    assert len(json.loads(said.out)["suggestions"]) == len(OURS.items)
    said = kuayu("--json", "mapping", "suggest", "999900", THEIRS.locality, "--manifest", manifest)
    assert said.error["reason"] == Reason.NOT_FOUND


def test_what_cannot_be_done_is_told(kuayu: Kuayu, files: tuple[Path, Path], tmp_path: Path):
    """A file that is not there, one that is no catalogue, pairs without columns, a draft that is no workbook."""
    empty = tmp_path / "empty.csv"
    empty.write_text("x\n1\n", "utf-8")
    cases = {
        Reason.NOT_FOUND: (tmp_path / "none.csv", files[1]),
        Reason.SHEET_HEADER: (empty, files[1]),
        Reason.VALUE_INVALID: (*files, "--score", empty),
    }
    for reason, words in cases.items():
        assert kuayu("--json", "mapping", "suggest", *words).error["reason"] == reason
    said = kuayu("--json", "mapping", "suggest", *files, "--out", tmp_path / "draft.docx")
    assert said.error["reason"] == Reason.VALUE_INVALID
