"""Plays the story of one application: each step becomes one public command of one city."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.cases import Application, Step, documents, steps
from examples.demo.cities import City, Failed
from node.cli.application import ApplicationDocument

WAIT_SECONDS = 60
PAPERS = {"materials": {"keep", "return", "surrender"}, "returns": {"return"}}


@dataclass(slots=True, kw_only=True)
class Player:
    """One application between two cities.

    Attributes:
        suspend: takes the item out of the handling city's catalogue.
        told: called after each step.
    """

    application: Application
    accepting: City
    handling: City
    scans: Path
    work: Path
    suspend: Callable[[City, str], Awaitable[None]]
    told: Callable[[str], None]
    case: str = ""
    digest: str = ""
    messages: dict[str, str] = field(default_factory=dict)
    made: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    materials: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        """All steps of the story."""
        return steps(self.application)

    @property
    def folder(self) -> Path:
        """Where this application's scans are."""
        return self.scans / self.application["id"]

    def split(self) -> tuple[list[Step], list[Step], list[Step]]:
        """Steps before the cut, during it, and after it."""
        told = self.steps
        marks = [k for k, step in enumerate(told) if step.get("link") == "cut"]
        first, last = (marks[0], marks[-1] + 1) if marks else (len(told), len(told))
        return told[:first], told[first:last], told[last:]

    async def play(self, part: list[Step], *, linked: bool) -> None:
        """Take steps in order; while linked, each waits until both cities know of the one before."""
        for step in part:
            if linked and self.case:
                await self.arrive()
            await self._take(step)

    async def arrive(self) -> None:
        """Wait until both cities hold the same case, with the last step in it."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while not self._known():  # noqa: ASYNC110  # told by another process, there is no event
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise Failed(f"{self.application['id']} 号办件 {WAIT_SECONDS} 秒内没有到达对方") from None

    def _known(self) -> bool:
        here = self.accepting.digests.get(self.case)
        there = self.handling.digests.get(self.case)
        return here == there and (not self.digest or here == self.digest)

    async def _take(self, step: Step) -> None:
        city = self.accepting if step["side"] == "accepting" else self.handling
        if step["do"] == "suspend-item":
            await self.suspend(city, self.application[step["item"]])
            self.told(f"{city.name}　停办一个事项")
            return
        officer = self.application[f"{step['side']}_actor"]["officer"]
        words = self._submit() if step["do"] == "submit" else self._words(step)
        said = await city.say("case", *words, as_name=officer)
        self.case = said["case"]
        self.digest = said["digest"]
        if "as" in step:
            self.messages[step["as"]] = said["message_id"]
            self.made[step["as"]] = documents(step)
        brought = said.get("materials") or (
            self.application["correction"]["materials"] if step["do"] == "correct" else []
        )
        self.materials |= {one["code"]: one for one in brought}
        self.told(f"{city.name}　{self.application['id']} 号　{step['do']}")

    def _submit(self) -> list[str]:
        """The part of the file that a hall's own system would write."""
        known = {
            name: self.application[name]
            for name in ApplicationDocument.model_fields
            if name in self.application
        }
        file = self.work / f"{self.application['id']}.json"
        file.write_text(json.dumps(known, ensure_ascii=False), "utf-8")
        return ["submit", str(file), "--files", str(self.folder)]

    def _words(self, step: Step) -> list[str]:
        words = [step["do"], self.case]
        if "document" in step:
            one = step["document"]
            words += [
                "--number",
                one["number"],
                "--title",
                one["title"],
                "--file",
                str(self.folder / one["file"]),
            ]
        for option in ("leg", "reason", "note", "by", "result"):
            if option in step:
                words += [f"--{option}", str(step[option])]
        if "parcel" in step:
            words += ["--parcel", self.application["parcels"][step["parcel"]]["number"]]
        for one in step.get("differences", ()):
            words += ["--difference", f"{one['material']}={one['note']}"]
        for code, original, count in self._papers(step.get("papers", ())):
            words += ["--paper", f"{code}:{'original' if original else 'copy'}:{count}"]
        return words + _MORE.get(step["do"], _nothing)(self, step)

    def accept(self, _step: Step) -> list[str]:
        """The promised limit."""
        return ["--promised-days", str(self.application["promised_days"])]

    def notice(self, step: Step) -> list[str]:
        """Which document was served, and to whom."""
        return ["--notice", self.messages[step["about"]], *self._to_agent()]

    def refusal(self, step: Step) -> list[str]:
        """Which wish is answered."""
        return ["--request", self.messages[step["about"]]]

    def defects(self, _step: Step) -> list[str]:
        """What the organ finds wrong."""
        said = self.application["correction"]
        pairs = [f"{one['material']}={one['note']}" for one in said["defects"]]
        return ["--days", str(said["days"]), *_repeat("--defect", pairs)]

    def correction(self, step: Step) -> list[str]:
        """What the applicant brings."""
        said = self.application["correction"]
        file = self.work / f"{self.application['id']}-materials.json"
        file.write_text(json.dumps(said["materials"], ensure_ascii=False), "utf-8")
        fields = [f"{code}={value}" for code, value in said["fields"].items()]
        words = [
            "--notice",
            self.messages[step["about"]],
            "--materials",
            str(file),
            "--files",
            str(self.folder),
        ]
        return words + _repeat("--field", fields)

    def issued(self, step: Step) -> list[str]:
        """The documents that are made out, with their files."""
        made = step["documents"]
        files = [str(self.folder / one["file"]) for one in made]
        return _repeat("--document", [f"{one['number']}={one['title']}" for one in made]) + _repeat(
            "--file", files
        )

    def handed_over(self, step: Step) -> list[str]:
        """What is handed over, to whom, with which proof."""
        codes = dict.fromkeys(code for code, original, _ in self._papers(step["documents"]) if original)
        proof = ["--proof", str(self.folder / step["proof"])] if "proof" in step else []
        return _repeat("--document", codes) + self._to_agent() + proof

    def _to_agent(self) -> list[str]:
        return ["--to-agent"] if "agent" in self.application else []

    def _papers(self, groups: Iterable[str]) -> Iterator[tuple[str, bool, int]]:
        """Papers by the names the story gives them: code, original, count."""
        for group in groups:
            for made in self.made.get(group, ()):
                yield made["number"], True, 1
            for one in self.materials.values():
                if one["originals"] and one["disposition"] in PAPERS.get(group, ()):
                    yield one["code"], True, one["originals"]
                if group == "copies" or (group == "materials" and one["copies"]):
                    yield one["code"], False, one["copies"] or 1


def _repeat(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


def _nothing(_player: Player, _step: Step) -> list[str]:
    return []


_MORE: dict[str, Callable[[Player, Step], list[str]]] = {
    "accept": Player.accept,
    "notice-served": Player.notice,
    "refuse-withdrawal": Player.refusal,
    "request-correction": Player.defects,
    "correct": Player.correction,
    "issue": Player.issued,
    "deliver": Player.handed_over,
}
