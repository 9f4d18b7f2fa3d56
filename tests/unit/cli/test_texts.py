"""Texts about a person need not stand on the command line: they come from a file or from standard input."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from federation.case.parts import Difference
from federation.errors import InvalidInput, Reason
from node.cli.options import TEXT_BYTES, differences_of, text_of
from node.cli.procedure import fen_of


@pytest.mark.parametrize(
    ("value", "text"), [("不办了", "不办了"), ("", ""), ("@@张三", "@张三"), ("a@b", "a@b")]
)
def test_what_is_typed(value, text):
    """A text is itself; one that begins with @ is written with two."""
    assert text_of(value, "--reason") == text


@pytest.mark.parametrize("data", ["第一行\n第二行\n".encode(), "\ufeff第一行\n第二行\r\n".encode()])
def test_a_file(tmp_path: Path, data):
    """The file's text, without a byte order mark and the line break at its end."""
    file = tmp_path / "text"
    file.write_bytes(data)
    assert text_of(f"@{file}", "--reason") == "第一行\n第二行"
    assert differences_of([f"M=@{file}"]) == (Difference(material="M", note="第一行\n第二行"),)


def test_standard_input(monkeypatch):
    """``@-`` reads what is piped in."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("由他人代领\n".encode())))
    assert text_of("@-", "--text") == "由他人代领"


def test_too_large(tmp_path: Path):
    """A file that is no text is named by mistake; it is not read to its end."""
    file = tmp_path / "text"
    file.write_bytes(b"x" * (TEXT_BYTES + 1))
    with pytest.raises(InvalidInput) as refused:
        text_of(f"@{file}", "--reason")
    assert refused.value.reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("yuan", "fen"), [("10", 1000), ("10.5", 1050), ("0.01", 1), ("99999999999.99", 9999999999999)]
)
def test_amounts_are_exact(yuan, fen):
    """Yuan as people write them, in fen, without a float between."""
    assert fen_of(yuan) == fen
