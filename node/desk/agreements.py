"""The agreements this node holds: signed by both cities, kept for ever, and one set for every judge here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from federation.case import Case, Kind
from federation.case.agreement import Agreement
from federation.case.agreement_file import load_agreement
from federation.case.agreement_signed import open_agreement, text_of
from federation.case.powers import NO_AGREEMENTS, Agreements
from federation.errors import Illegal, InvalidInput, KuayuError, Reason
from federation.ids import Locality
from federation.trust.directory import Directory
from node.observe.log import Event, log
from node.store.logs import text_time
from node.store.store import Store

Key = tuple[Locality, Locality, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An agreement, and when it was imported."""

    agreement: Agreement
    at: datetime

    def in_force(self, on: date) -> bool:
        """Whether cases may be opened under it on a day."""
        return self.agreement.in_force(on)


class AgreementBook:
    """Agreements by pair and version. None is ever removed: open cases go on under the one they pin."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[Key, Held] = {}
        self.current: Agreements = NO_AGREEMENTS

    @classmethod
    async def load(cls, store: Store) -> Self:
        """Everything imported so far; its signatures were checked when it came."""
        book = cls(store)
        async with store.read() as tx:
            rows = await tx.all("all_agreements")
        for row in rows:
            try:
                agreement = load_agreement(text_of(bytes(row["envelope"])))
            except KuayuError as error:  # read by stricter rules than when it came: left out, and said
                log(Event.TERMS_SET_ASIDE, reason=error.reason)
            else:
                book._adopt(Held(agreement=agreement, at=datetime.fromisoformat(row["at"])))
        return book

    async def add(self, envelope: bytes, *, directory: Directory, now: datetime) -> Held:
        """Import a signed agreement: in the store first, then in use.

        Raises:
            Untrusted: UNSIGNED unless both cities' offices signed it.
            InvalidInput: AGREEMENT_INVALID also where another text was imported under this version;
                RECEIPT_BASIS_MISSING, ENTRUSTMENT_MISSING.
            Unavailable: STORE_FAILED, STORE_BUSY.
        """
        agreement = open_agreement(envelope, directory=directory, at=now)
        before = self._held.get(_key(agreement))
        if before is not None and before.agreement.digest != agreement.digest:
            raise InvalidInput(
                Reason.AGREEMENT_INVALID,
                key="version",
                version=agreement.version,
                why="another text is held under this version",
                held=before.agreement.digest,
                given=agreement.digest,
            )
        held = before or Held(agreement=agreement, at=now)
        accepting, handling, version = _key(agreement)
        row = {"accepting": accepting, "handling": handling, "version": version, "envelope": envelope}
        await self._store.write(lambda tx: tx.run("add_agreement", **row, at=text_time(held.at)))
        self._adopt(held)
        return held

    def moved(self, case: Case, on: date) -> frozenset[Kind]:
        """Kinds of event that the case's agreement moves to the window on a day; none if it is not held."""
        try:
            return self.current.powers(case.case_id, case.submitted).moved(on)
        except Illegal:
            return frozenset()

    def all(self) -> Mapping[Key, Held]:
        """Everything held."""
        return self._held

    async def envelope(self, accepting: Locality, handling: Locality, version: str) -> bytes:
        """The signed document as imported.

        Raises:
            InvalidInput: NOT_FOUND.
        """
        key = {"accepting": accepting, "handling": handling, "version": version}
        async with self._store.read() as tx:
            row = await tx.one("get_agreement", **key)
        if row is None:
            raise InvalidInput(Reason.NOT_FOUND, accepting=accepting, handling=handling)
        return bytes(row["envelope"])

    def _adopt(self, held: Held) -> None:
        self._held[_key(held.agreement)] = held
        self.current = Agreements.of(one.agreement for one in self._held.values())


def _key(agreement: Agreement) -> Key:
    return agreement.accepting, agreement.handling, agreement.version
