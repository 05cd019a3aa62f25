"""The rule book as Markdown, from the docstrings of the rules: `python -m checks.book > docs/rules.md`."""

import re
import sys
import textwrap
from collections.abc import Iterator

from checks.rulebook import RULES, page
from models.reference.table import rows

_HEAD = """\
# The rule book

One section a finding code: what it compares, why it matters, on what law or paper it rests, and how an officer clears
it. A rule is a function in `checks/`; its docstring is its section here, and a test holds the two together.

A hit is a reason to look, never a finding of guilt. `papers_disagree` means that the values were read well and the
papers say so; `may_be_misread` that one of them was read with little confidence: look at the box first. Severities are
defaults; a setting may change them; what rests on a row of low confidence is low and says so.
"""
_SIGNS = """
## Signs of concealment

What customs and environment authorities look for, by the ids of the project's own list, and the rules that do.

| id | sign | rules | remark |
|---|---|---|---|
"""
_PART = re.compile(r"^(Compares|Why|Basis|To clear): ", re.M)


def book() -> Iterator[str]:
    """Yield the sections of the rule book, the head first."""
    yield _HEAD
    for code, entry in RULES.items():
        first, *parts = _PART.split(page(code))
        yield f"## `{code}`\n\n{_filled(first)}\n"
        yield "".join(
            _filled(f"- **{name}:** {text}", hanging="  ") + "\n"
            for name, text in zip(parts[::2], parts[1::2], strict=True)
        )
        yield f"**Severity:** {entry.severity}{'' if entry.severity == 'low' else ' at most'}.\n"


def signs() -> Iterator[str]:
    """Yield the table of known signs of concealment, each with the rules that look for it, or why none does."""
    yield _SIGNS
    for row in rows("red_flags.csv"):
        codes = ", ".join(f"`{code}`" for code in row["rules"].split()) or "none"
        yield f"| {row['id']} | {row['sign']} | {codes} | {row['remark']} |\n"


def _filled(text: str, hanging: str = "") -> str:
    words = " ".join(text.split())
    return textwrap.fill(words, 120, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    sys.stdout.write("\n".join(book()))
    sys.stdout.write("".join(signs()))
