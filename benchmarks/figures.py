"""Put the measured figures into both READMEs: ``python benchmarks/figures.py``, after ``make bench``.

Reads ``build/bench.json`` and writes the table between the two markers. Figures are copied as they
were measured, never rounded up, and the machine that gave them stands under the table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "build" / "bench.json"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
EN, ZH = "en", "zh"
PAGES: Mapping[str, str] = {EN: "README.md", ZH: "README.zh-CN.md"}

LABELS: Mapping[str, tuple[str, str]] = {
    "applied_events_per_second_batch_1": (
        "case events applied at the other city, one entry per batch",
        "对方城市每秒应用的办件事件，每批1条",
    ),
    "applied_events_per_second_batch_16": ("the same, 16 entries per batch", "同上，每批16条"),
    "applied_events_per_second_batch_256": ("the same, 256 entries per batch", "同上，每批256条"),
    "opened_to_applied_p50": (
        "from recorded here to applied there, half are faster than",
        "本地登记到对方应用，半数快于",
    ),
    "opened_to_applied_p99": ("the same, 99 of 100 are faster than", "同上，百分之九十九快于"),
    "memory_growth_500_mib_file_sender": (
        "memory growth of the sending node while a 500 MiB file crosses",
        "传一个500 MiB文件时，发方节点内存增长",
    ),
    "memory_growth_500_mib_file_receiver": ("the same, of the receiving node", "同上，收方节点"),
    "nation_open": (
        "opening the prepared index of 333 cities with 1,700 items each",
        "打开333个城市各1700个事项的预编索引",
    ),
    "nation_memory_after_10000": (
        "memory of the process after 10,000 different look-ups in it",
        "在其中查找10000个不同事项后进程的内存",
    ),
    "resolve_any_first_p50": (
        "finding another city's item, nobody having asked for it before, half are faster than",
        "首次查找另一城市的对应事项，半数快于",
    ),
    "resolve_canonical_all_again_p50": ("the same, asked again", "同上，再次查找"),
    "translate_canonical_again_p50": (
        "translating 20 fields and 8 materials through the canonical item, half are faster than",
        "经规范事项翻译20个字段、8份材料，半数快于",
    ),
    "nation_dict_look_up": (
        "for comparison: one look-up in a plain dict of the 566,100 items",
        "对照：在566100个事项的普通字典中查一次",
    ),
    "cel_rule": ("for comparison: one CEL rule alone", "对照：单独执行一条CEL规则"),
}
HEADINGS: Mapping[str, tuple[str, str]] = {EN: ("measured", "value"), ZH: ("测的是", "数值")}
UNITS: Mapping[str, Mapping[str, str]] = {EN: {"1/s": "per second"}, ZH: {"1/s": "个/秒"}}
NOTES: Mapping[str, str] = {
    EN: "One node process to another over mTLS, every commit synced to disk. Machine: ",
    ZH: "两个节点进程之间，双向TLS，每次提交都落盘。机器：",
}


def table(document: Mapping[str, Any], language: str) -> str:
    """The Markdown table of one language.

    Args:
        document: ``{"machine": {...}, "results": [{"name", "value", "unit"}, ...]}``.
        language: ``en`` or ``zh``.

    Raises:
        KeyError: a figure that the table shows was not measured.
    """
    measured = {row["name"]: row for row in document["results"]}
    if missing := LABELS.keys() - measured.keys():
        raise KeyError(sorted(missing), "measured", sorted(measured))
    place = 0 if language == EN else 1
    lines = ["| {} | {} |".format(*HEADINGS[language]), "|---|---:|"]
    lines += [f"| {label[place]} | {_value(measured[name], language)} |" for name, label in LABELS.items()]
    return "\n".join([*lines, "", NOTES[language] + _machine(document["machine"])])


def _value(row: Mapping[str, Any], language: str) -> str:
    return f"{row['value']:,.10g} {UNITS[language].get(row['unit'], row['unit'])}"


def _machine(machine: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in machine.items())


def put(page: str, made: str) -> str:
    """A page with the table between its markers.

    Raises:
        ValueError: the page has no markers.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(BEGIN)
    return f"{before}{begin}\n{made}\n{end}{after}"


def main(arguments: Sequence[str]) -> None:
    """Write both pages, from the file named or from ``build/bench.json``."""
    document = json.loads(Path(arguments[0] if arguments else SOURCE).read_text(encoding="utf-8"))
    for language, name in PAGES.items():
        page = ROOT / name
        page.write_text(put(page.read_text(encoding="utf-8"), table(document, language)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
