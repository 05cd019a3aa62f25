"""The words that head columns of goods tables: which field they name, and which name none by themselves."""

from collections import Counter
from functools import cache, lru_cache

from extractors.lexicon import lexicon
from extractors.wording import tokens
from models.reference.currencies import currency
from models.reference.units import package_kind, unit

_FILLERS = frozenset({"no", "nos", "code", "codes", "number", "s", "in", "per"})


@lru_cache(maxsize=4096)
def goods_field(text: str, *, fuzzy: bool, whole: bool = False) -> tuple[str | None, float]:
    """Return the goods field that a heading names and the share of its words that its labels make.

    A bilingual heading is covered by both its labels; units and currencies count as covered. `whole` asks that nothing
    be left over.
    """
    words = _unnumbered(tokens(text))
    if len(words) > 1 and package_kind(text) not in (None, "PK"):
        return "packages", 1.0  # "UNITS UNPACKED", "BIG BAGS"
    covered: Counter[str] = Counter()
    neutral = place = 0
    while place < len(words):
        size, entries = lexicon().longest(words[place:], fuzzy=fuzzy and place == 0)
        goods = list(dict.fromkeys(e.field.split(":", 1)[1] for e in entries if e.field.startswith("goods:")))
        if place and size == 1 and is_neutral(words[place]):
            neutral += 1  # "HTS No.", "Weight (kg)": after a label these words head nothing of their own
            place += 1
        elif goods:
            # A heading with both ("No. and kind of packages; description of goods") heads the description.
            for field in goods[:1] if place else goods:
                covered[field] += size
            place += size
        else:
            neutral += is_neutral(words[place])
            place += 1
    if not covered:
        return ("packages", 1.0) if package_kind(text) else (None, 0.0)  # "CARTONS" heads their count
    field = "description" if "description" in covered else covered.most_common(1)[0][0]
    both = covered.keys() <= {field, "packages", "package_kind", "marks"} and field == "description"
    share = ((covered.total() if both else covered[field]) + neutral) / len(words)
    share = min(share, 1.0)
    short = covered[field] == 1 and len(words[0]) < 3
    return (field, share) if share > (0.99 if whole or short else 0.49) else (None, 0.0)


def is_neutral(word: str) -> bool:
    """Say whether a word heads no column by itself but may stand in any heading: a unit, a currency, "No."."""
    return word in _FILLERS or unit(word) is not None or currency(word.upper()) is not None


def _unnumbered(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if len(words) > 1 and words[0].isdigit() else words


def is_wording(text: str) -> bool:
    """Say whether a text is made of words that headings are made of: labels, units, currencies, packages."""
    words, place = tokens(text), 0
    while place < len(words):
        size, entries = lexicon().longest(words[place:])
        if any(entry.field.startswith("goods:") for entry in entries):
            place += size
        elif is_neutral(words[place]) or package_kind(words[place]) or words[place] in _wording():
            place += 1
        else:
            return False
    return bool(words)


@cache
def _wording() -> frozenset[str]:
    """Return every word of the labels that head goods columns."""
    known = lexicon().entries.items()
    goods = (phrase for phrase, entries in known if any(e.field.startswith("goods:") for e in entries))
    return frozenset(word for phrase in goods for word in phrase)
