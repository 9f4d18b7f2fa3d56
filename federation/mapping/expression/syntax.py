"""The part of CEL that a field rule may be written in, as a tree. Everything else is refused here.

    expression = either [ "?" expression ":" expression ]
    either     = both { "||" both }
    both       = relation { "&&" relation }
    relation   = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum | "in" "[" arguments "]" ]
    sum        = product { ( "+" | "-" ) product }
    product    = unary { ( "*" | "/" | "%" ) unary }
    unary      = { "!" | "-" } postfix
    postfix    = primary { "." name "(" arguments ")" }
    primary    = text | number | name | name "(" arguments ")" | "(" expression ")"

There are no comprehensions, no maps, no field access, so nothing here repeats or reaches out; size
and depth are bounded, so nothing here is slow. Precedence and texts are those of CEL
(github.com/google/cel-spec, doc/langdef.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

CHARS = 1_000  # an expression is read by people, in one cell
NODES = 200
DEPTH = 30  # the engine's own parser gives up at 96

RESERVED = frozenset({"in", "true", "false", "null"})  # words of CEL that no field is called

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w.])
    | (?P<raw>[rR](?:"[^"\n\r]*"|'[^'\n\r]*'))
    | (?P<text>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign>\|\||&&|[=!<>]=|[-+*/%<>!?:(),.\[\]])
    | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"""\\(?:([\\"'nrt])|u(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4}))""")
_ESCAPED = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "r": "\r", "t": "\t"}
_WIDE = dict(zip("“”‘’（）？：，。＝！＜＞＋－×÷【】", "\"\"''()?:,.=!<>+-*/[]", strict=True))
_BINARY = (
    frozenset({"||"}),
    frozenset({"&&"}),
    frozenset({"==", "!=", "<", "<=", ">", ">=", "in"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
)
_RELATION = 2
_EXCERPT = 30


class ExpressionRefused(Exception):
    """Why an expression is not accepted, in Chinese, for whoever edits the cell."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str
    shown: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: str
    shown: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A field of the accepting place's form, by its name in expressions."""

    name: str
    shown: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function and what it is applied to; ``?:`` and ``in`` are two of them."""

    name: str
    args: tuple[Node, ...]
    shown: str = field(compare=False)
    depth: int = field(compare=False)


Node = Text | Number | Name | Call


def parse(text: str) -> Node:
    """Read an expression.

    Returns:
        The tree. Two nodes are equal if they say the same, wherever they stand.

    Raises:
        ExpressionRefused: too large, or not in the accepted part of CEL.
    """
    if len(text) > CHARS:
        raise ExpressionRefused(f"表达式超过 {CHARS} 个字符，请拆成几个字段或改用“代码转换”")
    hidden = next((char for char in text if not char.isprintable() and char not in "\n\r\t"), "")
    if hidden:
        raise ExpressionRefused(
            f"表达式里有看不见的字符 U+{ord(hidden):04X}，请删去；文字里要用它就写作 \\u{ord(hidden):04X}"
        )
    parser = _Parser(text)
    node = parser.expression(0)
    if parser.kind != "end":
        raise parser.unexpected()
    return node


@dataclass(slots=True)
class _Parser:
    """One token ahead; every part knows how deep it stands."""

    source: str
    kind: str = ""
    word: str = ""
    start: int = 0
    end: int = 0
    past: int = 0
    nodes: int = 0

    def __post_init__(self) -> None:
        self.advance()

    def advance(self) -> str:
        """Step to the next token; the one passed is returned."""
        passed, self.past = self.word, self.end
        found = _TOKEN.match(self.source, self.end)
        if found is None:
            raise ExpressionRefused(_stray(self.source[self.end :].lstrip()))
        self.kind = found.lastgroup or ""
        self.word = found[self.kind]
        self.start, self.end = found.span(self.kind)
        return passed

    def unexpected(self) -> ExpressionRefused:
        """What to say of a token that cannot stand where it stands."""
        if self.kind == "end":
            return ExpressionRefused("表达式不完整，末尾缺内容或缺右括号")
        return ExpressionRefused(f"表达式在“{self._excerpt(self.start)}”处不合语法")

    def _excerpt(self, start: int) -> str:
        return self.source[start : start + _EXCERPT]

    def take(self, sign: str) -> bool:
        """Pass a sign if it is next."""
        found = self.kind in {"sign", "name"} and self.word == sign
        if found:
            self.advance()
        return found

    def need(self, sign: str) -> None:
        """Pass a sign that must be next."""
        if not self.take(sign):
            raise self.unexpected()

    def call(self, name: str, args: tuple[Node, ...], start: int) -> Call:
        """A node over what was read since ``start``."""
        self.count()
        depth = 1 + max((arg.depth for arg in args if isinstance(arg, Call)), default=0)
        self.within(depth)
        return Call(name, args, self.source[start : self.past], depth)

    def within(self, depth: int) -> None:
        """Refuse what is nested too deeply, in brackets or in a chain of operators."""
        if depth > DEPTH:
            raise ExpressionRefused(f"表达式嵌套超过 {DEPTH} 层，请拆成几个字段或改用“代码转换”")

    def count(self) -> None:
        """One more node."""
        self.nodes += 1
        if self.nodes > NODES:
            raise ExpressionRefused(f"表达式超过 {NODES} 个组成部分，请拆成几个字段或改用“代码转换”")

    def expression(self, depth: int) -> Node:
        """Everything, the choice between two branches included."""
        self.within(depth)
        start = self.start
        node = self.binary(0, depth)
        if not self.take("?"):
            return node
        yes = self.expression(depth + 1)
        self.need(":")
        no = self.expression(depth + 1)
        return self.call("?:", (node, yes, no), start)

    def binary(self, level: int, depth: int) -> Node:
        """A chain of operators of one precedence, from left to right."""
        if level == len(_BINARY):
            return self.unary(depth)
        start = self.start
        node = self.binary(level + 1, depth)
        while self.word in _BINARY[level] and self.kind in {"sign", "name"}:
            sign = self.advance()
            others = self.listed(depth) if sign == "in" else (self.binary(level + 1, depth),)
            node = self.call(sign, (node, *others), start)
            if level == _RELATION:
                break
        return node

    def unary(self, depth: int) -> Node:
        """Not, and minus."""
        self.within(depth)
        start = self.start
        if self.take("!"):
            return self.call("!", (self.unary(depth + 1),), start)
        if self.take("-"):
            if self.kind == "number":
                self.count()
                return Number(f"-{self.word}", f"-{self.advance()}")
            return self.call("neg", (self.unary(depth + 1),), start)
        return self.postfix(depth)

    def postfix(self, depth: int) -> Node:
        """``x.f(y)`` is ``f(x, y)``."""
        start = self.start
        node = self.primary(depth)
        while self.take("."):
            name = self.advance() if self.kind == "name" else ""
            if not name or not self.take("("):
                raise ExpressionRefused("“.”后面只能是函数，如 XM.size()；不能取字段的下级")
            node = self.call(name, (node, *self.arguments(")", depth)), start)
        return node

    def arguments(self, close: str, depth: int) -> tuple[Node, ...]:
        """What stands in brackets, up to the closing one."""
        if self.take(close):
            return ()
        args = [self.expression(depth + 1)]
        while self.take(","):
            args.append(self.expression(depth + 1))
        self.need(close)
        return tuple(args)

    def listed(self, depth: int) -> tuple[Node, ...]:
        """What stands after ``in``."""
        if not self.take("["):
            raise ExpressionRefused('in 后面要写方括号，里面是固定的值，如 ZJLX in ["1", "2"]')
        return self.arguments("]", depth)

    def primary(self, depth: int) -> Node:
        """The smallest parts."""
        start, kind = self.start, self.kind
        if self.take("("):
            node = self.expression(depth + 1)
            self.need(")")
            return node
        if kind not in {"number", "raw", "text", "name"} or self.word == "in":
            raise self.unexpected()
        word = self.advance()
        if kind == "name" and self.take("("):
            return self.call(word, self.arguments(")", depth), start)
        self.count()
        return _leaf(kind, word)


def _leaf(kind: str, word: str) -> Node:
    match kind:
        case "number":
            return Number(word, word)
        case "raw":
            return Text(word[2:-1], word)
        case "text":
            return Text(_unescaped(word[1:-1]), word)
        case _:
            return Name(word, word)


def shown(node: Node) -> str:
    """A part as it is written, shortened for a sentence."""
    text = " ".join(node.shown.split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"


def quoted(text: str) -> str:
    """A text as CEL writes it."""
    return json.dumps(text, ensure_ascii=False)


def _unescaped(text: str) -> str:
    if "\\" in _ESCAPE.sub("", text):
        raise ExpressionRefused(
            f"文字 {text[:_EXCERPT]} 里的反斜杠写法不对：反斜杠本身写作 \\\\，或在引号前加 r"
        )
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1]) or chr(int(found[2], 16)), text)


def _stray(rest: str) -> str:
    first = rest[0]
    if first in _WIDE:
        return f"表达式里有全角或中文符号“{first}”，请改用半角 {_WIDE[first]}"
    if first in "\"'":
        return f"引号没有配对：{rest[:_EXCERPT]}"
    if first.isdigit():
        return f"数字写法不对：{rest[:_EXCERPT]}（只能写 12 或 3.5 这样的小数）"
    if not first.isascii():
        return f"表达式里不能有“{first}”：字段写编码，不写名称；文字放在引号里"
    hints: Mapping[str, str] = {"=": "：相等写作 ==", "&": "：并且写作 &&", "|": "：或者写作 ||"}
    return f"表达式里不能有“{first}”{hints.get(first, '')}"
