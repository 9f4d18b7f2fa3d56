"""A guide's content as plain data: what the page gives, field by field, for comparison and for programs."""

from __future__ import annotations

import re
from typing import Any

from federation.items.lint.guide import Citation, Guide, Material, Period, Said
from federation.items.lint.phones import read_numbers


def facts(guide: Guide) -> dict[str, Any]:
    """What a guide says, as JSON carries it; what it does not say is left out.

    Returns:
        ``locality``, ``fields`` (by the names of the national exchange tables), ``materials``,
        ``steps`` as ``[name, days or None]``, ``conditions`` (how many), ``contacts``, ``laws``.
    """
    return {
        "locality": guide.locality,
        "fields": {name: value for name, value in _fields(guide).items() if value not in (None, "", [])},
        "materials": [_material(one) for one in guide.materials],
        "steps": [[step.name, step.days.amount if step.days else None] for step in guide.steps],
        "conditions": len(guide.conditions),
        "contacts": {
            "phones": _numbers(guide.phones),
            "supervision": _numbers(guide.supervision),
            "address": _text(guide.addresses[0]) if guide.addresses else None,
            "hours": _text(guide.hours[0]) if guide.hours else None,
        },
        "laws": [_law(one) for one in guide.laws],
    }


def _fields(guide: Guide) -> dict[str, Any]:
    fee = {"standard": _text(guide.fee_standard), "basis": _text(guide.fee_basis)}
    charged = guide.fees[0].value if guide.fees else None
    return {
        "task_name": _text(guide.name) or _headline(guide.title),
        "handle_item": _text(guide.situation),
        "task_type": _text(guide.type),
        "catalog_code": _text(guide.base),
        "task_code": _text(guide.task),
        "task_handle_item": _text(guide.handling_item),
        "dept_name": _text(guide.organ),
        "dept_code": _text(guide.organ_code),
        "dept_type": _text(guide.organ_kind),
        "use_level": _text(guide.level),
        "server_type": [one.value for one in guide.servers.value] if guide.servers else None,
        "project_type": _text(guide.kind),
        "legal_limit": _period(guide.legal),
        "promise_limit": _period(guide.promised),
        "scene_count": guide.scene_count.value if guide.scene_count else None,
        "scene_reason": _text(guide.scene_reason),
        "handle_type": [one.value for one in guide.handle_types.value] if guide.handle_types else None,
        "handle_area": guide.area_word,
        "modes": list(dict.fromkeys(said.value.value for said in guide.modes)),
        "is_fee": charged,
        "fee": fee if charged else None,
        "is_express": guide.express.value if guide.express else None,
        "result": _result(guide),
        **_dates(guide),
    }


def _dates(guide: Guide) -> dict[str, Any]:
    named = {
        "published": guide.published,
        "updated": guide.updated,
        "effective": guide.effective,
        "expires": guide.expires,
    }
    return {name: said.value.isoformat() for name, said in named.items() if said}


def _result(guide: Guide) -> dict[str, Any] | None:
    if guide.result is None:
        return None
    kind = guide.result_type.value.value if guide.result_type else None
    return {"name": guide.result.value, "type": kind, "valid": _text(guide.valid)}


def _material(one: Material) -> dict[str, Any]:
    notes = "；".join(note.value for note in one.notes)
    return {
        "name": one.name,
        "originals": one.originals,
        "copies": one.copies,
        "format": one.format or None,
        "need": _text(one.need) or one.when or None,
        "source": _text(one.source),
        **({"note": notes} if notes else {}),
    }


def _period(said: Said[Period] | None) -> dict[str, Any] | None:
    if said is None:
        return None
    period = said.value
    unit = period.unit.label if period.unit else None
    excludes = {"excludes": list(period.excludes)} if period.excludes else {}
    return {"n": period.amount, "unit": unit, **({} if unit else {"as_written": period.text}), **excludes}


def _law(one: Citation) -> str:
    return one.text


def _text(said: Said[Any] | None) -> str | None:
    if said is None:
        return None
    return str(getattr(said.value, "value", said.value)) or None


def _numbers(texts: tuple[Said[str], ...]) -> list[str]:
    return [str(number) for said in texts for number in read_numbers(said.value)]


def _headline(title: str) -> str | None:
    """The item's name where only the page's headline tells it: 内资公司设立登记办事指南."""
    name = re.sub(r"[\s\u3000·:：（(]*(?:办事|服务|公开|办理)指南[）)]*$", "", title).strip()
    return name or None
