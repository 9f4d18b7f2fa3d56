"""The report as one HTML page that a manager reads: no script, no network, nothing but this file.

Everything that comes from a guide is escaped; the styles are the page's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from federation.items.lint.report import GroupReport, ItemReport, LintReport
from federation.items.lint.rule import Finding, Severity
from federation.items.lint.score import POINTS
from federation.items.lint.table import RULES

SHOWN_ITEMS = 300  # shown with every finding; a page of thousands opens slowly. The rest keeps its line.
GOOD, FAIR = 90, 75

_STYLE = """
body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;margin:2em auto;max-width:70em;
padding:0 1em;color:#1f2933;background:#fff}
h1{font-size:1.6em;margin:.2em 0}h2{font-size:1.2em;margin:2em 0 .6em;border-bottom:2px solid #d9e2ec}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #e4e7eb;padding:.4em .6em;text-align:left;
vertical-align:top}th{background:#f5f7fa;white-space:nowrap}td.n{text-align:right;white-space:nowrap}
.note{color:#616e7c}.quote{background:#f5f7fa;padding:0 .3em;overflow-wrap:anywhere}
.bar{display:inline-block;width:6em;height:.7em;background:#e4e7eb;margin-right:.5em}
.bar i{display:block;height:100%}.good{background:#3f9142}.fair{background:#de911d}.poor{background:#cf1124}
.error{color:#ab091e;font-weight:bold}.warning{color:#8d5300}.info{color:#486581}
details{border:1px solid #e4e7eb;border-radius:4px;margin:.5em 0;padding:.4em .8em}summary{cursor:pointer}
code{font-size:.85em;color:#486581}.big{font-size:1.1em;margin:.6em 0}
@media print{details{break-inside:avoid}}
"""


def report_page(report: LintReport, *, title: str = "办事指南检查报告") -> str:
    """The page, as text in UTF-8.

    Args:
        report: from `LintReport.of`.
        title: the headline; escaped as everything else.
    """
    return "".join(
        (
            '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width">\n',
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
            f"<h1>{escape(title)}</h1>\n",
            *_summary(report),
            *_organs(report.organs),
            *_rules(report),
            *_items(report.items),
            *_method(),
            "</body>\n</html>\n",
        )
    )


def _summary(report: LintReport) -> Iterator[str]:
    total = report.total
    yield (
        f'<p class="big">共 {total.items} 项：完备度 {_bar(total.completeness)}　准确性 {_bar(total.accuracy)}　'
        f'<span class="error">错误 {total.errors}</span>　<span class="warning">提醒 {total.warnings}</span>　'
        f'<span class="info">提示 {total.hints}</span></p>\n'
    )
    if report.off:
        yield f'<p class="note">未检查的规则：{escape("、".join(report.off))}</p>\n'


def _bar(value: float) -> str:
    grade = "good" if value >= GOOD else "fair" if value >= FAIR else "poor"
    return f'<span class="bar"><i class="{grade}" style="width:{value:.0f}%"></i></span>{value:g}'


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table of cells that are HTML already."""
    yield "<table>\n<tr>" + "".join(f"<th>{name}</th>" for name in header) + "</tr>\n"
    for row in rows:
        yield "<tr>" + "".join(row) + "</tr>\n"
    yield "</table>\n"


def _cell(text: str) -> str:
    return f"<td>{escape(text)}</td>"


def _number(value: object) -> str:
    return f'<td class="n">{value}</td>'


def _organs(organs: Iterable[GroupReport]) -> Iterator[str]:
    yield "<h2>按实施主体（最需要改的在前）</h2>\n"
    yield from _table(
        ("实施主体", "事项数", "完备度", "准确性", "错误", "提醒"),
        (
            (
                _cell(one.name),
                _number(one.items),
                f"<td>{_bar(one.completeness)}</td>",
                f"<td>{_bar(one.accuracy)}</td>",
                _number(one.errors),
                _number(one.warnings),
            )
            for one in organs
        ),
    )


def _rules(report: LintReport) -> Iterator[str]:
    yield "<h2>按规则（涉及事项最多的在前）</h2>\n"
    yield from _table(
        ("规则", "程度", "涉及事项", "处数", "查什么", "依据"),
        (
            (
                f"<td>{escape(one.title)}<br><code>{escape(one.code)}</code></td>",
                _grade(one.severity),
                _number(one.items),
                _number(one.findings),
                _cell(RULES[one.code].looks),
                _cell(RULES[one.code].source),
            )
            for one in report.rules
        ),
    )


def _grade(severity: Severity) -> str:
    return f'<td class="{severity.value}">{severity.label}</td>'


def _items(items: tuple[ItemReport, ...]) -> Iterator[str]:
    yield "<h2>逐项（最需要改的在前）</h2>\n"
    for one in items[:SHOWN_ITEMS]:
        yield from _item(one)
    rest = items[SHOWN_ITEMS:]
    if rest:
        yield f'<p class="note">以下 {len(rest)} 项只列分数，明细见 JSON 报告。</p>\n'
        yield from _table(
            ("事项", "编码", "完备度", "准确性", "问题数"),
            (
                (
                    _cell(one.title),
                    f"<td><code>{escape(one.code)}</code></td>",
                    _number(one.score.completeness),
                    _number(one.score.accuracy),
                    _number(len(one.findings)),
                )
                for one in rest
            ),
        )


def _item(one: ItemReport) -> Iterator[str]:
    scores = f"完备度 {_bar(one.score.completeness)}　准确性 {_bar(one.score.accuracy)}"
    yield f"<details><summary><b>{escape(one.title)}</b>　{scores}　{len(one.findings)} 处</summary>\n"
    yield f'<p class="note">{escape(one.organ)}　<code>{escape(one.code)}</code></p>\n'
    if one.score.lacking:
        yield f"<p>缺少或不完整的要素：{escape('、'.join(one.score.lacking))}</p>\n"
    if one.findings:
        yield from _table(
            ("程度", "规则", "位置", "原文", "问题"), (_finding(finding) for finding in one.findings)
        )
    else:
        yield "<p>没有发现问题。</p>\n"
    yield "</details>\n"


def _finding(finding: Finding) -> Iterable[str]:
    rule = RULES[finding.rule]
    return (
        _grade(finding.severity),
        f"<td>{escape(rule.title)}<br><code>{escape(finding.rule)}</code></td>",
        _cell(finding.section),
        f'<td><span class="quote">{escape(finding.quote)}</span></td>',
        _cell(finding.why),
    )


def _method() -> Iterator[str]:
    points = "，".join(f"{severity.label} {POINTS[severity]} 分" for severity in Severity)
    yield "<h2>分数怎么算</h2>\n"
    yield "<p>完备度 = 已写清的要素数 ÷ 应有的要素数 × 100；写了但不完整的要素不算写清。</p>\n"
    yield f"<p>准确性 = 100 − 扣分：每条规则每个事项只扣一次（{points}），最低 0 分。</p>\n"
    yield "<p>实施主体的分数是其各事项分数的平均。</p>\n"
