"""Plays the story of one application: each step becomes one public command of one city."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.cases import NOT_EVENTS, Application, Step, documents, steps
from examples.demo.cities import City, Failed
from examples.demo.shared import Shared, shared_by
from examples.demo.together import answers
from node.cli.application import ApplicationDocument

WAIT_SECONDS = 60
PAPERS = {"materials": {"keep", "return", "surrender"}, "returns": {"return"}}
TOGETHER = frozenset({"pack", "open", "gather"})
"""Commands for several cases at once: those in one envelope, the parts of one joint case."""
REFERENCES = {"about": "", "supersedes": "--supersedes"}
"""Keys that name an earlier step, and the option that takes its message; empty: by the command."""
ABOUT = {
    "notice-served": "--notice",
    "correct": "--notice",
    "refuse-withdrawal": "--request",
    "resume": "--suspension",
    "answer": "--question",
    "answer-licence": "--question",
    "verify-rating": "--rating",
    "fix-rating": "--rating",
}
SCANS = ("proof", "promise", "voucher")
_SAME = (
    *("leg", "reason", "note", "by", "result", "name", "end", "procedure", "days", "outcome", "approver"),
    *("code", "yuan", "payee", "organ", "place", "text", "licence", "purpose", "state", "level", "finding"),
    *("kind", "status", "number", "retention", "named", "identity_shown", "meeting"),
)
OPTIONS = {**{key: key for key in _SAME}, "stage": "about"}
"""Keys of a step that are options of its command, and what the option is called."""


@dataclass(slots=True, kw_only=True)
class Player:
    """One application between two cities.

    Attributes:
        amend: changes an item in the handling city's catalogue: which city, how, its code.
        shared: what several cases share, by name; all players have the same.
        lead: the joint case that this one is a part of.
        told: called after each step.
    """

    application: Application
    accepting: City
    handling: City
    scans: Path
    work: Path
    amend: Callable[[City, str, str], Awaitable[None]]
    shared: Mapping[str, Shared]
    told: Callable[[str], None]
    case: str = ""
    lead: str = ""
    digest: str = ""
    packet: Path | None = None
    messages: dict[str, str] = field(default_factory=dict)
    made: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    materials: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        """All steps of the story."""
        return steps(self.application)

    @property
    def intake(self) -> City:
        """The city that took the application in: online the one that handles it."""
        return self.handling if self.application.get("mode") == "full_online" else self.accepting

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
        """Take steps in order; while linked, both cities know of each before the next, and before the cut."""
        for step in part:
            if linked and self.case:
                await self.arrive()
            await self._take(step)
        if linked and self.case:
            await self.arrive()

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
        if step["do"] in NOT_EVENTS:
            await self.amend(city, step["do"], self.application[step["item"]])
        elif step["do"] == "submit" and "joint" in self.application:
            await self._file_jointly(city, step)
        elif step["do"] in TOGETHER:
            await self._with_others(city, step)
        else:
            await self._alone(city, step)
        self.told(f"{city.name}　{self.application['id']} 号　{step['do']}")

    async def _alone(self, city: City, step: Step) -> None:
        words = ["archive", "pack"] if step["do"] == "archive" else ["case", step["do"]]
        asked = [*words, *(self._submit() if step["do"] == "submit" else self._words(step))]
        if "refused" in step:
            await city.refused(step["refused"], *asked, as_name=self._officer(step))
            return
        said = await city.say(*asked, as_name=self._officer(step))
        self.case = said["case"]
        if step["do"] == "archive":
            self.packet = Path(said["file"])
            await self._look(city)
            return
        self.digest = said["digest"]
        if "as" in step:
            self.messages[step["as"]] = said["message_id"]
            self.made[step["as"]] = documents(step)
        self.materials |= {one["code"]: one for one in self._brought(step, said)}

    def _officer(self, step: Step) -> str:
        who = f"{step['actor']}_actor" if "actor" in step else f"{step['side']}_actor"
        officer: str = self.application[who]["officer"]
        return officer

    def _brought(self, step: Step, said: dict[str, Any]) -> list[dict[str, Any]]:
        """Materials that came with a step, by the handling place's codes."""
        if step["do"] == "correct":
            return list(self.application["correction"]["materials"])
        return list(self.application["supplied"] if step["do"] == "supply" else said.get("materials", ()))

    async def _look(self, city: City) -> None:
        """The case as a city has it now, where a command does not say."""
        (view,) = await city.say("case", "show", self.case)
        self.digest = view["digest"]

    async def _with_others(self, city: City, step: Step) -> None:
        """One command for several cases: the last to come to it gives it for all."""

        async def command(words: list[str]) -> Any:
            return await city.say(*_TOGETHER[step["do"]](self, step, words), as_name=self._officer(step))

        told = {"pack": self._contents, "open": self._findings}.get(step["do"], _no_words)(step)
        await self.shared[shared_by(self.application, step)].give(step["do"], told, command)
        await self._look(city)

    def packed(self, step: Step, words: list[str]) -> list[str]:
        """An envelope with the papers of all."""
        about = ["--number", self._number(step), "--leg", step["leg"], "--to", self.application["to"]]
        return ["parcel", "pack", *words, *about]

    def opened(self, step: Step, words: list[str]) -> list[str]:
        """What was not as announced in it."""
        return ["parcel", "open", self._number(step), *words]

    def gathered(self, step: Step, _words: list[str]) -> list[str]:
        """What the parts of a joint case have come to."""
        reason = ["--reason", "联办的一地不予许可"] if step["outcome"] == "stop" else []
        return ["joint", "gather", self.lead, *reason]

    def _number(self, step: Step) -> str:
        number: str = self.application["parcels"][step["parcel"]]["number"]
        return number

    async def _file_jointly(self, city: City, step: Step) -> None:
        """All parts of a joint case are filed by one command, or none is."""
        joint = self.application["joint"]

        async def command(parts: list[str]) -> Any:
            told = [json.loads(part) for part in parts]
            if "bundle" in joint:
                file = await self._prepare(city, step, {one.pop("member"): one for one in told})
            else:
                file = self._file("joint", {"rule": joint["rule"], "parts": told})
            words = ("joint", "open", file, "--files", str(self.scans))
            return await city.say(*words, as_name=self._officer(step))

        part = self._document(prefix=f"{self.application['id']}/")
        own = json.dumps({**part, **({"member": joint["member"]} if "bundle" in joint else {})})
        said = await self.shared[shared_by(self.application, step)].give("submit", [own], command)
        part = next(one for one in said["parts"] if one["to"] == self.application["to"])
        self.lead, self.case, self.digest = said["lead"], part["case"], part["digest"]

    async def _prepare(self, city: City, step: Step, parts: dict[str, dict[str, Any]]) -> str:
        """一件事: the joint application is made of what the applicant brought once."""
        bundle = self.application["joint"]["bundle"]
        brought = self._file("brought", answers(bundle, parts))
        file = str(self.work / f"{self.application['id']}-joint.json")
        await city.say("bundle", "prepare", bundle, brought, "--out", file, as_name=self._officer(step))
        return file

    def _contents(self, step: Step) -> list[str]:
        return [
            f"{self.case}:{code}:{'original' if original else 'copy'}:{count}"
            for code, original, count in self._papers(step["papers"])
        ]

    def _findings(self, step: Step) -> list[str]:
        if "missing" not in step:
            return []
        gone = self.application["missing"]
        return ["--missing", f"{self.case}:{gone['code']}:copy={gone['note']}"]

    def _submit(self) -> list[str]:
        """The part of the file that a hall's own system would write."""
        return [self._file("application", self._document()), "--files", str(self.folder)]

    def _document(self, *, prefix: str = "") -> dict[str, Any]:
        """What a hall knows of the application; online the handling place takes it in by its own codes."""
        said = self.application
        known = {name: said[name] for name in ApplicationDocument.model_fields if name in said}
        for key in ("materials", "handling_materials"):
            known[key] = [{**one, "files": [prefix + name for name in one["files"]]} for one in known[key]]
        if said.get("mode") == "full_online":
            fields, materials = known.pop("handling_fields"), known.pop("handling_materials")
            own = {"to": said["from"], "item": said["handling_item"]}
            known |= {**own, "fields": fields, "materials": materials}
        return known

    def _file(self, name: str, content: Any) -> str:
        file = self.work / f"{self.application['id']}-{name}.json"
        file.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return str(file)

    def _words(self, step: Step) -> list[str]:
        words = [self.case]
        if "document" in step:
            one = step["document"]
            file = str(self.folder / one["file"])
            words += ["--number", one["number"], "--title", one["title"], "--file", file]
        for option, value in _options(step):
            words += [f"--{option}"] if value is None else [f"--{option}", value]
        for key, option in REFERENCES.items():
            if key in step:
                words += [option or ABOUT[step["do"]], self.messages[step[key]]]
        for key in SCANS:
            if key in step:
                words += [f"--{key}", str(self.folder / step[key])]
        if "parcel" in step:
            words += ["--parcel", self.application["parcels"][step["parcel"]]["number"]]
        for one in step.get("differences", ()):
            words += ["--difference", f"{one['material']}={one['note']}"]
        for code, original, count in self._papers(step.get("papers", ())):
            words += ["--paper", f"{code}:{'original' if original else 'copy'}:{count}"]
        return words + _MORE.get(step["do"], _nothing)(self, step)

    def accept(self, step: Step) -> list[str]:
        """The promised limit, and what may come later."""
        later = self.application.get("deferred") if "deferred" in step else None
        words = ["--deferred", f"{later['code']}={later['days']}"] if later else []
        return ["--promised-days", str(self.application["promised_days"]), *words]

    def notice(self, _step: Step) -> list[str]:
        """To whom a document was served."""
        return self._to_agent()

    def defects(self, _step: Step) -> list[str]:
        """What the organ finds wrong."""
        said = self.application["correction"]
        pairs = [f"{one['material']}={one['note']}" for one in said["defects"]]
        return ["--days", str(said["days"]), *_repeat("--defect", pairs)]

    def correction(self, _step: Step) -> list[str]:
        """What the applicant brings."""
        said = self.application["correction"]
        fields = [f"{code}={value}" for code, value in said["fields"].items()]
        return [*self._bring(said["materials"]), *_repeat("--field", fields)]

    def supplied(self, _step: Step) -> list[str]:
        """What was promised and comes later."""
        return self._bring(self.application["supplied"])

    def _bring(self, materials: list[dict[str, Any]]) -> list[str]:
        return ["--materials", self._file("materials", materials), "--files", str(self.folder)]

    def verified(self, _step: Step) -> list[str]:
        """Materials whose originals the window saw."""
        return _repeat("--material", self.application["verified"])

    def issued(self, step: Step) -> list[str]:
        """The documents that are made out, with their files."""
        made = step["documents"]
        files = [str(self.folder / one["file"]) for one in made]
        return _repeat("--document", [f"{one['number']}={one['title']}" for one in made]) + _repeat(
            "--file", files
        )

    def handed_over(self, step: Step) -> list[str]:
        """What is handed over, and to whom."""
        codes = dict.fromkeys(code for code, original, _ in self._papers(step["documents"]) if original)
        return _repeat("--document", codes) + self._to_agent()

    def archived(self, _step: Step) -> list[str]:
        """Where the archive packet is written."""
        return ["--out", str(self.work / f"{self.case}.zip")]

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
            if group == "missing":
                yield self.application["missing"]["code"], False, self.application["missing"]["count"]
            if group == "supplied":
                yield from ((one["code"], True, one["originals"]) for one in self.application["supplied"])


def _options(step: Step) -> Iterator[tuple[str, str | None]]:
    """Options that a command takes as the story says them; a yes or no has no value."""
    for key, option in OPTIONS.items():
        value = step.get(key)
        if isinstance(value, bool):
            yield _FLAGS[key][not value], None
        elif value is not None:
            yield option, str(value)


def _repeat(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


def _no_words(_step: Step) -> list[str]:
    return []


def _nothing(_player: Player, _step: Step) -> list[str]:
    return []


_FLAGS = {"named": ("named", "anonymous"), "identity_shown": ("identity-shown", "identity-not-shown")}
_MORE: dict[str, Callable[[Player, Step], list[str]]] = {
    "accept": Player.accept,
    "notice-served": Player.notice,
    "request-correction": Player.defects,
    "correct": Player.correction,
    "supply": Player.supplied,
    "verify-original": Player.verified,
    "issue": Player.issued,
    "deliver": Player.handed_over,
    "archive": Player.archived,
}
_TOGETHER: dict[str, Callable[[Player, Step, list[str]], list[str]]] = {
    "pack": Player.packed,
    "open": Player.opened,
    "gather": Player.gathered,
}
