"""Which kinds of event need their document 文书, as a table: every notice and decision refers to one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from federation.case.events import Event, Issued
from federation.case.parts import Document
from federation.case.terms import Kind, kind_of
from federation.case.text import NAME_CHARS, check_line
from federation.errors import InvalidInput, Reason


class Need(StrEnum):
    """Whether an event must carry its document."""

    NONE = "none"
    OPTIONAL = "optional"
    NUMBER = "number"
    SEALED = "sealed"


DOCUMENTS: Mapping[Kind, Need] = {
    **dict.fromkeys(Kind, Need.NONE),
    Kind.CORRECTION_REQUESTED: Need.SEALED,
    Kind.ACCEPTED: Need.SEALED,
    Kind.NOT_ACCEPTED: Need.SEALED,
    Kind.FINISHED_GRANT: Need.SEALED,
    Kind.FINISHED_DENY: Need.SEALED,
    Kind.FINISHED_RETURN: Need.SEALED,
    Kind.FINISHED_WITHDRAWN: Need.OPTIONAL,
    Kind.FINISHED_DONE: Need.OPTIONAL,
    Kind.FINISHED_VOIDED: Need.SEALED,
    Kind.FINISHED_LAPSED: Need.SEALED,
    Kind.FINISHED_FORWARDED: Need.OPTIONAL,
    Kind.NOT_REQUIRED: Need.SEALED,
    Kind.SUSPENDED: Need.SEALED,
    Kind.EXTENDED: Need.SEALED,
    Kind.FEE_DUE: Need.SEALED,
    Kind.ISSUED: Need.NUMBER,
}
"""SEALED: number and file. NUMBER: a paper certificate may have no file. A document given is checked anyway."""

SUPERSEDABLE: frozenset[Kind] = frozenset(kind for kind, need in DOCUMENTS.items() if need is not Need.NONE)
"""Kinds that a later event of the same kind may correct through `Act.supersedes`: those with a document."""


def documents_of(event: Event) -> tuple[Document, ...]:
    """List the documents 文书 an event carries."""
    if isinstance(event, Issued):
        return event.documents
    document = getattr(event, "document", None)
    return () if document is None else (document,)


def check_documents(event: Event) -> None:
    """Check that an event carries the document its kind needs.

    Raises:
        InvalidInput: DOCUMENT_MISSING, or what `check_line` raises.
    """
    need = DOCUMENTS[kind_of(event)]
    documents = documents_of(event)
    if need in {Need.NUMBER, Need.SEALED} and not documents:
        raise InvalidInput(Reason.DOCUMENT_MISSING, field="document")
    for document in documents:
        if not document.number or (need is Need.SEALED and document.file is None):
            raise InvalidInput(Reason.DOCUMENT_MISSING, field="document", number=document.number)
        check_line(document.number, field="document.number")
        check_line(document.title, field="document.title", limit=NAME_CHARS, required=False)
