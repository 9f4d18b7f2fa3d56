"""The prepared index: the same answers as what was loaded; damage is refused; little is read, little kept."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.nation import Nation, code
from federation.errors import InvalidInput, Reason
from federation.items import Catalogue, Item
from federation.items.prepared import file, shelf, views
from federation.items.prepared.catalogue import PreparedItem
from federation.items.prepared.shape import Shape
from federation.items.prepared.shelf import CODE_BYTES
from federation.mapping import Ambiguous, Federation, Matched, index, resolve, translate
from federation.mapping.index import open_index, write_index
from federation.mapping.rows import positions
from tests.worlds.examples import TODAY, XIAN, federation
from tests.worlds.sheets import SHANTOU, city, item

SMALL = Nation(places=2, size=12)
HERE, THERE = SMALL.localities


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of a small nation."""
    path = tmp_path_factory.mktemp("index") / "small.kyx"
    write_index(path, SMALL.catalogues(), SMALL.crosswalks())
    return path


@pytest.fixture
def examples(tmp_path: Path) -> Federation:
    """The example federation, from its index."""
    loaded = federation()
    path = tmp_path / "examples.kyx"
    write_index(path, [history.latest for history in loaded.histories.values()], loaded.crosswalks)
    return open_index(path)


def test_the_examples_are_answered_as_from_their_files(examples: Federation) -> None:
    """Catalogues, crosswalks, every resolution and every requirement are the same."""
    loaded = federation()
    assert examples.crosswalks == loaded.crosswalks
    for locality, history in loaded.histories.items():
        assert examples.histories[locality].versions == history.versions
        assert examples.histories[locality].latest.search("许可") == history.latest.search("许可")
    for asked in loaded.histories[SHANTOU].latest.items:
        expected = resolve(loaded, asked.key, to=XIAN, on=TODAY)
        found = resolve(examples, asked.key, to=XIAN, on=TODAY)
        assert (type(found), found.why) == (type(expected), expected.why)
        assert [match.handling for match in _matches(found)] == [
            match.handling for match in _matches(expected)
        ]


def _matches(answer: object) -> list[Matched]:
    if isinstance(answer, Ambiguous):
        return list(answer.choices)
    return [answer] if isinstance(answer, Matched) else []


@pytest.mark.parametrize("number", range(12))
def test_a_nation_is_translated_as_from_memory(small: Path, number: int) -> None:
    """By every way an item has to its counterpart, from one city to the next."""
    loaded = Federation.of(SMALL.catalogues(), SMALL.crosswalks())
    answers = [
        resolve(one, code(HERE, number), to=THERE, on=date(2026, 11, 24), accepting=HERE)
        for one in (loaded, open_index(small))
    ]
    expected, found = answers
    assert isinstance(expected, Matched)
    assert isinstance(found, Matched)
    application = SMALL.application(expected.accepting)
    assert translate(application, found) == translate(application, expected)
    assert found.crosswalk == expected.crosswalk


def _walk(path: Path) -> None:
    """Read every item, row, code table and column of an index."""
    read = open_index(path)
    for catalogue in (one for history in read.histories.values() for one in history.versions):
        for codes in (catalogue.by_base, catalogue.by_code, catalogue.by_task):
            list(map(codes.get, codes))
        list(map(hash, catalogue.items))
    for crosswalk in read.crosswalks:
        list(map(hash, (*crosswalk.codes, *crosswalk.rows)))
        for places in (positions(crosswalk).accepting, positions(crosswalk).handling):
            list(map(places.get, places))


@pytest.mark.parametrize("change", [0x01, 0x80, 0xFF])
def test_no_damaged_byte_gives_another_answer(tmp_path: Path, change: int) -> None:
    """A bit, another or all bits of every 97th byte: refused with the reason, never another answer."""
    path, nation = tmp_path / "federation.kyx", Nation(places=1, size=3)
    write_index(path, nation.catalogues(), nation.crosswalks())
    data = path.read_bytes()
    places = range(change % 97, len(data), 97)
    assert {_reason_to_refuse(path, data, at, change) for at in places} == {Reason.INDEX_INVALID}


def _reason_to_refuse(path: Path, data: bytes, at: int, change: int) -> Reason:
    path.write_bytes(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])
    with pytest.raises(InvalidInput) as caught:
        _walk(path)
    return caught.value.reason


class _Blind:
    """A digest that fits everything."""

    def __init__(self, data: bytes) -> None:
        del data

    def digest(self) -> bytes:
        return bytes(32)

    def hexdigest(self) -> str:
        return "00" * 32


@pytest.mark.parametrize("change", [0x01, 0xFF])
def test_a_forged_file_raises_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: int
) -> None:
    """Whoever may write the file may write fitting digests: still nothing but a refusal comes of it."""
    for room in (file.hashlib, shelf.hashlib):
        monkeypatch.setattr(room, "sha256", _Blind)
    path, nation = tmp_path / "federation.kyx", Nation(places=1, size=3)
    write_index(path, nation.catalogues(), nation.crosswalks())
    data = path.read_bytes()
    refused = 0
    for at in range(change % 53, len(data), 53):
        path.write_bytes(data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])
        try:
            _walk(path)
        except InvalidInput:
            refused += 1
    assert refused > len(data) // 53 // 10


@pytest.mark.parametrize("length", [0, 7, 30, 64, -1, -200, -5000])
def test_a_file_cut_short_is_refused_when_opened(small: Path, tmp_path: Path, length: int) -> None:
    """Wherever it ends, also where nothing is left of it."""
    path = tmp_path / "short.kyx"
    path.write_bytes(small.read_bytes()[:length])
    with pytest.raises(InvalidInput) as caught:
        open_index(path)
    assert caught.value.reason is Reason.INDEX_INVALID


@pytest.mark.parametrize("foreign", [b"PK\x03\x04" * 40, b"{}" * 100, "联合清单".encode() * 30])
def test_another_kind_of_file_is_refused(tmp_path: Path, foreign: bytes) -> None:
    """A workbook or a manifest named by mistake."""
    path = tmp_path / "federation.toml"
    path.write_bytes(foreign)
    with pytest.raises(InvalidInput) as caught:
        open_index(path)
    assert caught.value.reason is Reason.INDEX_INVALID


def test_damage_in_one_city_leaves_the_others(small: Path, tmp_path: Path) -> None:
    """What is damaged inside is found when it is needed, and by nobody else."""
    data = small.read_bytes()
    name = "食品经营许可（新办）".encode()
    spot = data.index(name, data.index(HERE.encode() + "市场".encode()) - 2000)
    path = tmp_path / "damaged.kyx"
    path.write_bytes(data[:spot] + b"?" + data[spot + 1 :])
    read = open_index(path)
    assert read.histories[THERE].latest.by_code[code(THERE, 0)].name == "食品经营许可（新办）"
    damaged = read.histories[HERE].latest.by_code[code(HERE, 0)]
    assert damaged.base == SMALL.catalogue(HERE).by_code[code(HERE, 0)].base
    with pytest.raises(InvalidInput) as caught:
        _ = damaged.name
    assert caught.value.reason is Reason.INDEX_INVALID


def test_an_index_of_another_version_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that gained a field does not read what was written without it."""
    monkeypatch.setattr(index, "_SHAPES", "other")
    with pytest.raises(InvalidInput) as caught:
        open_index(small)
    assert caught.value.reason is Reason.INDEX_INVALID
    assert caught.value.detail["what"] == "another version"


@pytest.mark.slow
def test_memory_is_bounded(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many items were asked for, so many are kept; walking over all keeps none."""
    monkeypatch.setattr(views, "VALUES_KEPT", 5)
    catalogue, before = open_index(small).histories[HERE].latest, _alive()
    names = {catalogue.by_code[code(HERE, number)].name for number in range(12)}
    assert len(names) == 12
    assert len({one.name for one in catalogue.items}) == 12
    assert _alive() - before == 5


def _alive() -> int:
    gc.collect()
    return sum(type(one) is PreparedItem for one in gc.get_objects())


def test_an_item_asked_for_again_is_the_same(small: Path) -> None:
    """It is kept, and read once."""
    catalogue = open_index(small).histories[HERE].latest
    first = catalogue.by_code[code(HERE, 3)]
    assert catalogue.by_base[first.base] == (first,)
    assert catalogue.by_task[first.task][0] is first
    assert catalogue.items[[one.key for one in catalogue.items].index(first.key)] is first
    assert catalogue.items[1:3] == tuple(catalogue.items)[1:3]


def test_two_processes_read_one_file(small: Path) -> None:
    """While it is open here, another process opens it and finds the same."""
    here = open_index(small).histories[HERE].latest.by_code[code(HERE, 2)]
    program = (
        "import sys; from pathlib import Path; from federation.mapping.index import open_index;"
        f"f = open_index(Path(sys.argv[1])); c = f.histories['{HERE}'].latest;"
        f"print(ascii(c.by_code['{code(HERE, 2)}'].name))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, small], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ascii(here.name)


def test_reading_writes_nothing(small: Path, tmp_path: Path) -> None:
    """It works on a folder in which nobody may write."""
    folder = tmp_path / "readonly"
    folder.mkdir()
    path = folder / "small.kyx"
    path.write_bytes(small.read_bytes())
    path.chmod(0o444)
    folder.chmod(0o555)
    _walk(path)
    assert list(folder.iterdir()) == [path]
    folder.chmod(0o755)


def test_nothing_is_left_of_an_index_that_failed(tmp_path: Path) -> None:
    """The earlier file stays, and the half of the new one goes."""
    path = tmp_path / "federation.kyx"
    path.write_bytes(b"earlier")

    def failing() -> Iterator[Catalogue]:
        yield SMALL.catalogue(HERE)
        raise InvalidInput(Reason.SHEET_VALUE)

    with pytest.raises(InvalidInput, match="SHEET_VALUE"):
        write_index(path, failing())
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"earlier"]


def test_two_catalogues_of_one_version_are_refused_when_written(tmp_path: Path) -> None:
    """An index that could not be opened is not made."""
    twice = [SMALL.catalogue(HERE), SMALL.catalogue(HERE)]
    with pytest.raises(InvalidInput) as caught:
        write_index(tmp_path / "federation.kyx", twice)
    assert caught.value.reason is Reason.VERSION_TAKEN
    assert not list(tmp_path.iterdir())


def test_a_new_index_leaves_readers_of_the_old_one_alone(tmp_path: Path) -> None:
    """Who had it open goes on reading what he opened."""
    path = tmp_path / "federation.kyx"
    write_index(path, [SMALL.catalogue(HERE)])
    before = open_index(path)
    write_index(path, [SMALL.catalogue(THERE)])
    assert len(before.histories[HERE].latest.items) == 12
    assert list(open_index(path).histories) == [THERE]


def test_an_empty_catalogue_and_no_catalogue(tmp_path: Path) -> None:
    """Both are an index."""
    path = tmp_path / "federation.kyx"
    write_index(path, [])
    assert not open_index(path).histories
    write_index(path, [Catalogue.of(locality=HERE, version="1", items=())])
    assert open_index(path).histories[HERE].latest == Catalogue.of(locality=HERE, version="1", items=())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"key": "x" * (CODE_BYTES + 1)}, Reason.VALUE_INVALID),
        ({"key": "a\0"}, Reason.VALUE_INVALID),
        ({"flow": "流" * 3_000_000}, Reason.TOO_LARGE),
    ],
)
def test_what_a_reader_would_refuse_is_not_written(
    tmp_path: Path, changes: dict[str, str], reason: Reason
) -> None:
    """Codes stand in columns, so their width is limited; so is an item."""
    (one,) = city(SHANTOU, items=[item(SHANTOU)]).items
    changed = replace(one, **changes | {"key": replace(one.key, code=changes.get("key", one.key.code))})
    with pytest.raises(InvalidInput) as caught:
        write_index(tmp_path / "x.kyx", [Catalogue.of(locality=SHANTOU, version="1", items=[changed])])
    assert caught.value.reason is reason
    assert not list(tmp_path.iterdir())


def test_an_item_read_on_demand_is_an_item(small: Path) -> None:
    """It is copied, pickled, changed and hashed as one."""
    read = open_index(small).histories[HERE].latest.items
    expected = SMALL.catalogue(HERE).items
    assert read[1] == expected[1]
    assert expected[2] == read[2]
    assert read[1] != expected[2]
    assert read[1] != "食品"
    assert hash(read[3]) == hash(expected[3])
    assert copy.deepcopy(read[4]) == expected[4]
    assert pickle.loads(pickle.dumps(read[5])) == expected[5]  # noqa: S301  # our own bytes
    assert replace(read[6], name="新") == replace(expected[6], name="新")
    assert isinstance(read[7], Item)
    with pytest.raises(AttributeError):
        _ = read[7].nothing  # type: ignore[attr-defined]


def test_a_shape_refuses_what_it_cannot_write() -> None:
    """A field of a type nobody wrote down is an error when the program starts, not when a file is read."""

    @dataclass
    class Odd:
        share: float

    with pytest.raises(TypeError):
        Shape(Odd)


@pytest.mark.parametrize(
    "record", [b"", b"[", b"{}", b"[1]", b"[" * 100_000, b"\xff", b'["a","b","c"]', b"3"]
)
def test_a_record_that_is_none_is_refused(record: bytes) -> None:
    """Bytes that pass the digest and still are no item: somebody made them."""
    shape = Shape(file.Section)
    with pytest.raises(InvalidInput) as caught:
        shape.decode(record)
    assert caught.value.reason is Reason.INDEX_INVALID
