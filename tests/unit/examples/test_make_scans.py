"""The files themselves: what they are, what they tell, and that they are the same every time."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from examples.cases import applications, files
from examples.make_scans import Job, letters, make, plan
from examples.scan_kinds import KINDS, sealed_pdf
from node.documents.font import faces

pytestmark = pytest.mark.slow  # it draws every kind of scan

PEOPLE = "林𬱖㛃"
SCAN: dict[str, Any] = {
    "title": "出生医学证明",
    "lines": [f"参保人：{PEOPLE}", "身份证件号码：440524197001010086"],
    "pages": 3,
    "author": f"{PEOPLE}的手机",
    "taken": "2026:10:09 10:15:02",
    "gps": [23.35401, 116.68202],
    "place": "汕头市金平区附近",
}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_equal_descriptions_give_equal_bytes(kind: str) -> None:
    """A second machine of this kind makes the same file."""
    assert KINDS[kind](SCAN, "01/a") == KINDS[kind](SCAN, "01/a")


@pytest.mark.parametrize(
    ("kind", "format_", "least", "most"),
    [
        ("camera", "JPEG", 300_000, 5_000_000),
        ("skewed", "JPEG", 50_000, 1_000_000),
        ("flatbed", "JPEG", 50_000, 1_000_000),
        ("small", "JPEG", 2_000, 20_000),
        ("large", "JPEG", 15_000_000, 25_000_000),
        ("png", "PNG", 10_000, 1_000_000),
        ("tiff", "TIFF", 10_000, 1_000_000),
    ],
)
def test_a_scan_is_what_it_is_said_to_be(kind: str, format_: str, least: int, most: int) -> None:
    """Format and size as a hall's files have them."""
    data = KINDS[kind](SCAN, "01/a")
    assert Image.open(io.BytesIO(data)).format == format_
    assert least <= len(data) <= most


def test_a_camera_tells_who_and_where() -> None:
    """EXIF holds the owner, the position and the place: canaries."""
    exif = Image.open(io.BytesIO(KINDS["camera"](SCAN, "01/a"))).getexif()
    assert SCAN["author"].encode() in KINDS["camera"](SCAN, "01/a")
    gps = exif.get_ifd(0x8825)
    degrees, minutes, seconds = map(float, gps[2])
    assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(SCAN["gps"][0], abs=1e-5)
    assert SCAN["place"].encode("utf-16-be") in bytes(gps[28])


def test_a_tiff_has_all_its_pages() -> None:
    """Black and white, Group 4."""
    image = Image.open(io.BytesIO(KINDS["tiff"](SCAN, "01/a")))
    assert (image.n_frames, image.mode, image.info["compression"]) == (3, "1", "group4")


def test_a_scanned_pdf_names_its_maker() -> None:
    """Title and author are canaries; the pages are pictures."""
    reader = pypdf.PdfReader(io.BytesIO(KINDS["scanned_pdf"](SCAN, "01/a")))
    assert len(reader.pages) == 3
    assert reader.metadata is not None
    assert reader.metadata.author == SCAN["author"]


def test_a_sealed_document_has_text_a_seal_and_an_author() -> None:
    """The organ's name stands three times: above, below, around the star, where each character is turned."""
    scan = {**SCAN, "seal": "西安市莲湖区民政局"}
    with faces(str(scan) + "2026 年 10 月 16 日") as font:
        reader = pypdf.PdfReader(io.BytesIO(sealed_pdf(scan, font.regular)))
    text = "".join(reader.pages[0].extract_text().split())
    assert text.count(scan["seal"]) >= 2
    assert PEOPLE in text
    assert reader.metadata is not None
    assert reader.metadata.author == SCAN["author"]


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    """A file once made is not planned again; a half-made one is."""
    jobs = plan(tmp_path)
    paths = {path for one in applications() for path, _ in files(one)}
    assert {job.path for job in jobs} == paths
    small = next(job for job in jobs if job.scan["kind"] == "small")
    target = tmp_path / small.path
    target.parent.mkdir(parents=True)
    target.with_name(f"{target.name}.part").write_bytes(b"half")
    assert small in plan(tmp_path)
    assert make(tmp_path, small, Path("unused")) == target.stat().st_size
    assert small not in plan(tmp_path)
    assert not target.with_name(f"{target.name}.part").exists()


def test_one_font_holds_every_official_document() -> None:
    """No document prints an empty box."""
    with faces(letters()) as font:
        assert set(letters()) <= font.characters


def test_a_job_needs_no_order() -> None:
    """The slow ones come first so that all processors end together."""
    first: Job = plan(Path("nowhere"))[0]
    assert first.scan["kind"] == "large"
