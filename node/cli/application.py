"""Reading an application file: JSON as a hall's own system would write it, with its scans beside it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from federation.case.events import (
    Actor,
    AgentBasis,
    Blob,
    Delivery,
    Disposition,
    Mode,
    Party,
    Submitted,
)
from federation.case.events import Field as FormField
from federation.case.events import Material as CaseMaterial
from federation.errors import InvalidInput, Reason
from federation.ids import MessageId
from federation.wire.local import UNFILLED, Application

UPLOADS = 4


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
    disposition: Disposition = Disposition.COPY
    originals: Annotated[int, Field(ge=0, le=99)] = 0
    copies: Annotated[int, Field(ge=0, le=99)] = 0


class ApplicationDocument(_Document):
    """One application. ``fields`` and ``materials`` by the window's own codes, ``handling_…`` by the other's."""

    to: str
    item: str
    mode: Literal["remote_collection"] = "remote_collection"
    applicant: PartyDocument
    agent: PartyDocument | None = None
    agent_basis: AgentBasis | None = None
    delivery: Delivery
    fields: dict[str, str] = {}
    materials: list[MaterialDocument] = []
    handling_fields: dict[str, str] = {}
    handling_materials: list[MaterialDocument] = []
    identity_checked: bool = True
    form_checked: bool = True
    notice_version: str
    local_no: str = ""
    agreement: str = ""


async def read_application_file(
    client: Any, path: Path, files: Path, *, actor: Actor, message_id: MessageId
) -> Application:
    """An application from its file; its scans are uploaded.

    Raises:
        InvalidInput: VALUE_INVALID, VALUE_MISSING naming the entry; BLOB_UNKNOWN for a scan that is not there.
    """
    try:
        document = ApplicationDocument.model_validate(json.loads(path.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        missing = first["type"] == "missing"
        raise InvalidInput(Reason.VALUE_MISSING if missing else Reason.VALUE_INVALID, entry=where) from None
    except ValueError as error:
        raise InvalidInput(Reason.VALUE_INVALID, file="application", why="not JSON") from error
    own = await _upload_all(client, document.materials, files)
    handling = await _upload_all(client, document.handling_materials, files)
    draft = Submitted(
        mode=Mode(document.mode),
        item=UNFILLED,
        applicant=_party(document.applicant),
        agent=_party(document.agent) if document.agent else None,
        agent_basis=document.agent_basis,
        materials=handling,
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
        own_materials=own,
        own_fields=_fields(document.fields),
    )


async def read_materials(client: Any, documents: Any, files: Path) -> tuple[CaseMaterial, ...]:
    """Materials from a JSON list. Raises as `read_application_file`."""
    try:
        parsed = [MaterialDocument.model_validate(one) for one in documents]
    except (ValidationError, TypeError):
        raise InvalidInput(Reason.VALUE_INVALID, file="materials") from None
    return await _upload_all(client, parsed, files)


async def _upload_all(
    client: Any, documents: Sequence[MaterialDocument], folder: Path
) -> tuple[CaseMaterial, ...]:
    names = list(dict.fromkeys(name for document in documents for name in document.files))
    gate = asyncio.Semaphore(UPLOADS)

    async def one(name: str) -> Blob:
        async with gate:
            return await upload(client, folder / name)

    blobs = dict(zip(names, await asyncio.gather(*map(one, names)), strict=True))
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


async def upload(client: Any, path: Path) -> Blob:
    """Upload one file.

    Raises:
        InvalidInput: BLOB_UNKNOWN if it is not there; its name is not said, it may be a person's.
    """
    if not path.is_file():
        raise InvalidInput(Reason.BLOB_UNKNOWN, ending=path.suffix)
    blob: Blob = await client.put_file(path)
    return blob


def _party(document: PartyDocument) -> Party:
    return Party(**document.model_dump())


def _fields(values: Mapping[str, str]) -> tuple[FormField, ...]:
    return tuple(FormField(code=code, value=value) for code, value in values.items())
