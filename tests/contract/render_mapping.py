"""Render the tables of docs/mapping.md from the code; run as a module to write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from federation.items.columns import catalogue_tables, exchange_tables
from federation.items.grid import Table
from federation.items.profiles import load_profile, profile_names
from federation.items.raw import SHEET_LIMITS
from federation.items.readers import UNDECLARED
from federation.items.tables import ITEM_TYPES, NATIONAL_DEPARTMENTS, Coded
from federation.mapping.checks import SIDES
from federation.mapping.columns import CROSSWALK_TABLES
from federation.mapping.crosswalk import MaterialRelation, Relation, RuleKind
from federation.mapping.rules import PARAMETER_LABELS, PARAMETERS
from federation.mapping.units import UNITS
from tests.contract.blocks import BLOCK, table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "mapping.md"


def limits() -> str:
    """The limits of files and sheets."""
    return table(
        ["limit", "value", "unit", "why"], ((one.name, one.value, one.unit, one.why) for one in SHEET_LIMITS)
    )


def sheets(tables: Iterable[Table]) -> str:
    """The columns of each sheet."""
    return "\n".join(
        f"### {one.name}\n\n"
        + table(
            ["column", "field", "header", "cell", "value"],
            (
                (
                    "、".join((column.label, *column.other)),
                    f"`{column.field}`",
                    "required" if column.required else "",
                    "required" if column.filled else "",
                    column.says + (f" ({column.codes.__name__})" if column.codes else ""),
                )
                for column in one.columns
            ),
        )
        for one in tables
    )


def profiles() -> str:
    """The source systems whose profiles are shipped."""
    rows = []
    for name in profile_names():
        one = load_profile(name)
        said = [f"{header} = `{field}`" for header, field in one.headers.items()]
        said += [
            f"`{field}`: "
            + "、".join(f"{code} {getattr(meant, 'label', meant)}" for code, meant in codes.items())
            for field, codes in one.codes.items()
        ]
        rows.append((f"`{name}`", one.name, one.material_digits.value, "；".join(said)))
    return table(["profile", "name", "material_digits", "headers and codes"], rows)


def rules() -> str:
    """Relations of materials, rules of fields and their parameters, units."""
    sides = table(
        ["材料关系", "code", "受理地材料编码", "办理地材料编码"],
        (
            (kind.label, f"`{kind.value}`", *("required" if side else "empty" for side in SIDES[kind]))
            for kind in MaterialRelation
        ),
    )
    kinds = table(
        ["规则", "code", "受理地字段", "must have", "may have"],
        (
            (
                kind.label,
                f"`{kind.value}`",
                str(least) if least == most else f"{least}–{most}",
                "、".join(PARAMETER_LABELS[name] for name in sorted(must)),
                "、".join(PARAMETER_LABELS[name] for name in sorted(may)),
            )
            for kind, (least, most, must, may) in PARAMETERS.items()
        ),
    )
    units = table(["quantity", "计量单位"], ((name, "、".join(known)) for name, known in UNITS.items()))
    return f"{sides}\n{kinds}\nUnits that 单位换算 converts, exactly or not at all:\n\n{units}"


def codes() -> str:
    """Every code table."""
    used = {
        column.codes
        for one in (*catalogue_tables(UNDECLARED), *exchange_tables(UNDECLARED), *CROSSWALK_TABLES)
        for column in one.columns
        if column.codes
    }
    parts = [
        _coded(kind) for kind in sorted(used - {RuleKind, MaterialRelation}, key=lambda kind: kind.__name__)
    ]
    types = table(["事项类型", "name"], ITEM_TYPES.items())
    departments = table(["DD", "department"], NATIONAL_DEPARTMENTS.items())
    return (
        "\n".join(parts)
        + f"\n### 事项类型\n\nOther two-digit codes above 10 are extensions 扩展 and are accepted.\n\n{types}"
        + f"\n### Departments of national codes\n\nOnly where the base code begins with 00.\n\n{departments}"
    )


def _coded(kind: type[Coded]) -> str:
    about = (kind.__doc__ or "").splitlines()[0]
    rows = ((f"`{member.value}`", member.label, "、".join(member.other)) for member in kind)
    return f"### {kind.__name__}\n\n{about}\n\n" + table(["code", "name", "also written"], rows)


PARTS: dict[str, Callable[[], str]] = {
    "limits": limits,
    "catalogue": lambda: sheets(catalogue_tables(UNDECLARED)),
    "exchange": lambda: sheets(exchange_tables(UNDECLARED)),
    "profiles": profiles,
    "crosswalk": lambda: sheets(CROSSWALK_TABLES) + "\n" + _coded(Relation),
    "rules": rules,
    "codes": codes,
}


def render(document: str) -> str:
    """The document with every generated part made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[4]}", document)


if __name__ == "__main__":
    DOCUMENT.write_text(render(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
