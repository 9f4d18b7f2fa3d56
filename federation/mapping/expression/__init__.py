"""表达式: a field rule in CEL, for what columns cannot say (docs/mapping-expressions.md).

`program` compiles; `syntax` is the part of CEL that is read, `judge` its types and branches,
`functions` what it may call.
"""

from federation.mapping.expression.program import (
    HOLDS,
    NO_RESULT,
    Expression,
    Failure,
    compile_condition,
    compile_expression,
    name_of,
)

__all__ = [
    "HOLDS",
    "NO_RESULT",
    "Expression",
    "Failure",
    "compile_condition",
    "compile_expression",
    "name_of",
]
