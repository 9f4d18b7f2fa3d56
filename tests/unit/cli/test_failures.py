"""Every failure says a reason code and both sentences, to people and to programs, and repeats nothing typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from federation.errors import REASONS, Reason
from node.cli import blame
from node.cli.main import tree
from tests.unit.cli.conftest import Kuayu

CASE = "KT440500610100202611248G7PBHR"
NAME = "谯抱朴"
LONG = "9" * 40
BAD: list[tuple[Reason, str, tuple[str, ...]]] = [
    (Reason.VALUE_INVALID, "COMMAND", ("case", NAME)),
    (Reason.VALUE_INVALID, "COMMAND", (NAME,)),
    (Reason.VALUE_INVALID, "", ("case", "list", NAME)),
    (Reason.VALUE_INVALID, "", ("case", "list", f"--{NAME}")),
    (Reason.VALUE_INVALID, "--state", ("case", "list", "--state", NAME)),
    (Reason.VALUE_INVALID, "--count", ("case", "list", "--count", "0")),
    (Reason.VALUE_INVALID, "--count", ("case", "list", "--count", NAME)),
    (Reason.VALUE_INVALID, "--after", ("case", "list", "--after", NAME)),
    (Reason.CASE_ID, "", ("case", "list", "--after", f"2026-01-01T00:00:00+00:00 {NAME}")),
    (Reason.VALUE_MISSING, "CASE...", ("case", "show")),
    (Reason.CASE_ID, "", ("case", "show", NAME)),
    (Reason.VALUE_MISSING, "--number", ("case", "accept", CASE, "--promised-days", "5")),
    (Reason.VALUE_INVALID, "--promised-days", ("case", "accept", CASE, "--number", "1", "--promised-days", LONG)),
    (Reason.VALUE_INVALID, "--promised-days", ("case", "accept", CASE, "--number", "1", "--promised-days", "5", "--promised", "5")),
    (Reason.VALUE_INVALID, "--promised-days", ("case", "accept", CASE, "--number", "1", "--promised-days", "5", "--unit", "hour")),
    (Reason.VALUE_MISSING, "--promised", ("case", "accept", CASE, "--number", "1", "--unit", "hour")),
    (Reason.VALUE_INVALID, "--unit", ("case", "accept", CASE, "--number", "1", "--promised", "5", "--unit", NAME)),
    (Reason.VALUE_MISSING, "--days", ("case", "ask", CASE, "--text", "x")),
    (Reason.VALUE_INVALID, "--days", ("case", "ask", CASE, "--text", "x", "--days", "1", "--hours", "2")),
    (Reason.VALUE_INVALID, "--hours", ("case", "ask", CASE, "--text", "x", "--hours", "0")),
    (Reason.VALUE_INVALID, "--result", ("case", "finish", CASE, "--result", NAME)),
    (Reason.VALUE_MISSING, "--number", ("case", "finish", CASE, "--result", "grant", "--file", "{file}")),
    (Reason.VALUE_MISSING, "--number", ("case", "finish", CASE, "--result", "grant", "--title", NAME)),
    (Reason.NOT_FOUND, "--file", ("case", "finish", CASE, "--result", "grant", "--file", f"/{NAME}.pdf")),
    (Reason.VALUE_INVALID, "--document", ("case", "issue", CASE, "--document", NAME)),
    (Reason.VALUE_INVALID, "--file", ("case", "issue", CASE, "--document", "1=a", *(("--file", "{file}") * 2))),
    (Reason.VALUE_INVALID, "--paper", ("case", "parcel-sent", CASE, "--leg", "w2h", "--parcel", "9800000000001", "--paper", f"X:original:{LONG}")),
    (Reason.VALUE_INVALID, "--paper", ("case", "parcel-sent", CASE, "--leg", "w2h", "--parcel", "9800000000001", "--paper", f"X:{NAME}")),
    (Reason.VALUE_INVALID, "--paper", ("case", "parcel-sent", CASE, "--leg", "w2h", "--parcel", "9800000000001", "--paper", "X:copy:²")),
    (Reason.PARCEL_NO, "", ("case", "parcel-sent", CASE, "--leg", "w2h", "--parcel", NAME)),
    (Reason.VALUE_INVALID, "--difference", ("case", "arrived", CASE, "--difference", NAME)),
    (Reason.VALUE_INVALID, "--served-at", ("case", "notice-served", CASE, "--notice", "x", "--served-at", NAME)),
    (Reason.NOT_FOUND, "--reason", ("case", "request-withdrawal", CASE, "--reason", f"@{NAME}.txt")),
    (Reason.VALUE_INVALID, "--note", ("case", "assist", CASE, "--note", "@{binary}")),
    (Reason.NOT_FOUND, "--difference", ("case", "arrived", CASE, "--difference", f"X=@{NAME}.txt")),
    (Reason.VALUE_INVALID, "--generate", ("case", "accept", CASE, "--promised-days", "5", "--generate", "--file", "{file}")),
    (Reason.VALUE_INVALID, "--deferred", ("case", "accept", CASE, "--promised-days", "5", "--number", "1", "--deferred", f"X={NAME}")),
    (Reason.VALUE_INVALID, "--deferred", ("case", "accept", CASE, "--promised-days", "5", "--number", "1", "--deferred", "X=²")),
    (Reason.VALUE_INVALID, "--promise", ("case", "accept", CASE, "--promised-days", "5", "--number", "1", "--deferred", "X=5")),
    (Reason.VALUE_INVALID, "--promise", ("case", "accept", CASE, "--promised-days", "5", "--number", "1", "--promise", "{file}")),
    (Reason.ID_MALFORMED, "", ("case", "accept", CASE, "--promised-days", "5", "--number", "1", "--supersedes", NAME)),
    (Reason.VALUE_INVALID, "--days", ("case", "extend", CASE, "--days", "16", "--approver", "x", "--reason", "x", "--number", "1")),
    (Reason.VALUE_MISSING, "--approver", ("case", "extend", CASE, "--days", "5", "--reason", "x", "--number", "1")),
    (Reason.VALUE_INVALID, "--yuan", ("case", "fee-due", CASE, "--code", "1", "--name", "x", "--payee", "x", "--number", "1", "--yuan", "1.005")),
    (Reason.VALUE_INVALID, "--yuan", ("case", "fee-due", CASE, "--code", "1", "--name", "x", "--payee", "x", "--number", "1", "--yuan", NAME)),
    (Reason.USCC_CHECK, "", ("case", "transfer", CASE, "--organ", "11610104TEXT02012Q", "--place", "610104", "--reason", "x")),
    (Reason.ID_MALFORMED, "", ("case", "archive", CASE, "--number", "1", "--retention", "10年", "--packet", NAME)),
    (Reason.ID_MALFORMED, "", ("case", "ask-licence", CASE, "--licence", NAME, "--name", "x", "--purpose", "x")),
    (Reason.VALUE_MISSING, "--identity-shown", ("case", "session", CASE, "--kind", "video", "--note", "x")),
    (Reason.VALUE_MISSING, "--named", ("case", "rate", CASE, "--about", "intake", "--level", "fair")),
    (Reason.VALUE_INVALID, "--level", ("case", "rate", CASE, "--about", "intake", "--named", "--level", NAME)),
    (Reason.VALUE_INVALID, "--status", ("case", "parcel-tracked", CASE, "--parcel", "9800000000001", "--status", NAME)),
    (Reason.VALUE_INVALID, "--by", ("case", "notice-served", CASE, "--notice", "x", "--by", NAME)),
    (Reason.NOT_FOUND, "--materials", ("case", "correct", CASE, "--notice", "x", "--materials", NAME)),
    (Reason.VALUE_INVALID, "--field", ("case", "correct", CASE, "--notice", "x", "--field", NAME)),
    (Reason.NOT_FOUND, "APPLICATION", ("case", "submit", f"{NAME}.json")),
    (Reason.NOT_FOUND, "--files", ("case", "submit", "{file}", "--files", NAME)),
    (Reason.ID_MALFORMED, "", ("case", "file", CASE, "sha256:1", "-o", "{folder}/x")),
    (Reason.VALUE_INVALID, "--out", ("case", "file", CASE, "sha256:" + "0" * 64, "-o", "{folder}")),
    (Reason.NOT_FOUND, "--out", ("case", "receipt", CASE, "-o", "{folder}/" + NAME + "/x")),
    (Reason.CASE_ID, "", ("case", "receipt", CASE, NAME, "-o", "{folder}/new")),
    (Reason.ID_MALFORMED, "--locality", ("items", "import", "{file}", "--locality", "44050", "--version", "1")),
    (Reason.VALUE_MISSING, "--version", ("items", "import", "{file}", "--locality", "440500", "--version", " ")),
    (Reason.NOT_FOUND, "FILE", ("items", "import", NAME, "--locality", "440500", "--version", "1")),
    (Reason.ID_MALFORMED, "PEER", ("link", "release", NAME)),
    (Reason.ID_MALFORMED, "", ("line", "show", NAME)),
    (Reason.ID_MALFORMED, "--locality", ("line", "open", "1", "--locality", NAME)),
    (Reason.VALUE_INVALID, "--on", ("line", "note", "x", "--status", "filed", "--seen", "line", "--on", NAME)),
    (Reason.NOT_FOUND, "FILE", ("bundle", "import", NAME)),
    (Reason.NOT_FOUND, "--out", ("bundle", "prepare", "x", "{file}", "--out", "{folder}/" + NAME + "/x")),
    (Reason.VALUE_INVALID, "ANSWERS", ("bundle", "prepare", "x", "{binary}", "--out", "{folder}/new")),
    (Reason.ID_MALFORMED, "--to", ("case", "prepare", "1", "--to", NAME)),
    (Reason.VALUE_MISSING, "--from", ("case", "prefill", "1", "--to", "610100")),
    (Reason.VALUE_INVALID, "--table", ("case", "prefill", "1", "--to", "610100", "--from", "{file}", "--table", "{empty}")),
    (Reason.NOT_FOUND, "FILE", ("prefill", "import", NAME)),
    (Reason.NOT_FOUND, "--from", ("case", "prefill", "1", "--to", "610100", "--from", NAME, "--table", "{file}")),
    (Reason.NOT_FOUND, "--out", ("case", "prefill", "1", "--to", "610100", "--from", "{file}", "--table", "{file}", "--out", "{folder}/" + NAME + "/x")),
    (Reason.VALUE_INVALID, "", ("case", "prefill", "1", "--to", "610100", "--from", "{file}", "--table", "{file}", "--application", "{binary}")),
    (Reason.ID_MALFORMED, "--handling", ("items", "crosswalk", "{file}", "--accepting", "440500", "--handling", "x", "--version", "1")),
    (Reason.VALUE_INVALID, "--done", ("tasks", "--done", LONG)),
    (Reason.NOT_FOUND, "--roots", ("evidence", "verify", "{file}", "--roots", NAME)),
    (Reason.NOT_FOUND, "FILES", ("evidence", "verify", "{file}", NAME, "--roots", "{file}")),
    (Reason.CONFIG, "", ("evidence", "verify", "{file}", "--roots", "{file}")),
    (Reason.CONFIG, "", ("--as", NAME, "case", "arrived", CASE)),
    (Reason.CONFIG, "", ("-c", f"{NAME}.toml", "status")),
    (Reason.NODE_UNREACHABLE, "", ("status",)),
    (Reason.NODE_UNREACHABLE, "", ("case", "finish", CASE, "--result", "grant", "--number", "1", "--file", "{file}")),
    (Reason.NODE_UNREACHABLE, "", ("items", "import", "{file}", "--locality", "440500", "--version", "1")),
]  # fmt: skip


@pytest.fixture
def typed(tmp_path: Path) -> Any:
    """Fill in a file and a folder that are there."""
    file = tmp_path / f"{NAME}.pdf"
    file.write_bytes(b"%PDF-1.4\n")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    empty = tmp_path / "empty"
    empty.touch()
    names = {"file": file, "folder": tmp_path, "binary": binary, "empty": empty}
    return lambda words: [word.format(**names) for word in words]


@pytest.mark.parametrize(("reason", "option", "words"), BAD)
def test_programs(reason: Reason, option: str, words: tuple[str, ...], kuayu: Kuayu, typed: Any) -> None:
    """With --json anywhere: one object with the reason, its sentences and the option, nothing that was typed."""
    for said in (kuayu("--json", *typed(words)), kuayu(*typed(words), "--json")):
        error = said.error
        assert error["reason"] == reason, error
        assert (error["zh"], error["en"]) == (REASONS[reason].zh, REASONS[reason].en)
        assert not option or error["detail"]["option"] == option
        assert NAME not in said.out
        assert LONG not in said.out


@pytest.mark.parametrize(("reason", "option", "words"), BAD)
def test_people(reason: Reason, option: str, words: tuple[str, ...], kuayu: Kuayu, typed: Any) -> None:
    """Without: reason code, Chinese and English on stderr, nothing on stdout, nothing that was typed."""
    said = kuayu(*typed(words))
    assert said.code == (2 if REASONS[reason].fault == "local" else 3)
    assert not said.out
    code, english = said.err.splitlines()[:2]
    assert code.split()[:2] == ["✗", reason]
    assert REASONS[reason].zh in code
    assert REASONS[reason].en in english
    assert option in said.err
    assert NAME not in said.err
    assert not list(Path().glob(f"{NAME}*"))


def leaves(group: Any, *above: str) -> Iterator[tuple[str, ...]]:
    """Every verb as it is typed."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, *above, name)
        else:
            yield (*above, name)


@pytest.mark.parametrize("words", list(leaves(tree())), ids=" ".join)
def test_every_verb_takes_json(words: tuple[str, ...], kuayu: Kuayu) -> None:
    """After any verb --json is known, and its help shows it; without what the verb needs it is an error."""
    assert kuayu(*words, "--json", f"--{NAME}").error["reason"] == Reason.VALUE_INVALID
    shown = kuayu(*words, "--help")
    assert shown.code == 0
    assert "--json" in shown.out


def test_no_verb(kuayu: Kuayu) -> None:
    """Programs are told that a verb is missing, people are shown which there are."""
    for words in ((), ("case",)):
        error = kuayu(*words, "--json").error
        assert (error["reason"], error["detail"]["option"]) == (Reason.VALUE_MISSING, "COMMAND")
    shown = kuayu("case")
    assert shown.code == 2
    assert "submit" in shown.out + shown.err


def test_an_option_without_its_value(kuayu: Kuayu) -> None:
    """The option is named."""
    error = kuayu("--json", "case", "accept", CASE, "--promised-days", "5", "--number").error
    assert (error["reason"], error["detail"]["option"]) == (Reason.VALUE_MISSING, "--number")


def test_known_values_are_named(kuayu: Kuayu) -> None:
    """Whoever gets a closed set wrong is told the set."""
    known = kuayu("case", "list", "--state", "foo", "--json").error["detail"]["known"].split()
    assert {"submitted", "accepted", "issued"} <= set(known)


def test_json_by_environment(kuayu: Kuayu, monkeypatch: pytest.MonkeyPatch) -> None:
    """KUAYU_JSON says it for all commands, wrong ones too."""
    monkeypatch.setenv("KUAYU_JSON", "1")
    assert kuayu("case").error["reason"] == Reason.VALUE_MISSING
    monkeypatch.setenv("KUAYU_JSON", "0")
    assert "NODE_UNREACHABLE" in kuayu("status").err


def test_json_after_two_dashes_is_a_value(kuayu: Kuayu) -> None:
    """What stands after ``--`` is no option."""
    said = kuayu("items", "search", "--locality", "440500", "--", "--json")
    assert "NODE_UNREACHABLE" in said.err


def test_what_nobody_expected(kuayu: Kuayu, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the program is INTERNAL with the class of the error, and no stack trace."""

    def fail(_path: Path) -> None:
        raise ZeroDivisionError(NAME)

    monkeypatch.setattr("node.config.load_config", fail)
    said = kuayu("status", "--json")
    assert said.error["reason"] == Reason.INTERNAL
    assert said.error["detail"] == {"error": "ZeroDivisionError"}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(NAME), Reason.NOT_FOUND),
        (PermissionError(NAME), Reason.NOT_FOUND),
        (OSError(28, "No space left", NAME), Reason.STORE_FAILED),
        (UnicodeEncodeError("utf-8", NAME, 0, 1, "no"), Reason.VALUE_INVALID),
        (RecursionError(NAME), Reason.VALUE_INVALID),
        (ValueError(NAME), Reason.INTERNAL),
    ],
)
def test_blame(error: Exception, reason: Reason) -> None:
    """Errors of the system become reasons, without their texts."""
    found = blame.blame(error)
    assert found.reason is reason
    assert NAME not in str(found.detail)


def test_bytes_that_are_no_text(kuayu: Kuayu) -> None:
    """An argument that is not UTF-8 is refused as such."""
    said = kuayu("case", "request-withdrawal", CASE, "--reason", "\udcff", "--json")
    assert said.error["reason"] == Reason.VALUE_INVALID
