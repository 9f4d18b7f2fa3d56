"""A small world of evidence: a case between two cities in two really signed logs, among other cases."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from federation.case.choices import Delivery, Mode
from federation.case.events import Accepted, Act, Arrived, Event, Refusal, Submitted, WithdrawalRequested
from federation.case.parts import Actor, Blob, Document, ItemRef, Party
from federation.errors import Reason
from federation.evidence.bundle import ReceiptKind
from federation.evidence.extract import Extract, Receipted, make_bundle
from federation.ids import CaseId, Digest, Locality, LogId, MessageId
from federation.link.head import Countersigned, Epoch, Head
from federation.link.merkle import Frontier, NodeRef, leaf_hash
from federation.wire.entries import read_act, write_entry
from federation.wire.statements import sign
from tests.worlds.trust import LOG_SIGNERS, NOON, ORGANS, SHANTOU, XIAN, directory

DIRECTORY = directory()
CASE = CaseId.make(accepting=SHANTOU, handling=XIAN, on=date(2026, 2, 4), random=7)
OTHER = CaseId.make(accepting=SHANTOU, handling=XIAN, on=date(2026, 2, 4), random=8)
MINUTE = timedelta(minutes=1)
FILE = Blob(digest=Digest.of(bytes(32)), size=10, media_type="application/pdf")
SUBMITTED = Submitted(
    mode=Mode.REMOTE_COLLECTION,
    item=ItemRef(locality=XIAN, scheme="GB/T 39554", code="610100000000", version="1"),
    applicant=Party(
        name="古丽·买买提", id_scheme="GA/T 2000.156", id_type="111", id_number="11010519491231002X"
    ),
    identity_checked=True,
    form_checked=True,
    notice_version="1",
    delivery=Delivery.WINDOW,
)
ACCEPTED = Accepted(
    document=Document(number="西民受〔2026〕1号", title="受理通知书", file=FILE), promised_days=5
)


def epoch(counter: int = 1) -> Epoch:
    return Epoch(counter=counter, nonce=counter.to_bytes(16, "big"))


@dataclass(slots=True)
class Log:
    """One log, as both ends hold it, with real signatures."""

    sender: Locality
    receiver: Locality
    frontier: Frontier = field(default_factory=Frontier.empty)
    entries: list[bytes] = field(default_factory=list)
    nodes: list[bytes] = field(default_factory=list)
    receipts: list[Receipted] = field(default_factory=list)

    @property
    def log(self) -> LogId:
        return LogId.make(self.sender, self.receiver)

    def say(self, event: Event, *, seen: int, case: CaseId = CASE) -> Act:
        """Write an act of the sender as the log's next entry."""
        number = len(self.entries)
        act = Act(
            message_id=MessageId.make(
                unix_ms=1_770_000_000_000 + number, random=number + 1000 * int(self.sender)
            ),
            case=case,
            author=self.sender,
            actor=Actor(organ=ORGANS[self.sender].uscc, place=ORGANS[self.sender].places[0], officer="W01"),
            seen=seen,
            at=NOON + number * MINUTE,
            event=event,
        )
        self.put(write_entry(act, receiver=self.receiver, salt=number.to_bytes(16, "big")))
        return act

    def put(self, entry: bytes) -> None:
        """Append bytes."""
        self.frontier, rows = self.frontier.extend([leaf_hash(entry)])
        self.entries.append(entry)
        self.nodes += rows

    def head(self, at: datetime, **changes: object) -> Head:
        made = Head(
            log=self.log,
            sender=self.sender,
            receiver=self.receiver,
            epoch=epoch(),
            size=self.frontier.size,
            root=self.frontier.root,
            at=at,
        )
        return replace(made, **changes)

    def receipt(
        self,
        at: datetime = NOON,
        *,
        kind: ReceiptKind = ReceiptKind.RECEIPT,
        version: int = 1,
        head: Head | None = None,
        by_sender=None,
        by_receiver=None,
    ) -> Receipted:
        """Sign the head and counter-sign it, by the keys of the two ends unless others are given."""
        outer, inner = kind.payload_types
        made = sign(head or self.head(at), as_type=inner, signer=by_sender or LOG_SIGNERS[self.sender])
        statement = Countersigned(head=made, at=at, directory_version=version)
        signed = sign(statement, as_type=outer, signer=by_receiver or LOG_SIGNERS[self.receiver])
        self.receipts.append(Receipted(kind=kind, receipt=signed))
        return self.receipts[-1]

    def extract(self, case: CaseId = CASE) -> Extract:
        """Read what bears on a case."""
        entries = {n: data for n, data in enumerate(self.entries) if read_act(data).case == case}
        return Extract(log=self.log, size=len(self.entries), entries=entries, receipts=self.receipts)

    def fetch(self, ref: NodeRef) -> bytes:
        return ref.read(self.nodes[ref.entry])


def bundle(*logs: Log, case: CaseId = CASE, directories=None) -> bytes:
    """Make the evidence file as a node does: extract, read the nodes named, assemble."""
    extracts = [log.extract(case) for log in logs]
    read = [
        (extract, {ref: log.fetch(ref) for ref in extract.refs()})
        for extract, log in zip(extracts, logs, strict=True)
    ]
    return make_bundle(case, read, directories or {1: DIRECTORY.source})


def story() -> tuple[Log, Log]:
    """Tell a case: submitted, arrived, accepted, one act refused, a withdrawal; another case in between."""
    out, back = Log(SHANTOU, XIAN), Log(XIAN, SHANTOU)
    out.say(SUBMITTED, seen=0, case=OTHER)
    out.say(SUBMITTED, seen=0)
    out.receipt(NOON + 5 * MINUTE)
    back.say(Arrived(), seen=1, case=OTHER)
    back.say(Arrived(), seen=2)
    back.receipt(NOON + 6 * MINUTE)
    wrong = out.say(ACCEPTED, seen=2)
    out.receipt(NOON + 7 * MINUTE)
    back.say(Refusal(position=2, message_id=wrong.message_id, reason=Reason.EVENT_AUTHOR), seen=3)
    back.say(ACCEPTED, seen=3)
    back.receipt(NOON + 8 * MINUTE)
    out.say(WithdrawalRequested(reason="不办了"), seen=4)
    out.receipt(NOON + 9 * MINUTE)
    return out, back
