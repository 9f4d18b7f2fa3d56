"""What is said of a packet 元数据: which case, under which archive number, and every file with its digest.

XML under `packet.xsd`. Where DA/T 46-2009 has a name for it, the element has that name (聚合层次, 档号, 题名,
保管期限, 立档单位名称, 计算机文件名, 计算机文件大小, 格式信息); the other names are ours, after GB/T 42727-2023,
whose own examples are no schema. What follows from the evidence (`FACTS`) is compared with it on verifying;
names of places, organs and items are the directory's and the catalogue's on the day of filing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

from federation.case import ORGANISATIONS, TERMS, Case, digest, kind_of
from federation.case.agreement import MODE_TERMS
from federation.case.events import Accepted, Act, Finished, NotAccepted, Submitted
from federation.case.parts import Party
from federation.case.process import NotRequired
from federation.days import BEIJING
from federation.errors import Reason, Untrusted
from federation.ids import Digest, Uscc

NAMESPACE = "urn:kuayu:archive-packet:1"
_VERSION, _LEVEL = "1", "件"
_NS = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Under what the case is filed, and the names its papers go by.

    Attributes:
        number: 档号.
        retention: 保管期限: 永久, 30年 or 10年.
        accepting: name of the accepting place.
        handling: name of the handling place.
        organ: name of the organ that decided.
        item: name of the item.
        materials: names of materials by code.
    """

    number: str
    retention: str
    accepting: str
    handling: str
    organ: str
    item: str
    materials: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file of the packet.

    Attributes:
        path: where it lies.
        group: 申请材料, 文书 or 过程记录.
        title: what it is called.
        number: of a document 文号.
        code: of a material.
        at: when it was filed in the case.
        organ: who filed it.
        media_type: its format.
        size: in bytes.
        digest: SHA-256.
    """

    path: str
    group: str
    title: str
    number: str = ""
    code: str = ""
    at: str
    organ: Uscc
    media_type: str
    size: int
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Everything the XML says; the names of files' materials stand with the files."""

    number: str
    retention: str
    names: Mapping[str, str]
    facts: Mapping[str, str]
    files: tuple[FileEntry, ...]


def time_of(at: datetime) -> str:
    """A time as it stands in a packet: Beijing, to the second."""
    return at.astimezone(BEIJING).isoformat(timespec="seconds")


def _first(case: Case, *kinds: type) -> Act | None:
    return next((act for act in case.effective if isinstance(act.event, kinds)), None)


def _ending(case: Case) -> Act | None:
    kinds = (Finished, NotAccepted, NotRequired)
    return next((act for act in reversed(case.effective) if isinstance(act.event, kinds)), None)


def _at(case: Case, act: Act | None) -> str:
    return time_of(case.said_at(act)) if act is not None else ""


def _said(read: Callable[[Submitted], str]) -> Callable[[Case], str]:
    return lambda case: read(case.submitted) if case.submitted is not None else ""


def _document(party: Party | None) -> str:
    if party is None:
        return ""
    return ORGANISATIONS if party.id_scheme == ORGANISATIONS else f"{party.id_scheme} {party.id_type}"


def _result(case: Case) -> str:
    act = _ending(case)
    return TERMS[kind_of(act.event)].zh if act is not None else ""


FACTS: Mapping[str, Callable[[Case], str]] = {
    "办件编号": lambda case: str(case.case_id),
    "地方办件编号": _said(lambda said: said.local_no),
    "业务模式": _said(lambda said: MODE_TERMS[said.mode]),
    "收件地代码": lambda case: str(case.case_id.accepting),
    "办理地代码": lambda case: str(case.case_id.handling),
    "实施主体代码": lambda case: case.organ or "",
    "事项编码": _said(lambda said: said.item.code),
    "事项版本": _said(lambda said: said.item.version),
    "申请人": _said(lambda said: said.applicant.name),
    "申请人证件类型": _said(lambda said: _document(said.applicant)),
    "申请人证件号码": _said(lambda said: said.applicant.id_number),
    "代理人": _said(lambda said: said.agent.name if said.agent else ""),
    "代理人证件类型": _said(lambda said: _document(said.agent)),
    "代理人证件号码": _said(lambda said: said.agent.id_number if said.agent else ""),
    "申请时间": lambda case: _at(case, _first(case, Submitted)),
    "受理时间": lambda case: _at(case, _first(case, Accepted)),
    "办结时间": lambda case: _at(case, _ending(case)),
    "办结结果": _result,
    "办件摘要": lambda case: digest(case).removeprefix("sha256:"),
}
"""What the metadata says of the case, each read off the case that the evidence proves; empty is left out."""

NAMES: Mapping[str, str] = {
    "收件地名称": "accepting",
    "办理地名称": "handling",
    "立档单位名称": "organ",
    "事项名称": "item",
}
"""What it says by name, and which field of `Filing` that is."""
_FILE: Mapping[str, str] = {
    "计算机文件名": "path",
    "类别": "group",
    "题名": "title",
    "文号": "number",
    "材料代码": "code",
    "形成时间": "at",
    "形成者代码": "organ",
    "格式信息": "media_type",
    "计算机文件大小": "size",
    "数字摘要": "digest",
}


def facts_of(case: Case) -> Mapping[str, str]:
    """What the metadata says of a case."""
    return {name: value for name, read in FACTS.items() if (value := read(case))}


def describe(case: Case, filing: Filing, entries: tuple[FileEntry, ...]) -> Metadata:
    """The metadata of a packet."""
    names = {name: " ".join(str(getattr(filing, field)).split()) for name, field in NAMES.items()}
    return Metadata(
        number=filing.number,
        retention=filing.retention,
        names={name: value for name, value in names.items() if value},
        facts=facts_of(case),
        files=entries,
    )


def write_metadata(metadata: Metadata) -> bytes:
    """The XML; equal metadata give equal bytes."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{_NS}归档信息包", {"版本": _VERSION})
    _put(root, "聚合层次", _LEVEL)
    _put(root, "档号", metadata.number)
    _put(root, "题名", _title(metadata))
    _put(root, "保管期限", metadata.retention)
    for group, said in (("来源", metadata.names), ("办件", metadata.facts)):
        below = ET.SubElement(root, f"{_NS}{group}")
        for name, value in said.items():
            _put(below, name, value)
    for number, entry in enumerate(metadata.files, 1):
        below = ET.SubElement(root, f"{_NS}文件", {"顺序号": str(number)})
        for name, field in _FILE.items():
            _put(below, name, str(getattr(entry, field)).removeprefix("sha256:"))
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _title(metadata: Metadata) -> str:
    item = metadata.names.get("事项名称", "")
    return f"{item}　{metadata.facts['办件编号']}".strip()


def _put(parent: ET.Element, name: str, value: str) -> None:
    if value:
        ET.SubElement(parent, f"{_NS}{name}").text = value


def read_metadata(data: bytes) -> Metadata:
    """Read the XML, which must be valid under `packet.xsd`.

    Raises:
        Untrusted: ARCHIVE_INVALID, with the path of the element that is wrong, never with its value.
    """
    import xmlschema  # noqa: PLC0415  # slow to start; only whoever verifies needs it

    try:
        document = xmlschema.XMLResource(data, defuse="always", allow="none")
        schema().validate(document)
    except xmlschema.XMLSchemaValidationError as error:
        raise Untrusted(Reason.ARCHIVE_INVALID, why="schema", path=str(error.path)) from error
    except (xmlschema.XMLSchemaException, xmlschema.XMLResourceError, ValueError) as error:
        raise Untrusted(Reason.ARCHIVE_INVALID, why="XML") from error
    root = document.root
    return Metadata(
        number=_text(root, "档号"),
        retention=_text(root, "保管期限"),
        names=_texts(root.find(f"{_NS}来源")),
        facts=_texts(root.find(f"{_NS}办件")),
        files=tuple(_entry(_texts(one)) for one in root.iter(f"{_NS}文件")),
    )


def _entry(said: Mapping[str, str]) -> FileEntry:
    values: dict[str, Any] = {field: said[name] for name, field in _FILE.items() if name in said}
    values |= {
        "organ": Uscc(values["organ"]),
        "size": int(values["size"]),
        "digest": Digest(f"sha256:{values['digest']}"),
    }
    return FileEntry(**values)


def _text(root: Any, name: str) -> str:
    return str(root.findtext(f"{_NS}{name}"))


def _texts(element: Any) -> Mapping[str, str]:
    return {child.tag.removeprefix(_NS): child.text or "" for child in element}


def schema_bytes() -> bytes:
    """The schema, as it also lies in every packet."""
    return (files("federation.archive") / "packet.xsd").read_bytes()


@cache
def schema() -> Any:
    """The schema, read once."""
    import xmlschema  # noqa: PLC0415

    return xmlschema.XMLSchema(schema_bytes().decode(), allow="none", defuse="always")
