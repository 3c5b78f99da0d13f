"""What of a statement GoogleSQL, BigQuery's dialect, does not have."""

import itertools

import sqlglot
from sqlglot import exp
from sqlglot.tokens import TokenType

# Each of them stands in the GoogleSQL reference
# (https://cloud.google.com/bigquery/docs/reference/standard-sql/functions-all): look it up there
# before adding one.
FUNCTIONS = frozenset(
    {"cast", "coalesce", "count", "date", "date_trunc", "generate_date_array", "lead", "lower"}
    | {"max", "md5", "min", "nullif", "round", "row_number", "sum", "timestamp", "to_hex", "trim"}
    | {"unnest"}
)
TYPES = frozenset({"bigint", "date", "float64", "numeric", "string", "timestamp"})
KEYWORDS = frozenset(
    {"and", "as", "distinct", "exists", "from", "in", "not", "on", "or", "over", "then", "when"}
    | {"where"}
)
OPERATORS = frozenset({TokenType.DCOLON, TokenType.DIV, TokenType.ILIKE})


def findings(sql: str) -> list[str]:
    """Functions, types and operators that GoogleSQL lacks; or why the statement does not parse."""
    try:
        tree = sqlglot.parse_one(sql, read="bigquery")
    except sqlglot.errors.ParseError as error:
        return [f"does not parse: {error}"]
    found = [f"type {kind}" for kind in cast_types(sql) if kind not in TYPES]
    if tree.find(exp.AtTimeZone):
        found.append("operator AT TIME ZONE")
    tokens = sqlglot.tokenize(sql, read="bigquery")
    for token, after in itertools.pairwise(tokens):
        word = token.text.lower()
        called = after.token_type is TokenType.L_PAREN and word.isidentifier()
        if called and word not in FUNCTIONS | KEYWORDS | TYPES:
            found.append(f"function {word}")
        if token.token_type in OPERATORS:
            found.append(f"operator {token.text}")
    return found


def cast_types(sql: str) -> list[str]:
    """The types that a statement casts to, as they are written: a parser would translate them."""
    words = [token.text.lower() for token in sqlglot.tokenize(sql, read="bigquery")]
    kinds: list[str] = []
    casts: list[int] = []
    depth = 0
    for place, word in enumerate(words):
        if word == "(":
            depth += 1
            if place and words[place - 1] in {"cast", "safe_cast"}:
                casts.append(depth)
        elif word == ")":
            if casts and casts[-1] == depth:
                casts.pop()
            depth -= 1
        elif word == "as" and casts and casts[-1] == depth:
            kinds.append(words[place + 1])
    return kinds
