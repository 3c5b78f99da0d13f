"""SQL with jinja in it, as what it says: comments and layout do not count."""

import re

PARTS = r"""
    (?P<comment> \{\#.*?\#\} | --[^\n]* | /\*.*?\*/ )
  | (?P<text>    \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | '''.*?''' | \"\"\".*?\"\"\"
               | '(?:''|{escape}[^'])*' | "(?:""|{escape}[^"])*" | `[^`]*` )
  | (?P<word>    [\w.]+ )
  | (?P<space>   \s+ )
  | (?P<sign>    . )
"""


def _pattern(escape: str) -> re.Pattern[str]:
    return re.compile(PARTS.replace("{escape}", escape), re.VERBOSE | re.DOTALL)


# A backslash escapes a quote in BigQuery and is a character like any other in DuckDB. Read the
# other way round, the rest of a string could pass for a comment, and a change in it for none.
BACKSLASH = _pattern(r"\\.|")
PLAIN = _pattern("")


def canonical(sql: str, dialect: str) -> str:
    """The words and signs of `sql`, one blank between them; texts in quotes as they are.

    Jinja is kept, its comments are not. A comment sign within a quoted text is text.
    """
    pattern = BACKSLASH if dialect == "bigquery" else PLAIN
    found = pattern.finditer(sql)
    return " ".join(m[0] for m in found if m.lastgroup not in ("comment", "space"))
