"""表达式: what it gives, what is refused at load and why, and that nothing hostile gets through."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from federation.errors import Reason
from federation.items import FieldSpec
from federation.items.form import Choice, DateFormat
from federation.items.tables import FieldType
from federation.limits import TEXT_CHARS
from federation.mapping.expression import NO_RESULT, Expression, Failure, compile_expression, name_of
from federation.mapping.expression.functions import SIGNATURES
from federation.mapping.expression.patterns import WEIGHT
from federation.mapping.expression.syntax import CHARS, DEPTH, NODES


def spec(code: str, kind: FieldType = FieldType.TEXT, **more: object) -> FieldSpec:
    """A field labelled by its code."""
    return FieldSpec(code=code, label=code, type=kind, **more)  # type: ignore[arg-type]


def choices(**labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(code.lstrip("_"), label) for code, label in labels.items())


OURS = {
    one.code: one
    for one in (
        spec("NAME"),
        spec("ID"),
        spec("ALIAS", required=False),
        spec("KIND", FieldType.CHOICE, choices=choices(_1="甲", _2="乙", _9="其他")),
        spec("SIDE", FieldType.CHOICE, choices=choices(_7="左", _8="右")),
        spec("SUM", FieldType.NUMBER, unit="万元"),
        spec("FEE", FieldType.NUMBER, unit="元"),
        spec("SPARE", FieldType.NUMBER, required=False, unit="万元"),
        spec("DAY", FieldType.DATE),
        spec("END", FieldType.DATE, date_format=DateFormat.HAN, required=False),
        spec("F-1"),
        spec("01"),
        spec("in"),
    )
}
TEXT = spec("T")
CODE = spec("C", FieldType.CHOICE, choices=choices(A="甲", B="乙", C="其他"))
SUM = spec("N", FieldType.NUMBER, unit="万元")
YUAN = spec("Y", FieldType.NUMBER, unit="元")
DAY = spec("D", FieldType.DATE, date_format=DateFormat.PLAIN)


def compiled(text: str, sources: str, target: FieldSpec) -> Expression | str:
    return compile_expression(text, [OURS[code] for code in sources.split()], target)


def value(text: str, target: FieldSpec = TEXT, **given: str) -> str | Failure:
    """What an expression over the given fields says."""
    found = compile_expression(text, [OURS[code] for code in given], target)
    assert isinstance(found, Expression), found
    return found.evaluate(given)


@pytest.mark.parametrize(
    ("text", "target", "given", "says"),
    [
        ('KIND == "1" ? "A" : KIND == "2" ? "B" : "C"', CODE, {"KIND": "2"}, "B"),
        ('KIND in ["1", "9"] ? "A" : "B"', CODE, {"KIND": "9"}, "A"),
        ("KIND != '1' && SIDE == '7' ? 'A' : 'B'", CODE, {"KIND": "2", "SIDE": "7"}, "A"),
        ('NAME + "（" + ID + "）"', TEXT, {"NAME": "甲", "ID": "1"}, "甲（1）"),
        ('has(ALIAS) ? NAME + "/" + ALIAS : NAME', TEXT, {"NAME": "甲", "ALIAS": " "}, "甲"),
        ('!has(ALIAS) || ALIAS == NAME ? "无" : ALIAS', TEXT, {"NAME": "甲", "ALIAS": ""}, "无"),
        ('has(ALIAS) ? "有" : ""', TEXT, {"ALIAS": ""}, ""),
        ('int(ID.substring(16, 17)) % 2 == 1 ? "男" : "女"', TEXT, {"ID": "440524197001010086"}, "女"),
        ('ID.size() == 18 ? date(ID.substring(6, 14)) : date("19" + ID.substring(6, 12))', DAY, {"ID": "440524700101008"}, "19700101"),
        ('int(ID.substring(10, 12)) < 7 ? "上半年" : "下半年"', TEXT, {"ID": "440524197009010086"}, "下半年"),
        ("DAY > END ? DAY : END", DAY, {"DAY": "2026-01-05", "END": "2026年12月31日"}, "20261231"),
        ('string(DAY.getFullYear()) + "年" + string(DAY.getMonth() + 1) + "月"', TEXT, {"DAY": "2026-01-05"}, "2026年1月"),
        ('DAY < date("2026-01-05") ? "前" : "后"', TEXT, {"DAY": "2026-01-05"}, "后"),
        ("string(DAY)", TEXT, {"DAY": "2026-01-05"}, "2026-01-05"),
        ("SUM * 10000", YUAN, {"SUM": "3.5"}, "35000"),
        ("SUM * 10000 + FEE", YUAN, {"SUM": "3.5", "FEE": "0.01"}, "35000.01"),
        ("SUM - 2 * SUM", SUM, {"SUM": "1.1"}, "-1.1"),
        ("-(-SUM - 1) / 4", YUAN, {"SUM": "1.1"}, "0.525"),
        ("SUM % 0.3", SUM, {"SUM": "1"}, "0.1"),
        ('SUM > -1 ? string(SUM) + "万元" : "负"', TEXT, {"SUM": "10.50"}, "10.5万元"),
        ('NAME.trim().upperAscii().replace(",", "、")', TEXT, {"NAME": " Ab,买 "}, "AB、买"),
        ('NAME.substring(NAME.indexOf("区") + 1)', TEXT, {"NAME": "金平区某街"}, "某街"),
        (r'ID.matches(r"^\d{17}[\dX]$") ? "居民身份证" : "其他证件"', TEXT, {"ID": "44052419700101008X"}, "居民身份证"),
        (r'ID.matches("^\\d{17}[\\dX]$") ? "居民身份证" : "其他证件"', TEXT, {"ID": "１４052419700101008X"}, "其他证件"),
        ('NAME.contains("公司") && !NAME.startsWith("分") && !NAME.endsWith("店") ? "是" : "否"', TEXT, {"NAME": "某公司"}, "是"),
        ("F_1 + _01 + _in", TEXT, {"F-1": "a", "01": "b", "in": "c"}, "abc"),
        ('NAME == "\\u5f20\\n\\"\\\\" ? "x" : \'"\'', TEXT, {"NAME": '张\n"\\'}, "x"),
    ],
)  # fmt: skip
def test_what_an_expression_says(text: str, target: FieldSpec, given: dict[str, str], says: str) -> None:
    """The value, in the notation of the handling place's field."""
    assert value(text, target, **given) == says


def test_numbers_are_exact() -> None:
    """What a person would work out, never a binary fraction; what does not come out is no value."""
    assert value("SUM * 1.1", YUAN, SUM="1.1") == "1.21"
    assert value('SUM + 0.2 == 0.3 ? "等" : "不等"', SUM="0.1") == "等"
    assert value("SUM / 3", YUAN, SUM="0.3") == "0.1"
    assert value("SUM / 3", YUAN, SUM="1") == NO_RESULT
    assert value("SUM * 0.001", YUAN, SUM="0.0001") == NO_RESULT


def test_texts_are_counted_in_characters() -> None:
    """The engine would count bytes: a name of three characters has nine."""
    assert value('NAME.size() == 3 && size(NAME) < 4 ? "短" : "长"', NAME="艾力汗") == "短"
    assert value("NAME.substring(1, 3)", NAME="买买提·艾力") == "买提"


MISSING, INVALID = Reason.FIELD_MISSING, Reason.VALUE_INVALID


@pytest.mark.parametrize(
    ("text", "given", "failure"),
    [
        ("NAME + ID", {"NAME": "甲", "ID": ""}, (MISSING, "ID")),
        ("NAME + ALIAS", {"NAME": "甲", "ALIAS": " \n"}, (MISSING, "ALIAS")),
        ('SPARE > 5 ? "大" : "小"', {"SPARE": ""}, (MISSING, "SPARE")),
        ('SUM > 5 ? "大" : "小"', {"SUM": "五"}, (INVALID, "SUM")),
        ('SUM > 5 ? "大" : "小"', {"SUM": "999999999999999999"}, (INVALID, "SUM")),
        ('KIND == "1" ? "甲" : "乙"', {"KIND": "3"}, (INVALID, "KIND")),
        ("string(DAY)", {"DAY": "2026-02-29"}, (INVALID, "DAY")),
        ("NAME + NAME", {"NAME": "长" * TEXT_CHARS}, NO_RESULT),
        ("NAME + NAME", {"NAME": "长" * (TEXT_CHARS + 1)}, (INVALID, "NAME")),
        ("NAME + NAME", {"NAME": "\ud800"}, NO_RESULT),
        ("ID.substring(6, 14)", {"ID": "HK123"}, NO_RESULT),
        ("ID.substring(0.5)", {"ID": "HK123"}, NO_RESULT),
        ("ID.substring(2, 1)", {"ID": "HK123"}, NO_RESULT),
        ('ID.replace("", "x")', {"ID": "HK123"}, NO_RESULT),
        ('ID.replace("H", ID)', {"ID": "H" * 100}, NO_RESULT),
        ("string(int(ID))", {"ID": "1.5"}, NO_RESULT),
        ("string(int(ID))", {"ID": "９"}, NO_RESULT),
        ("string(double(ID))", {"ID": "1e5"}, NO_RESULT),
        ("string(date(ID))", {"ID": "20260229"}, NO_RESULT),
        ("string(SUM / (SUM - SUM))", {"SUM": "1"}, NO_RESULT),
        ("string(SUM % (SUM - SUM))", {"SUM": "1"}, NO_RESULT),
        ("string(SUM * SUM)", {"SUM": "9000000"}, NO_RESULT),
        ("string(SUM + SUM)", {"SUM": "9000000000000"}, NO_RESULT),
        ("string(0 - SUM - SUM)", {"SUM": "9000000000000"}, NO_RESULT),
        ('ID.substring(9) == "" ? "空" : "有"', {"ID": "HK123"}, NO_RESULT),
        ('ID.substring(9) != "a" ? "空" : "有"', {"ID": "HK123"}, NO_RESULT),
        ('ID.substring(9) in ["a"] ? "空" : "有"', {"ID": "HK123"}, NO_RESULT),
        ('int(ID) == 5 ? "空" : "有"', {"ID": "HK123"}, NO_RESULT),
    ],
)
def test_what_has_no_answer_is_said_and_not_guessed(
    text: str, given: dict[str, str], failure: Failure, caplog: pytest.LogCaptureFixture
) -> None:
    """The source to blame where one is; and no value of an application in any log."""
    assert value(text, TEXT, **given) == failure
    assert not caplog.records


def test_the_other_side_may_decide() -> None:
    """As in CEL: && and || need not both sides, so an absent field matters only where it decides."""
    text = 'SPARE > 5 || NAME == "甲" ? "是" : "否"'
    assert value(text, SPARE="", NAME="甲") == "是"
    assert value(text, SPARE="", NAME="乙") == (MISSING, "SPARE")
    assert value(text, SPARE="6", NAME="乙") == "是"


@pytest.mark.parametrize(
    ("text", "sources", "target", "says"),
    [
        # fields
        ("NAME + FOO", "NAME", TEXT, "“FOO”没有列在“受理地字段编码”里（可用：NAME）"),
        ("NAME + ID", "NAME", TEXT, "“ID”没有列在"),
        ("name", "NAME", TEXT, "“name”没有列在"),
        ("NAME", "NAME ID", TEXT, "来源字段 ID 没有用到"),
        ("NAME", "NAME NAME", TEXT, "来源字段重复"),
        ("NAME.first", "NAME", TEXT, "“.”后面只能是函数"),
        ("a.b.c", "NAME", TEXT, "“.”后面只能是函数"),
        # functions and macros
        ("foo(NAME)", "NAME", TEXT, "没有函数“foo”，可用：size、"),
        ("[1, 2].map(x, x * 2)", "NAME", TEXT, "在“[1, 2].map(x, x * 2)”处不合语法"),
        ("NAME.all(x, x == x)", "NAME", TEXT, "没有函数“all”"),
        ("NAME.exists(x, NAME.exists(y, x == y))", "NAME", TEXT, "没有函数“exists”"),
        ("timestamp(NAME)", "NAME", TEXT, "没有函数“timestamp”"),
        ("NAME * 3", "NAME", TEXT, "“NAME * 3”里的“*”不能用于文字、数字"),
        # types
        ("NAME + 1", "NAME", TEXT, "数字或日期转文字用 string(…)"),
        ('SUM == "5" ? "a" : "b"', "SUM", TEXT, "不能用于数字、文字"),
        ('NAME < "a" ? "a" : "b"', "NAME", TEXT, "不能用于文字、文字"),
        ('DAY > "2026-01-01" ? "a" : "b"', "DAY", TEXT, "文字转日期用 date(…)"),
        ("NAME ? NAME : NAME", "NAME", TEXT, "这里要写条件"),
        ('SUM > 1 ? "a" : 2', "SUM", TEXT, '“?:”两边类型不同：“"a"”是文字，“2”是数字'),
        ('KIND in ["1", 2] ? "a" : "b"', "KIND", TEXT, "方括号里有数字"),
        ('KIND in NAME ? "a" : "b"', "KIND NAME", TEXT, "in 后面要写方括号"),
        ('KIND in [NAME] ? "a" : "b"', "KIND NAME", TEXT, "只能写固定的值"),
        ('KIND in [] ? "a" : "b"', "KIND", TEXT, "总不成立"),
        ("size(NAME, ID)", "NAME ID", TEXT, "只能用于文字"),
        ("-NAME", "NAME", TEXT, "“-”不能用于文字"),
        ("!NAME", "NAME", TEXT, "这里要写条件"),
        ("[NAME]", "NAME", TEXT, "在“[NAME]”处不合语法"),
        # the target
        ("SUM > 1", "SUM", TEXT, "结果是条件，请写成 条件 ? 值 : 值"),
        ("SUM", "SUM", TEXT, "结果是数字，“T”要文字"),
        ("NAME", "NAME", DAY, "结果是文字，“D”要日期"),
        ("NAME", "NAME", SUM, "结果是文字，“N”要数字"),
        ("KIND", "KIND", TEXT, "是选项，这样只会得到代码"),
        ('NAME == "甲" ? KIND : "无"', "NAME KIND", TEXT, "是选项，这样只会得到代码"),
        ("KIND", "KIND", CODE, '结果可能是 "1"、"2"、"9"，不能填入“C”'),
        ('KIND == "1" ? "A" : "D"', "KIND", CODE, '结果可能是 "D"，不能填入“C”'),
        # units
        ("SUM", "SUM", YUAN, "结果的单位是万元，“Y”的是元"),
        ("SUM + FEE", "SUM FEE", YUAN, "单位不同（万元、元）"),
        ('SUM > FEE ? "a" : "b"', "SUM FEE", TEXT, "单位不同"),
        ('NAME == "a" ? SUM : FEE', "NAME SUM FEE", YUAN, "单位不同"),
        # values that a choice cannot have
        ('KIND == "3" ? "a" : "b"', "KIND", TEXT, '“KIND”没有代码 "3"（可选：1 甲；2 乙；9 其他）'),
        ('KIND in ["1", "3"] ? "a" : "b"', "KIND", TEXT, '“KIND”没有代码 "3"'),
        ('"x" != KIND && has(ALIAS) ? "a" : "b"', "KIND ALIAS", TEXT, '“KIND”没有代码 "x"'),
        ('KIND == "" ? "a" : "b"', "KIND", TEXT, "没有填用 !has(…) 判断"),
        ('KIND == SIDE ? "a" : "b"', "KIND SIDE", TEXT, "总不成立"),
        # branches that are never taken
        ('KIND == "1" ? "A" : KIND == "2" ? "B" : KIND == "9" ? "C" : "A"', "KIND", CODE, '“KIND == "9"”在这里总是成立，“"A"”永远用不到'),
        ('KIND == "1" ? "A" : KIND == "1" ? "B" : "C"', "KIND", CODE, '“"B"”永远用不到'),
        ('KIND in ["1", "2", "9"] ? "A" : "B"', "KIND", CODE, '“"B"”永远用不到'),
        ('KIND == "1" || KIND == "2" ? (KIND == "9" ? "A" : "B") : "C"', "KIND", CODE, '“"A"”永远用不到'),
        ('!(KIND == "1") && KIND == "1" ? "A" : "B"', "KIND", CODE, "总不成立"),
        ('NAME == "a" ? "A" : NAME == "a" ? "B" : "C"', "NAME", CODE, '“"B"”永远用不到'),
        ('NAME.contains("a") ? "A" : NAME.contains("a") ? "B" : "C"', "NAME", CODE, '“"B"”永远用不到'),
        ('SUM > 10 ? "A" : SUM > 20 ? "B" : "C"', "SUM", CODE, '“"B"”永远用不到'),
        ('SUM > 20 && SUM < 10 ? "A" : "C"', "SUM", CODE, "“SUM < 10”在这里总不成立"),
        ('SUM <= 5 ? "A" : 5 < SUM ? "B" : "C"', "SUM", CODE, '“"C"”永远用不到'),
        ('DAY >= date("2026-01-01") ? "A" : DAY == date("2026-05-05") ? "B" : "C"', "DAY", CODE, '“"B"”永远用不到'),
        ('DAY.getMonth() == 12 ? "A" : "B"', "DAY", CODE, "总不成立"),
        ('1 == 1 ? NAME : "x"', "NAME", TEXT, "总是成立"),
        ('NAME == NAME ? NAME : "x"', "NAME", TEXT, "总是成立"),
        ('"a" == "b" ? NAME : "x"', "NAME", TEXT, "总不成立"),
        ('true ? NAME : "x"', "NAME", TEXT, "不用 true"),
        ('NAME == null ? "a" : NAME', "NAME", TEXT, "没有填用 !has(…) 判断"),
        ('has(NAME) ? NAME : "x"', "NAME", TEXT, "“NAME”是必填项"),
        ('has(ALIAS) ? "x" : ALIAS', "ALIAS", TEXT, "一定没有填"),
        ('has(ALIAS) ? ALIAS : has(ALIAS) ? "x" : "y"', "ALIAS", TEXT, '“"x"”永远用不到'),
        ('has("ALIAS") ? "x" : "y"', "ALIAS", TEXT, "has 里只写一个字段"),
        # patterns
        ('NAME.matches("(") ? "a" : "b"', "NAME", TEXT, "正则表达式不合语法"),
        ('NAME.matches("a**{") ? "a" : "b"', "NAME", TEXT, "正则表达式在“{”处"),
        (r'NAME.matches(r"\w{200}") ? "a" : "b"', "NAME", TEXT, r"正则表达式在“\w{200}”处"),
        (r'NAME.matches(r"\p{Han}") ? "a" : "b"', "NAME", TEXT, "正则表达式在"),
        ('NAME.matches("(?i)a") ? "a" : "b"', "NAME", TEXT, "正则表达式在"),
        ('NAME.matches("((a{99}){99}){99}") ? "a" : "b"', "NAME", TEXT, "正则表达式太大"),
        ('NAME.matches("[^a]{50}") ? "a" : "b"', "NAME", TEXT, "正则表达式太大"),
        ('NAME.matches(ID) ? "a" : "b"', "NAME ID", TEXT, "要直接写出"),
        # not the language
        ("", "NAME", TEXT, "表达式不完整"),
        ("NAME +", "NAME", TEXT, "表达式不完整"),
        ("(NAME", "NAME", TEXT, "表达式不完整"),
        ("NAME NAME", "NAME", TEXT, "表达式在“NAME”处不合语法"),
        ('NAME == "a" ? "b"', "NAME", TEXT, "表达式不完整"),
        ("1 < SUM < 3", "SUM", TEXT, "表达式在“< 3”处不合语法"),
        ('NAME = "a" ? "b" : "c"', "NAME", TEXT, "相等写作 =="),
        ('NAME == “a” ? "b" : "c"', "NAME", TEXT, '全角或中文符号““”，请改用半角 "'),
        ("（NAME）", "NAME", TEXT, "请改用半角 ("),
        ('"a', "NAME", TEXT, "引号没有配对"),
        (r'NAME + "\d"', "NAME", TEXT, "反斜杠写法不对"),
        (r'NAME + "\ud800"', "NAME", TEXT, "反斜杠写法不对"),
        ("SUM * 1e5", "SUM", SUM, "数字写法不对：1e5"),
        ("SUM * 1u", "SUM", SUM, "数字写法不对：1u"),
        ("SUM * 007", "SUM", SUM, "前面多写了 0"),
        ("SUM * 0.0000001", "SUM", SUM, "小数超过 6 位"),
        ('date("2026-13-01")', "NAME", DAY, "不是日期"),
        ("NAME; NAME", "NAME", TEXT, "表达式里不能有“;”"),
        ('姓名 == "a" ? "b" : "c"', "NAME", TEXT, "字段写编码，不写名称"),
        ("{}.a", "NAME", TEXT, "表达式里不能有“{”"),
        ("NAME\u200b", "NAME", TEXT, "看不见的字符 U+200B"),
        ('NAME + "\x00"', "NAME", TEXT, "看不见的字符 U+0000"),
        ("NAME\ud800", "NAME", TEXT, "看不见的字符 U+D800"),
    ],
)  # fmt: skip
def test_what_is_refused_at_load(text: str, sources: str, target: FieldSpec, says: str) -> None:
    """A sentence that says where and what to write instead."""
    found = compiled(text, sources, target)
    assert isinstance(found, str)
    assert says in found


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "NAME" + ")" * 10_000,
        "(" * 400 + "NAME" + ")" * 400,
        "!" * 900 + "NAME",
        "-" * 900 + "1",
        "[" * 900,
        "trim(" * 150 + "NAME" + ")" * 150,
        "NAME" + ".trim()" * 140,
        "NAME" + "+NAME" * 150,
        'NAME == "a" ? "b" : ' * 40 + "NAME",
        "NAME" + "+N" * 5_000,
        "9" * 1_000,
        "9" * 100_000,
        '"' + "长" * 100_000 + '"',
        "NAME in [" + "1," * 400 + "1]",
        "\x00" * 1_000,
        "\U0001f600" * 900,
        "a." * 450,
        "?" * 900,
        'r"' * 400,
    ],
)
def test_what_is_too_large_is_refused_and_quickly(text: str) -> None:
    """Characters, parts and depth: a sentence, no crash, no long wait."""
    start = time.perf_counter()
    assert isinstance(compiled(text, "NAME", TEXT), str)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "(" * 30 + "NAME" + ")" * 30,
        "trim(" * 29 + "NAME" + ")" * 29,
        "-" * 28 + "1 == SUM" + ' ? NAME : "x"',
        "!" * 28 + '(NAME == "a") ? "b" : "c"',
        "+".join(["(NAME" + "+NAME" * 7 + ")"] * 12),
        " + ".join(['NAME.replace("长", "长")'] * 29),
        "".join(f'NAME == "{at}" ? "a" : ' for at in range(29)) + '"z"',
        'NAME.matches(".*.*.*.*.*.*.*.*.*.*.*.*.*.*x.{0,20}") ? "a" : "b"',
        'NAME.matches("(长|(长|(长长)*)*)*(长){20}x") ? "a" : "b"',
        " && ".join(['NAME.matches("长{13}x")'] * 3) + '? "a" : "b"',
        "NAME in [" + ",".join(f'"{at}"' for at in range(150)) + '] ? "a" : "b"',
        'NAME.contains("' + "长" * 900 + 'x") ? "a" : "b"',
    ],
)
def test_the_largest_that_are_accepted_are_quick(text: str) -> None:
    """At the bounds the engine still takes it; milliseconds, on texts as long as a form takes."""
    found = compiled(text, "NAME SUM" if "SUM" in text else "NAME", TEXT)
    assert isinstance(found, Expression), found
    given = {"NAME": "长" * TEXT_CHARS, "SUM": "5"}
    start = time.perf_counter()
    assert isinstance(found.evaluate(given), str | tuple)
    assert time.perf_counter() - start < 0.25


def test_a_name_in_expressions() -> None:
    """Codes that are no names of CEL get one; two that become the same are refused."""
    assert [name_of(code) for code in ("F01", "F-1", "01", "in", "-")] == ["F01", "F_1", "_01", "_in", "_"]
    same = compile_expression("F_1 + F_1", [spec("F-1"), spec("F_1")], TEXT)
    assert isinstance(same, str)
    assert "名称相同" in same


def test_the_page_names_every_function_and_limit() -> None:
    """Who writes an expression reads docs/mapping-expressions.md and nothing else."""
    page = (Path(__file__).resolve().parents[3] / "docs/mapping-expressions.md").read_text(encoding="utf-8")
    functions = {name for name in SIGNATURES if name.isalpha()} - {"neg"} | {"has"}
    assert {name for name in functions if f"{name}(" not in page} == set()
    for what, limit in (("characters", CHARS), ("parts", NODES), ("depth", DEPTH), ("steps", WEIGHT)):
        assert re.search(rf"^\| {what}\b.* \| {limit} \|", page, re.MULTILINE), what


def test_the_engine_is_loaded_with_the_first_expression() -> None:
    """With it comes asyncio, without which the library works."""
    program = "import sys, federation.mapping; print(sorted({'asyncio', 'cel'} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
