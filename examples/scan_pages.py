"""What stands on the papers: pages and cards drawn in grey, sharp, before any camera sees them."""

from __future__ import annotations

import random
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from node.documents.font import COLLECTION, REGULAR, SIMPLIFIED

PAGE = (1240, 1754)  # A4 at 150 dpi
CARD = (1240, 782)  # the long side of an identity card

_FILL = (
    "本人承诺所提交的材料真实、有效、完整，复印件与原件一致，并对其真实性负责。",
    "申请人已阅读并知悉办理地的受理条件、办理时限、收费标准和救济途径。",
    "以上内容经核对无误，由收件窗口扫描后转送办理机关，原件按收件凭证所列方式处理。",
    "本页为申请材料的一部分，编页与目录一致，如有涂改应由申请人签名确认。",
)


@lru_cache(maxsize=16)
def _font(size: int, weight: int = REGULAR) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(COLLECTION, size, index=SIMPLIFIED)
    font.set_variation_by_axes([weight])
    return font


def draw_page(title: str, lines: list[str], seed: str, number: int = 1) -> Image.Image:
    """One A4 page: title, a ruled form with the lines, a paragraph, a date."""
    rng = random.Random(f"{seed}/{number}")
    page = Image.new("L", PAGE, 252)
    pen = ImageDraw.Draw(page)
    pen.text((PAGE[0] // 2, 150), title, font=_font(52, 700), fill=20, anchor="mm")
    top = 240
    for line in lines:
        pen.rectangle((110, top, PAGE[0] - 110, top + 74), outline=60, width=2)
        pen.text((130, top + 37), line, font=_font(30), fill=30, anchor="lm")
        top += 74
    top += 50
    while top < PAGE[1] - 320:
        text = rng.choice(_FILL)
        pen.text((130, top), text[:28], font=_font(30), fill=40)
        pen.text((130, top + 46), text[28:], font=_font(30), fill=40)
        top += 110
    pen.text((PAGE[0] - 480, PAGE[1] - 220), "2026 年 10 月 9 日", font=_font(30), fill=30)
    pen.text((PAGE[0] // 2, PAGE[1] - 80), f"— {number} —", font=_font(24), fill=60, anchor="mm")
    return page


def draw_card(title: str, lines: list[str], seed: str) -> Image.Image:
    """A card or small certificate with a portrait that is nobody's."""
    rng = random.Random(seed)
    card = Image.new("L", CARD, 235)
    pen = ImageDraw.Draw(card)
    pen.rounded_rectangle((8, 8, CARD[0] - 8, CARD[1] - 8), radius=44, outline=90, width=4, fill=240)
    for y in range(40, CARD[1] - 30, 22):
        pen.line((30, y, CARD[0] - 30, y + rng.randint(-6, 6)), fill=226, width=2)
    pen.text((70, 80), title, font=_font(44, 700), fill=40)
    for place, line in enumerate(lines):
        pen.text((70, 180 + place * 78), line, font=_font(36), fill=25)
    pen.ellipse((930, 190, 1110, 400), fill=170)
    pen.pieslice((860, 400, 1180, 760), 180, 360, fill=150)
    return card
