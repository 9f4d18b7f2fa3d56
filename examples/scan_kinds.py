"""How a hall turns papers into files: each kind takes a scan's description and gives the file's bytes.

A description is one value of ``scans`` in an application (see README.md): ``kind``, ``title``,
``lines`` and, where the kind has them, ``layout``, ``pages``, ``dpi``, ``author``, ``gps``, ``place``, ``taken``. The same
description gives the same bytes: every random number comes from a seed made of its place and name.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, RenderStyle, XPos, YPos
from PIL import Image, ImageChops, ImageEnhance, TiffImagePlugin

from examples.cases import Scan
from examples.scan_pages import draw_card, draw_page

SEALED = "sealed_pdf"
LETTER = "2026 年 10 月 16 日"
_DPI = 150  # at which scan_pages draws
FIXED_DATE = datetime(2026, 10, 9, 2, 0, tzinfo=UTC)

_MAKE, _MODEL, _SOFTWARE, _ARTIST, _DESCRIPTION, _DATE = 271, 272, 305, 315, 270, 306
_GPS, _LAT_REF, _LAT, _LON_REF, _LON, _AREA = 0x8825, 1, 2, 3, 4, 28


def _first(scan: Scan, seed: str) -> Image.Image:
    draw = draw_card if scan.get("layout") == "card" else draw_page
    return draw(scan["title"], scan["lines"], seed)


def _grain(image: Image.Image, seed: str, strength: float) -> Image.Image:
    """Sensor noise on the brightness, the same for the same seed."""
    tile = Image.frombytes("L", (1024, 1024), random.Random(seed).randbytes(1 << 20))
    noise = Image.new("L", image.size)
    for x in range(0, image.width, 1024):
        for y in range(0, image.height, 1024):
            noise.paste(tile, (x, y))
    if image.mode == "L":
        return Image.blend(image, noise, strength)
    light, *colours = image.convert("YCbCr").split()
    return Image.merge("YCbCr", (Image.blend(light, noise, strength), *colours))


def _shadow(image: Image.Image) -> Image.Image:
    """A hand's shadow over one corner."""
    gradient = Image.linear_gradient("L").rotate(35, fillcolor=255).resize(image.size)
    shade = gradient.point(lambda level: 110 + level * 145 // 255)
    return ImageChops.multiply(image, Image.merge("RGB", (shade, shade, shade)))


def _on_desk(paper: Image.Image, size: tuple[int, int], seed: str, tilt: float) -> Image.Image:
    """The paper as a hand-held camera sees it: on a brown desk, from a slant, turned by ``tilt`` degrees."""
    rng = random.Random(seed)
    width, height = size
    scale = min(width * 0.82 / paper.width, height * 0.82 / paper.height)
    shown = paper.resize((round(paper.width * scale), round(paper.height * scale))).convert("RGB")
    desk = Image.new("RGB", size, (118, 88, 62))
    desk.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
    slant = [rng.randint(0, width // 25) for _ in range(8)]
    corners = (
        slant[0],
        slant[1],
        slant[2],
        height - slant[3],
        width - slant[4],
        height - slant[5],
        width - slant[6],
        slant[7],
    )
    seen = desk.transform(
        size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=(90, 66, 46)
    )
    if not tilt:
        return seen
    return seen.rotate(tilt, Image.Resampling.BILINEAR, fillcolor=(104, 78, 55))


def _jpeg(image: Image.Image, quality: int, exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(200, 200), **({"exif": exif} if exif else {}))
    return out.getvalue()


def _exif(scan: Scan) -> Image.Exif:
    """What a phone writes: model, time, owner, description, and where it stood."""
    exif = Image.Exif()
    exif[_MAKE], exif[_MODEL], exif[_SOFTWARE] = "HUAWEI", "ALN-AL00", "Camera 14"
    exif[_DATE] = scan["taken"]
    exif[_ARTIST], exif[_DESCRIPTION] = scan["author"].encode(), scan["title"].encode()
    gps = exif.get_ifd(_GPS)
    gps[_LAT_REF], gps[_LON_REF] = "N", "E"
    gps[_LAT], gps[_LON] = (_degrees(value) for value in scan["gps"])
    gps[_AREA] = b"UNICODE\0" + scan["place"].encode("utf-16-be")
    return exif


def _degrees(value: float) -> tuple[TiffImagePlugin.IFDRational, ...]:
    whole = int(value)
    minutes = int((value - whole) * 60)
    seconds = round(((value - whole) * 60 - minutes) * 6000)
    return tuple(TiffImagePlugin.IFDRational(*part) for part in ((whole, 1), (minutes, 1), (seconds, 100)))


def camera(scan: Scan, seed: str) -> bytes:
    """An 8-megapixel photo from a phone, upright, with everything a phone tells in EXIF."""
    photo = _on_desk(_first(scan, seed), (2448, 3264), seed, 0)
    return _jpeg(_grain(photo, seed, 0.05), 85, _exif(scan))


def skewed(scan: Scan, seed: str) -> bytes:
    """A crooked, shadowed, noisy photo that a messenger has compressed."""
    tilt = random.Random(seed).choice((-7.5, -4.2, 5.3, 8.1))
    photo = _shadow(_on_desk(_first(scan, seed), (1200, 1600), seed, tilt))
    return _jpeg(_grain(ImageEnhance.Contrast(photo).enhance(0.8), seed, 0.16), 60)


def flatbed(scan: Scan, seed: str) -> bytes:
    """What the window's scanner gives: grey, straight but for half a degree, clean."""
    page = _first(scan, seed).rotate(0.4, Image.Resampling.BILINEAR, fillcolor=255)
    return _jpeg(_grain(page, seed, 0.02), 80)


def small(scan: Scan, seed: str) -> bytes:
    """A picture of some 10 KB: barely readable, yet what some applicants bring."""
    page = _first(scan, seed)
    return _jpeg(page.resize((page.width * 2 // 5, page.height * 2 // 5)), 10)


def large(scan: Scan, seed: str) -> bytes:
    """A page at 600 dpi and the best quality: some 20 MB."""
    page = _first(scan, seed).resize((4960, 7016))
    return _jpeg(_grain(page, seed, 0.18), 96)


def png(scan: Scan, seed: str) -> bytes:
    """A picture exported from another system."""
    out = io.BytesIO()
    _first(scan, seed).quantize(16).save(out, "PNG")
    return out.getvalue()


def tiff(scan: Scan, seed: str) -> bytes:
    """A stack through the document feeder: black and white, Group 4, as many pages as told."""
    pages = [
        draw_page(scan["title"], scan["lines"], seed, n).convert("1", dither=Image.Dither.NONE)
        for n in range(1, scan["pages"] + 1)
    ]
    out = io.BytesIO()
    pages[0].save(
        out,
        "TIFF",
        compression="group4",
        dpi=(_DPI, _DPI),
        save_all=True,
        append_images=pages[1:],
        tiffinfo={_ARTIST: scan["author"].encode()},
    )
    return out.getvalue()


def scanned_pdf(scan: Scan, seed: str) -> bytes:
    """Several pages as the scanner's software packs them: pictures in a PDF that names its maker.

    ``dpi`` above 150 gives the heavy files of a scanner left at its finest setting.
    """
    dpi = scan.get("dpi", _DPI)
    pages = []
    for number in range(1, scan["pages"] + 1):
        page = draw_page(scan["title"], scan["lines"], seed, number)
        page = page.resize((page.width * dpi // _DPI, page.height * dpi // _DPI))
        pages.append(_grain(page, f"{seed}/{number}", 0.1 if dpi > _DPI else 0.02))
    out = io.BytesIO()
    stamp = FIXED_DATE.timetuple()
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=dpi,
        title=f"{scan['title']} {scan['author']}",
        author=scan["author"],
        creationDate=stamp,
        modDate=stamp,
    )
    return out.getvalue()


def sealed_pdf(scan: Scan, font: Path) -> bytes:
    """An official document with a round red seal and an author in its metadata.

    Args:
        scan: as above; ``seal`` is the organ whose name runs around the star.
        font: a font file that holds every character of it.
    """
    pdf = FPDF(format="A4")
    pdf.set_creation_date(FIXED_DATE)
    pdf.add_font("hall", "", font)
    pdf.set_title(scan["title"])
    pdf.set_author(scan["author"])
    pdf.set_margin(25)
    pdf.add_page()
    for text, size, height, align in _letter(scan):
        pdf.set_font("hall", "", size)
        pdf.multi_cell(0, height, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _seal(pdf, scan["seal"], 150, pdf.get_y() - 12)
    return bytes(pdf.output())


def _letter(scan: Scan) -> list[tuple[str, float, float, Align]]:
    body = [(line, 14.0, 10.0, Align.L) for line in scan["lines"]]
    return [
        (scan["seal"], 22, 16, Align.C),
        (scan["title"], 18, 20, Align.C),
        *body,
        ("", 14, 20, Align.L),
        (scan["seal"], 14, 10, Align.R),
        (LETTER, 14, 10, Align.R),
    ]


def _seal(pdf: FPDF, organ: str, x: float, y: float) -> None:
    """A ring of 42 mm, a star, the organ's name around it."""
    pdf.set_draw_color(200, 16, 16)
    pdf.set_fill_color(200, 16, 16)
    pdf.set_text_color(200, 16, 16)
    pdf.set_line_width(1)
    pdf.circle(x, y, 21)
    tips = [
        (x + r * math.sin(a * math.pi / 5), y - r * math.cos(a * math.pi / 5))
        for a in range(10)
        for r in [2.4 if a % 2 else 6.2]
    ]
    pdf.polygon(tips, style=RenderStyle.F)
    step = 270 / max(len(organ) - 1, 1)
    pdf.set_font("hall", "", min(16, step))
    for place, char in enumerate(organ):
        with pdf.rotation(135 - place * step, x, y):
            pdf.text(x - pdf.get_string_width(char) / 2, y - 14.5, char)


KINDS: dict[str, Callable[[Scan, str], bytes]] = {
    "camera": camera,
    "skewed": skewed,
    "flatbed": flatbed,
    "small": small,
    "large": large,
    "png": png,
    "tiff": tiff,
    "scanned_pdf": scanned_pdf,
}
