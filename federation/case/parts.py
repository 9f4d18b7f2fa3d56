"""What events are made of: who acted, items, files, materials, people, documents, papers.

Every class here has one message in ``protos/federation/v1/event.proto`` of the same name and fields.
"""

from __future__ import annotations

from dataclasses import dataclass

from federation.case.choices import Disposition, JointRule
from federation.ids import CaseId, Digest, Locality, Place, Uscc


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The organ and person that acted; ``officer`` is a number, never a name."""

    organ: Uscc
    place: Place
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRef:
    """An item version in its locality's catalogue (DESIGN §5: locality, scheme, code, version)."""

    locality: Locality
    scheme: str
    code: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """A file by its stored bytes; ``size`` in bytes."""

    digest: Digest
    size: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One material as collected, by its code in the handling place's list."""

    code: str
    files: tuple[Blob, ...] = ()
    disposition: Disposition = Disposition.COPY
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of the handling place's form."""

    code: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The applicant or the agent: personal data, kept in the case and nowhere else."""

    name: str
    id_scheme: str
    id_type: str
    id_number: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An official document 文书: number, title, sealed file."""

    number: str
    title: str
    file: Blob | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something missing, wrong, or not as said."""

    material: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in a parcel: a material code or a document's number."""

    code: str
    original: bool
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A material 容缺 that the applicant has promised to bring later, and his promise 承诺书."""

    material: str
    days: int
    promise: Blob


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPart:
    """One part of a joint case: the handling place that decides it, and its item's code."""

    place: Locality
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The joint case 多地联办 that a case is a part of; every part carries the same.

    Attributes:
        case: its id: both ends are the accepting place, which leads (受理地牵头).
        rule: what one refused part means for the others.
        parts: all of them, in the order in which people name them.
        bundle: the 一件事 it was filed by, as ``name@version``; empty if none.
    """

    case: CaseId
    rule: JointRule
    parts: tuple[JointPart, ...]
    bundle: str = ""


MACHINE = "秒批"
"""The officer number of whatever a rule does by itself: nobody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic:
    """The rule by which a machine acted 秒批, and everything it read (个人信息保护法24条: it can be explained).

    Attributes:
        rule: its name.
        version: of the rule.
        digest: of the rule's document.
        inputs: what the rule read, as it read it.
    """

    rule: str
    version: str
    digest: Digest
    inputs: tuple[Field, ...]
