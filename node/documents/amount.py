"""人民币大写: amounts in words, as receipts and notices of payment write them (正确填写票据和结算凭证的基本规定)."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000


def in_yuan(fen: int) -> str:
    """An amount in 元 with two decimals: 1,234.50."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def in_words(fen: int) -> str:
    """An amount of at least one 分 and less than 10**16 元 in capital characters: 壹拾元整."""
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cents:
        return words + "整"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif yuan:
        words += "零"
    return words + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    groups: list[int] = []
    while number:
        number, low = divmod(number, _GROUP)
        groups.append(low)
    words, skipped = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            skipped = True
            continue
        gap = words and (skipped or group < _GROUP // 10)
        words += ("零" if gap else "") + _four(group) + _GROUPS[place]
        skipped = False
    return words


def _four(number: int) -> str:
    """Up to four digits, with one 零 for any number of zeros inside."""
    words, skipped = "", False
    for place in reversed(range(4)):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if skipped and words else "") + _DIGITS[digit] + _PLACES[place]
        skipped = not digit
    return words
