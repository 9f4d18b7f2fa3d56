"""What one event costs in the library, in microseconds: no node, no disk, no wire.

The acts are those of real cases that the run itself has just taken from Shantou to Xi'an and back.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.city import EXAMPLES, SHANTOU, XIAN
from benchmarks.report import MICROSECONDS, Result, result
from examples.cases import collected
from federation.case import Case, Placed, canonical, fold, judge
from federation.case.events import Act
from federation.case.powers import NO_AGREEMENTS
from federation.ids import CaseId, KeyId
from federation.items import load_catalogue
from federation.link.head import PayloadType
from federation.link.merkle import Frontier, leaf_hash
from federation.mapping import (
    Ambiguous,
    Application,
    Federation,
    Matched,
    load_crosswalk,
    narrow,
    resolve,
    translate,
)
from federation.trust.suites import SoftwareSigner, verify
from federation.wire.entries import read_act, write_entry

TRY_SECONDS, TRIES = 0.15, 3
ALL = 1 << 60
"""More entries than any log here has: every act has been seen."""


@dataclass(slots=True)
class Told:
    """A case's acts in the order in which their authors wrote them, with their log and position."""

    case: CaseId
    acts: list[tuple[bool, Placed, bytes]] = field(default_factory=list)

    def side(self, *, accepting: bool, before: int) -> list[Placed]:
        """What one log holds of it, among the first ``before`` acts."""
        return [placed for mine, placed, _ in self.acts[:before] if mine is accepting]


def measure(store: Path, cases: int = 20) -> list[Result]:
    """All parts, from a node's store that holds whole cases."""
    told = _whole_cases(store, cases)
    rows = [*_events(told), *_link(), *_mapping()]
    return [result(name, seconds * 1e6, MICROSECONDS) for name, seconds in rows]


def once(work: Callable[[], object], *, share: int = 1, seconds: float = TRY_SECONDS) -> float:
    """Seconds that one of the ``share`` equal parts of a piece of work takes: the best of a few tries."""
    best = float("inf")
    for _ in range(TRIES):
        start, done, took = time.perf_counter(), 0, 0.0
        while took < seconds:
            work()
            done += 1
            took = time.perf_counter() - start
        best = min(best, took / done)
    return best / share


def _whole_cases(store: Path, count: int) -> list[Told]:
    """The cases with most acts; Shantou's first, since with the link down its acts were all written first."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
        longest = (
            "SELECT case_id FROM entry WHERE case_id IS NOT NULL GROUP BY case_id ORDER BY count(*) DESC"
        )
        names = [name for (name,) in connection.execute(f"{longest} LIMIT ?", (count,))]
        query = "SELECT log, position, bytes FROM entry WHERE case_id = ? ORDER BY log, position"
        return [_told(CaseId(name), connection.execute(query, (name,)).fetchall()) for name in names]


def _told(case: CaseId, rows: list[tuple[str, int, bytes]]) -> Told:
    told = Told(case)
    for log, position, data in rows:
        told.acts.append((log.startswith(SHANTOU), Placed(position, read_act(data)), data))
    return told


def _events(told: list[Told]) -> Iterator[tuple[str, float]]:
    acts: list[Act] = [placed.act for one in told for _, placed, _ in one.acts]
    entries = [data for one in told for _, _, data in one.acts]
    salt, share = os.urandom(16), len(acts)
    yield (
        "entry_encode",
        once(lambda: [write_entry(act, receiver=XIAN, salt=salt) for act in acts], share=share),
    )
    yield "entry_decode", once(lambda: [read_act(data) for data in entries], share=share)
    yield "judge_event", once(lambda: _judge_all(told), share=share)
    folded = [_fold(one) for one in told]
    yield "fold_event", once(lambda: [_fold(one) for one in told], share=share)
    yield "canonical_case", once(lambda: [canonical(case) for case in folded], share=len(told))


def _fold(told: Told) -> Case:
    return fold(
        told.case,
        told.side(accepting=True, before=ALL),
        told.side(accepting=False, before=ALL),
        refused={},
        known_accepting=ALL,
        known_handling=ALL,
    )


def _judge_all(told: list[Told]) -> None:
    """Judge each act on those before it in its case, as an inbox does."""
    for one in told:
        for count, (_, placed, _) in enumerate(one.acts):
            verdict = judge(
                placed.act,
                accepting=one.side(accepting=True, before=count),
                handling=one.side(accepting=False, before=count),
                refused={},
                known_accepting=ALL,
                known_handling=ALL,
                speaks=lambda _member, _organ: True,
                agreements=NO_AGREEMENTS,
            )
            verdict.enforce()


def _link() -> Iterator[tuple[str, float]]:
    signer = SoftwareSigner(key_id=KeyId("bench"), key=Ed25519PrivateKey.generate())
    payload = os.urandom(200)
    signature = signer.sign(PayloadType.HEAD, payload)
    yield "ed25519_sign", once(lambda: signer.sign(PayloadType.HEAD, payload))
    yield (
        "ed25519_verify",
        once(
            lambda: verify(
                public=signer.public,
                suite=signature.suite,
                payload_type=PayloadType.HEAD,
                payload=payload,
                signature=signature,
            )
        ),
    )
    entries = [os.urandom(600) for _ in range(1024)]
    start, _ = Frontier.empty().extend([leaf_hash(entry) for entry in entries[:777]])
    yield "merkle_extend_1024", once(lambda: start.extend([leaf_hash(entry) for entry in entries])[0].root)


def _mapping() -> Iterator[tuple[str, float]]:
    shantou = load_catalogue(EXAMPLES / "catalogues/shantou.xlsx", locality=SHANTOU, version="1").catalogue
    xian = load_catalogue(EXAMPLES / "catalogues/xian.xlsx", locality=XIAN, version="1").catalogue
    walked = load_crosswalk(EXAMPLES / "crosswalks/440500-610100.xlsx", accepting=shantou, handling=xian)
    federation = Federation.of([shantou, xian], [walked.crosswalk])
    asked = [(one["item"], one) for one in collected() if one["from"] == SHANTOU]
    today = datetime.now(UTC).date()
    plain = dict(asked)
    yield "dict_look_up", once(lambda: [plain[item] for item, _ in asked], share=len(asked))
    share = len(asked)
    yield (
        "resolve_item",
        once(lambda: [resolve(federation, item, to=XIAN, on=today) for item, _ in asked], share=share),
    )
    pairs = []
    for item, told in asked:
        found = resolve(federation, item, to=XIAN, on=today)
        match = narrow(found, told["fields"]) if isinstance(found, Ambiguous) else found
        assert isinstance(match, Matched), item
        codes = tuple(material["code"] for material in told["materials"])
        pairs.append((Application(fields=told["fields"], materials=codes), match))
    yield "translate_application", once(lambda: [translate(*pair) for pair in pairs], share=share)
