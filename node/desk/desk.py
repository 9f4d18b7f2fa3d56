"""What every use case at the desk may reach. The use cases are the functions beside this file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from federation.ids import Locality
from federation.trust.directory import Directory
from federation.trust.dsse import Roots
from node.desk.agreements import AgreementBook
from node.desk.calendars import CalendarBook
from node.desk.instant_book import InstantBook
from node.desk.library import Library
from node.desk.recorder import Recorder
from node.documents.settings import DocumentSettings
from node.store.blobs import BlobFolder
from node.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk of one node.

    Attributes:
        roots: the federation's root keys.
        settled: whether a link has settled since the start.
        release: wakes the pump of a link.
        documents: the words of documents, and what they need to know of organs and halls.
        numbering: whoever numbers a document holds it until the number is recorded.
    """

    me: Locality
    store: Store
    folder: BlobFolder
    recorder: Recorder
    library: Library
    agreements: AgreementBook
    calendars: CalendarBook
    instant: InstantBook
    directory: Callable[[], Directory]
    roots: Roots
    clock: Callable[[], datetime]
    settled: Callable[[Locality], bool]
    release: Callable[[Locality], None]
    documents: DocumentSettings
    numbering: asyncio.Lock = field(default_factory=asyncio.Lock)
