"""Parsed identifiers: a value of one of these types has passed its standard's check.

Each type is a ``str`` that validates when it is made, so that a bare string can never stand
where an id is meant. What is not checked here: whether the thing named exists (that is the
directory's or the catalogue's to say).
"""

from __future__ import annotations

import re
import uuid
from datetime import date
from functools import lru_cache
from typing import ClassVar, Self

from stdnum.cn import uscc as _uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from federation.counties import existed
from federation.errors import InvalidInput, Reason

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class _Id(str):
    """A string that matches one pattern; subclasses add a check digit where the standard has one."""

    __slots__ = ()
    pattern: ClassVar[re.Pattern[str]]
    reason: ClassVar[Reason] = Reason.ID_MALFORMED

    def __new__(cls, text: str) -> Self:
        if not isinstance(text, str) or cls.pattern.fullmatch(text) is None or not cls._check(text):
            raise InvalidInput(cls.reason, kind=cls.__name__)
        return super().__new__(cls, text)

    @classmethod
    def _check(cls, text: str) -> bool:
        del text
        return True


class Locality(_Id):
    """A city or county that runs a node: 6 digits of GB/T 2260, for example ``440500`` Shantou."""

    __slots__ = ()
    pattern = re.compile(r"[1-9]\d{5}", re.ASCII)


CANONICAL = Locality("100000")  # the country (GB/T 2260): whose catalogue all crosswalks may pass through


class Place(_Id):
    """Where an act happened: 6, 9 or 12 digits (GB/T 2260, extended by the statistical codes)."""

    __slots__ = ()
    pattern = re.compile(r"[1-9]\d{5}(?:\d{3}){0,2}", re.ASCII)


class Uscc(_Id):
    """统一社会信用代码, 18 characters with both check characters (GB 32100-2015, GB 11714)."""

    __slots__ = ()
    pattern = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}", re.ASCII)
    reason = Reason.USCC_CHECK

    @classmethod
    def _check(cls, text: str) -> bool:
        return _is_uscc(text)


@lru_cache(maxsize=4096)  # a city's events name the same organs again and again
def _is_uscc(text: str) -> bool:
    try:
        return bool(_uscc.validate(text) == text) and _organisation_check(text[8:17])
    except ValidationError:
        return False


def _organisation_check(code: str) -> bool:
    """The check character of the organisation code 组织机构代码 inside (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(_BASE36.index(sign) * weight for sign, weight in zip(code[:8], weights, strict=True))
    check = 11 - total % 11
    return code[8] == {10: "X", 11: "0"}.get(check, str(check))


class BaseCode(_Id):
    """基本编码: AA place, TT type, DD department, SSS item, sss sub-item (GB/T 39554.1-2020), 12 digits."""

    __slots__ = ()
    pattern = re.compile(r"\d{12}", re.ASCII)
    reason = Reason.ITEM_CODE


class TaskCode(_Id):
    """实施编码: USCC of the organ (18) + level (1) + base code (12) = 31 characters."""

    __slots__ = ()
    pattern = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}[1-7]\d{12}", re.ASCII)
    reason = Reason.ITEM_CODE

    @property
    def organ(self) -> str:
        """The organ's 18 characters, not yet checked as a USCC (old catalogues hold closed organs)."""
        return self[:18]

    @property
    def base(self) -> BaseCode:
        """The 12-digit base code, on which cities are mapped."""
        return BaseCode(self[19:])


class HandlingItemCode(_Id):
    """业务办理项编码: implementation code (31) + 2-digit number = 33 characters."""

    __slots__ = ()
    pattern = re.compile(r"[0-9A-HJ-NP-RTUWXY]{18}[1-7]\d{14}", re.ASCII)
    reason = Reason.ITEM_CODE

    @property
    def task(self) -> TaskCode:
        """The implementation code this handling item belongs to."""
        return TaskCode(self[:31])


class CaseId(_Id):
    """``KT`` + accepting 6 + handling 6 + YYYYMMDD + 6 random base-36 + check (ISO 7064 MOD 37,36)."""

    __slots__ = ()
    pattern = re.compile(r"KT[1-9]\d{5}[1-9]\d{5}\d{8}[0-9A-Z]{7}", re.ASCII)
    reason = Reason.CASE_ID

    @classmethod
    def _check(cls, text: str) -> bool:
        try:
            date(int(text[14:18]), int(text[18:20]), int(text[20:22]))
        except ValueError:
            return False
        return bool(mod_37_36.is_valid(text))

    @classmethod
    def make(cls, *, accepting: Locality, handling: Locality, on: date, random: int) -> Self:
        """Build an id from its parts; ``random`` is any non-negative integer, used modulo 36**6."""
        body = f"KT{accepting}{handling}{on:%Y%m%d}{_tail(random)}"
        return cls(body + mod_37_36.calc_check_digit(body))

    @property
    def accepting(self) -> Locality:
        """The accepting place 收件地."""
        return Locality(self[2:8])

    @property
    def handling(self) -> Locality:
        """The handling place 办理地."""
        return Locality(self[8:14])

    @property
    def day(self) -> date:
        """The day on which it was opened."""
        return date(int(self[14:18]), int(self[18:20]), int(self[20:22]))

    def other(self, me: Locality) -> Locality:
        """The other end of the case, seen from ``me``."""
        return self.handling if me == self.accepting else self.accepting


class LineNo(_Id):
    """``GC`` + window's locality 6 + YYYYMMDD + 6 random base-36 + check (ISO 7064 MOD 37,36): 国垂事项跟踪号.

    Names our own note about an item of a national line; it is no case and never leaves the node.
    """

    __slots__ = ()
    pattern = re.compile(r"GC[1-9]\d{5}\d{8}[0-9A-Z]{7}", re.ASCII)

    @classmethod
    def _check(cls, text: str) -> bool:
        try:
            date(int(text[8:12]), int(text[12:14]), int(text[14:16]))
        except ValueError:
            return False
        return bool(mod_37_36.is_valid(text))

    @classmethod
    def make(cls, *, locality: Locality, on: date, random: int) -> Self:
        """Build a number from its parts; ``random`` as in `CaseId.make`."""
        body = f"GC{locality}{on:%Y%m%d}{_tail(random)}"
        return cls(body + mod_37_36.calc_check_digit(body))


def _tail(random: int) -> str:
    """Six base-36 characters."""
    tail, rest = "", random % 36**6
    for _ in range(6):
        rest, digit = divmod(rest, 36)
        tail = _BASE36[digit] + tail
    return tail


class MessageId(_Id):
    """A UUIDv7 (RFC 9562 §5.7) in lower-case text form: names one entry for ever."""

    __slots__ = ()
    pattern = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)

    @classmethod
    def make(cls, *, unix_ms: int, random: int) -> Self:
        """Build from milliseconds since 1970 and 74 random bits."""
        value = (unix_ms & (1 << 48) - 1) << 80 | random & (1 << 74) - 1
        rand_a, rand_b = value >> 62 & 0xFFF, value & (1 << 62) - 1
        bits = value >> 80 << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
        return cls(str(uuid.UUID(int=bits)))


class LogId(_Id):
    """``sender-receiver-number``: one append-only log from one member to another."""

    __slots__ = ()
    pattern = re.compile(r"[1-9]\d{5}-[1-9]\d{5}-[1-9]\d{0,8}", re.ASCII)

    @classmethod
    def make(cls, sender: Locality, receiver: Locality, number: int = 1) -> Self:
        """The log of a link; ``number`` grows when a log is closed and followed by the next."""
        return cls(f"{sender}-{receiver}-{number}")

    @property
    def sender(self) -> Locality:
        """Who appends."""
        return Locality(self[:6])

    @property
    def receiver(self) -> Locality:
        """Who counter-signs."""
        return Locality(self[7:13])


class KeyId(_Id):
    """A hint to which key signed; the directory decides. 1–64 characters ``[a-z0-9._-]``."""

    __slots__ = ()
    pattern = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


class Digest(_Id):
    """``sha256:`` + 64 lower-case hex digits."""

    __slots__ = ()
    pattern = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)

    @classmethod
    def of(cls, sha256: bytes) -> Self:
        """From the 32 raw bytes."""
        return cls("sha256:" + sha256.hex())

    @property
    def raw(self) -> bytes:
        """The 32 raw bytes."""
        return bytes.fromhex(self[7:])


class ParcelNo(_Id):
    """A courier's number: 13 digits (domestic EMS) or S10 ``AA`` + 8 + check + country (UPU S10)."""

    __slots__ = ()
    pattern = re.compile(r"\d{13}|[A-Z]{2}\d{9}[A-Z]{2}", re.ASCII)
    reason = Reason.PARCEL_NO

    @classmethod
    def _check(cls, text: str) -> bool:
        if text.isdigit():
            return True
        weights = (8, 6, 4, 2, 3, 5, 9, 7)
        total = sum(int(d) * w for d, w in zip(text[2:10], weights, strict=True))
        check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
        return int(text[10]) == check


class LicenceId(_Id):
    """电子证照标识 (GB/T 36904-2018): root, type, issuer, serial, version and an ISO 7064 MOD 37,36 check.

    For example ``1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U``.
    """

    __slots__ = ()
    pattern = re.compile(
        r"1\.2\.156\.3005\.2\.[0-9A-Z]{18}[0-9]{3}\.[0-9A-Z]{6,18}\.[0-9A-Z]{1,40}\.[0-9]{3}\.[0-9A-Z]",
        re.ASCII,
    )

    @property
    def type_code(self) -> str:
        """What kind of licence it is 证照类型代码: who defined the kind, and three digits."""
        return self.split(".")[5]

    @property
    def issuer(self) -> str:
        """Who issued it 颁发机构代码: a USCC, or another code of theirs."""
        return self.split(".")[6]

    @classmethod
    def _check(cls, text: str) -> bool:
        parts = text.removeprefix("1.2.156.3005.2.").split(".")
        return bool(mod_37_36.calc_check_digit("".join(parts[:-1])) == parts[-1])


class CitizenId(_Id):
    """居民身份证号: 17 digits + check (GB 11643-1999, ISO 7064 MOD 11-2); ``x`` is read as ``X``.

    The county code must have existed in some year, not in the year of birth: codes that were
    abolished, and codes younger than their holder, live on in real people's numbers.
    """

    __slots__ = ()
    pattern = re.compile(r"[1-9]\d{16}[0-9X]", re.ASCII)
    reason = Reason.CITIZEN_ID_CHECK

    def __new__(cls, text: str) -> Self:
        """Upper-case the check character, then validate."""
        return super().__new__(cls, text.upper() if isinstance(text, str) else text)

    @classmethod
    def _check(cls, text: str) -> bool:
        try:
            date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
        except ValueError:
            return False
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        total = sum(int(d) * w for d, w in zip(text[:17], weights, strict=True))
        return "10X98765432"[total % 11] == text[17] and existed(text[:6])
