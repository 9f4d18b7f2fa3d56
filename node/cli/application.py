"""Reading an application file: JSON as a hall's own system would write it, with its scans beside it.

What the clerk vouches for has no default: that identity and form were checked, and what becomes of each
material. What stands in a file is never repeated in an error; the entry is named.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, TypeAdapter, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from federation.case.choices import AgentBasis, Delivery, Disposition, JointRule, Mode
from federation.case.events import Submitted
from federation.case.parts import Actor, Blob, Party
from federation.case.parts import Field as FormField
from federation.case.parts import Material as CaseMaterial
from federation.errors import InvalidInput, Reason
from federation.ids import CaseId, MessageId
from federation.wire.joint import JointApplication
from federation.wire.local import UNFILLED, Application
from node.cli.progress import Watch, silent
from node.cli.recording import Desk
from node.cli.uploads import upload_all
from node.forms import fault_of

T = TypeVar("T")


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PartyDocument(_Document):
    """A person or organisation."""

    name: str
    id_scheme: str
    id_type: str
    id_number: str
    phone: str = ""
    address: str = ""


class MaterialDocument(_Document):
    """A material as collected, by the code of the list it stands in."""

    code: str
    files: list[str] = []
    disposition: Disposition
    originals: Annotated[int, Field(ge=0, le=99)] = 0
    copies: Annotated[int, Field(ge=0, le=99)] = 0


class MarkDocument(_Document):
    """What `kuayu case prefill` filled in.

    Attributes:
        table: digest of the prefill table.
        fields: which of ``handling_fields``.
        confirmed: the applicant read them and says they are right; whoever writes ``true`` vouches for it.
    """

    table: str
    fields: list[str]
    confirmed: StrictBool


class PrefilledDocument(MarkDocument):
    """The same in an application that is submitted: the applicant answers for what stands in it (31条)."""

    @field_validator("confirmed")
    @classmethod
    def _by_the_applicant(cls, confirmed: bool) -> bool:
        if not confirmed:
            raise PydanticCustomError("not_confirmed", "the applicant has not confirmed")
        return confirmed


class ApplicationDocument(_Document):
    """One application. ``fields`` and ``materials`` by the window's own codes, ``handling_…`` by the other's.

    Filed online 全程网办 the handling place's node takes it: ``to`` is the applicant's place, all codes are its own.

    Attributes:
        identity_checked: the clerk compared the persons with their documents.
        form_checked: the clerk checked the materials against the handling place's list.
    """

    to: str
    item: str
    mode: Literal["remote_collection", "full_online"] = "remote_collection"
    applicant: PartyDocument
    agent: PartyDocument | None = None
    agent_basis: AgentBasis | None = None
    delivery: Delivery
    fields: dict[str, str] = {}
    materials: list[MaterialDocument] = []
    handling_fields: dict[str, str] = {}
    handling_materials: list[MaterialDocument] = []
    identity_checked: StrictBool
    form_checked: StrictBool
    notice_version: str
    local_no: str = ""
    agreement: str = ""
    prefilled: PrefilledDocument | None = None


class PartDocument(ApplicationDocument):
    """One part of a joint case 多地联办."""

    mode: Literal["joint"] = "joint"  # type: ignore[assignment]  # a part has no other


class JointDocument(_Document):
    """Applications that belong together: ``rule`` says what one refused part means for the others."""

    rule: JointRule
    bundle: str = ""
    parts: list[PartDocument]


class CorrectionDocument(_Document):
    """What the applicant brought after a notice."""

    materials: list[MaterialDocument] = []
    fields: dict[str, str] = {}


class DraftDocument(BaseModel):
    """An application on its way: any part of it may still be wanting."""

    model_config = ConfigDict(extra="allow", frozen=True)

    to: str = ""
    item: str = ""
    mode: str = ""
    fields: dict[str, str] = {}
    handling_fields: dict[str, str] = {}
    applicant: PartyDocument | None = None
    identity_checked: StrictBool = False
    prefilled: MarkDocument | None = None

    @property
    def identified(self) -> Party | None:
        """The applicant, once the clerk compared the person with the document; else None."""
        return _party(self.applicant) if self.applicant and self.identity_checked else None


def read_draft(path: Path) -> tuple[DraftDocument, dict[str, Any]]:
    """An unfinished application, and the document as it stands. Raises as `read_application_file`."""
    document = _load(path)
    return _parse(document, TypeAdapter(DraftDocument)), document


async def read_application_file(
    client: Any, path: Path, files: Path, *, actor: Actor, message_id: MessageId, watch: Watch = silent
) -> Application:
    """An application from its file; its scans are uploaded.

    Raises:
        InvalidInput: VALUE_INVALID, VALUE_MISSING naming the entry; BLOB_UNKNOWN for a scan that is not there.
    """
    document = _read(path, TypeAdapter(ApplicationDocument))
    blobs = await _upload(client, [*document.materials, *document.handling_materials], files, watch=watch)
    return _application(document, blobs, actor=actor, message_id=message_id)


async def read_joint_file(
    client: Any,
    path: Path,
    files: Path,
    *,
    actor: Actor,
    message_id: MessageId,
    lead: CaseId | None = None,
    watch: Watch = silent,
) -> JointApplication:
    """A joint application from its file: what stands beside ``parts`` holds for each, unless it says otherwise.

    Raises:
        InvalidInput: as `read_application_file`.
    """
    document = _parse(_spread(_load(path)), TypeAdapter(JointDocument))
    papers = [one for part in document.parts for one in (*part.materials, *part.handling_materials)]
    blobs = await _upload(client, papers, files, watch=watch)
    return JointApplication(
        message_id=message_id,
        rule=document.rule,
        bundle=document.bundle,
        parts=tuple(_application(part, blobs, actor=actor, message_id=message_id) for part in document.parts),
        lead=lead,
    )


_OF_ALL = frozenset({"rule", "bundle", "parts"})


def _spread(document: Any) -> Any:
    """Lay what stands beside the parts under each of them; anything oddly built is left for the parser."""
    parts = document.get("parts") if isinstance(document, dict) else None
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return document
    common = {name: value for name, value in document.items() if name not in _OF_ALL}
    whole = {name: value for name, value in document.items() if name in _OF_ALL}
    return {**whole, "parts": [{**common, **part} for part in parts]}


def _application(
    document: ApplicationDocument, blobs: Mapping[str, Blob], *, actor: Actor, message_id: MessageId
) -> Application:
    draft = Submitted(
        mode=Mode(document.mode),
        item=UNFILLED,
        applicant=_party(document.applicant),
        agent=_party(document.agent) if document.agent else None,
        agent_basis=document.agent_basis,
        materials=_materials(document.handling_materials, blobs),
        fields=_fields(document.handling_fields),
        identity_checked=document.identity_checked,
        form_checked=document.form_checked,
        notice_version=document.notice_version,
        delivery=document.delivery,
        local_no=document.local_no,
        agreement=document.agreement,
    )
    return Application(
        message_id=message_id,
        actor=actor,
        to=document.to,
        item=document.item,
        draft=draft,
        own_materials=_materials(document.materials, blobs),
        own_fields=_fields(document.fields),
    )


async def read_correction(
    desk: Desk, path: Path, files: Path
) -> tuple[tuple[CaseMaterial, ...], tuple[FormField, ...]]:
    """Materials and fields from ``{"materials": […], "fields": {…}}`` or a list of materials.

    Raises:
        InvalidInput: as `read_application_file`.
    """
    found = _load(path)
    whole = {"materials": found} if isinstance(found, list) else found
    document = _parse(whole, TypeAdapter(CorrectionDocument))
    blobs = await _upload(desk.client, document.materials, files, watch=desk.watch)
    return _materials(document.materials, blobs), _fields(document.fields)


def _read(path: Path, kind: TypeAdapter[T]) -> T:
    return _parse(_load(path), kind)


def _load(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except RecursionError as error:
        raise InvalidInput(Reason.VALUE_INVALID, file="application", why="nested too deep") from error
    except UnicodeError as error:
        raise InvalidInput(Reason.VALUE_INVALID, file="application", why="not UTF-8") from error
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, file="application", why="not JSON") from error
    except OSError as error:
        why = type(error).__name__
        raise InvalidInput(Reason.NOT_FOUND, file="application", why=why) from error


def _parse(document: Any, kind: TypeAdapter[T]) -> T:
    try:
        parsed = kind.validate_python(document)
        json.dumps(document, ensure_ascii=False).encode()
    except ValidationError as error:
        raise fault_of(error, names=_NAMES, file="application") from None
    except UnicodeError:
        raise InvalidInput(Reason.VALUE_INVALID, file="application", why="not Unicode text") from None
    except RecursionError:
        raise InvalidInput(Reason.VALUE_INVALID, file="application", why="nested too deep") from None
    return parsed


_NAMES = frozenset(
    name
    for kind in (
        PartyDocument,
        MaterialDocument,
        PrefilledDocument,
        ApplicationDocument,
        JointDocument,
        CorrectionDocument,
    )
    for name in kind.model_fields
)


async def _upload(
    client: Any, documents: Sequence[MaterialDocument], folder: Path, *, watch: Watch
) -> dict[str, Blob]:
    paths = paths_in(folder, [name for document in documents for name in document.files])
    blobs = await upload_all(client, list(paths.values()), watch=watch)
    return {name: blobs[path] for name, path in paths.items()}


def paths_in(folder: Path, names: Sequence[str]) -> dict[str, Path]:
    """The files that an application names, all inside the folder: it may come from somebody else's system.

    Raises:
        InvalidInput: VALUE_INVALID for a name that leads out of it.
    """
    for name in names:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise InvalidInput(Reason.VALUE_INVALID, field="materials.files", why="outside the folder")
    return {name: folder / name for name in names}


def _materials(documents: Sequence[MaterialDocument], blobs: Mapping[str, Blob]) -> tuple[CaseMaterial, ...]:
    return tuple(
        CaseMaterial(
            code=document.code,
            files=tuple(blobs[name] for name in document.files),
            disposition=document.disposition,
            originals=document.originals,
            copies=document.copies,
        )
        for document in documents
    )


def _party(document: PartyDocument) -> Party:
    return Party(**document.model_dump())


def _fields(values: Mapping[str, str]) -> tuple[FormField, ...]:
    return tuple(FormField(code=code, value=value) for code, value in values.items())
