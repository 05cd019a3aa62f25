"""Trade names that stand under two headings: `python -m models.hs.namesakes [--words]` lists them.

Each blurs what the engine says of both. A name that is one heading's stands there alone; those that are truly both are
in `hs_namesakes.csv`, with what parts the goods. With `--words`, names that are the same once read as words.
"""

import argparse
from collections.abc import Sequence

from models.hs import corpus
from models.hs.wording import words
from models.reference.table import rows


def namesakes(*, as_words: bool = False) -> dict[str, dict[str, list[str]]]:
    """Return the names that stand under two headings, with the codes that have each and as what they have it."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in (row for chapter in corpus.chapters() for row in rows(f"hs/{chapter}.csv") if len(row["code"]) > 2):
        for term in filter(None, map(str.strip, row["terms"].split(";"))):
            name = " ".join(words(term)) if as_words else term.casefold()
            found.setdefault(name, {}).setdefault(row["code"], []).append(term)
    return {name: codes for name, codes in found.items() if name and len({code[:4] for code in codes}) > 1}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m models.hs.namesakes", description=__doc__)
    parser.add_argument("--words", action="store_true", help="names that are the same once read as words")
    given = parser.parse_args(arguments)
    for name, codes in sorted(namesakes(as_words=given.words).items(), key=lambda each: sorted(each[1])):
        print(f"{name}: " + ", ".join(f"{code} {' / '.join(dict.fromkeys(codes[code]))}" for code in sorted(codes)))


if __name__ == "__main__":
    main()
