"""The words that head columns of goods tables: which field they name, and which name none by themselves."""

import re
from collections import Counter
from functools import cache, lru_cache

from extractors.lexicon import lexicon
from extractors.money import currency_in
from extractors.wording import tokens
from models.reference.currencies import currency
from models.reference.table import rows
from models.reference.units import kind_of, package_kind, unit

_LETTERED = re.compile(r"^\s*(?:\(?\d{1,2}[a-z]?[.)]?\s+)?\(?[A-Fa-f][.)]\s+(?=\w{3})")  # "30. A. Gross weight"
_BOXED = re.compile(r"(?<=\w)\s?\(\d{1,2}[a-z]?\)$|(?<=\))\s?\(\d{1,2}[a-z]?\)$")  # "MARKS AND NUMBERS (18)"
_COUNT_OF = re.compile(r"^\W*n(?:o|r|um|ber|umber|umero|[uú]mero)?[.º°]*\s*(?:of|de|di|der|van|af)\s+", re.IGNORECASE)
_GROSS = re.compile(r"gross|br[ut]{2}|lord|roh|g\.?w|毛", re.IGNORECASE)
_PRICE_OF = re.compile(
    r"([A-Za-z$€£¥]{1,4})(?:\s?/\s?|\s(?:per|pro|par|por|je)\s)(?:\d{1,3}\s)?([^\W\d_]{1,12}[²³]?)\.?"
)  # "€/Kg", "US$ / 60 kg"
_PACKED_BY = re.compile(r"([^\W\d_]{3,})\s+(?:of|de|à|zu|von|da|di|van)\s+\d[\d.,]*\s?\w{1,3}", re.I)
_PER = re.compile(r"(?:/|\b(?:per|pro|par|por|je|al)\b)\s?([^\W\d_]{1,6}[²³2]?)(?!\w)", re.IGNORECASE)
_REMARK = re.compile(r"(?<=\w)\s*+\([^()]{8,}\)")
_SUMMED = frozenset({"total_gross_mass", "total_net_mass", "total_volume"})
_POOL = re.compile(r"(?<=\w)[\s\-/(]+(?:EUR|EURO|EPAL|ISO)\b\)?|\b(?:EUR|EURO|EPAL|ISO)[\s\-/]+(?=\w)", re.IGNORECASE)
_FILLERS = frozenset({"no", "nos", "n", "code", "codes", "number", "s", "in", "per"})


@lru_cache(maxsize=4096)
def goods_field(text: str, *, fuzzy: bool, whole: bool = False) -> tuple[str | None, float]:
    """Return the goods field that a heading names and the share of its words that its labels make.

    A bilingual heading is covered by both its labels; units and currencies count as covered. `whole` asks that nothing
    be left over.
    """
    words = _unnumbered(tokens(_BOXED.sub("", _LETTERED.sub("", text))))
    words = lexicon().parted(words) if fuzzy else words
    if _is_price(text):
        return "unit_price", 1.0
    if _counts_packages(text, words):
        return "packages", 1.0
    covered, neutral = _covered(words, fuzzy=fuzzy)
    if not covered:
        return _headed_by_units(text, words)
    misread = fuzzy and "gross_mass" in _named(words, fuzzy=True)[1] and not _named(words, fuzzy=False)[0]
    named = misread or any(_GROSS.match(word) for word in words)  # "Groas weight" is one by its letters
    if {"gross_mass", "net_mass"} <= covered.keys() and not named:
        covered["net_mass"] += covered.pop("gross_mass")  # "Weight" alone is the gross one, "Gewicht netto" is not
    money = next((name for name in ("unit_price", "amount") if covered[name]), None)
    weighed = any(kind_of(unit(word) or "") == "mass" for word in words)
    if money and not weighed and 0 < covered["net_mass"] <= sum(tells(word) == "net" for word in words):
        covered[money] += covered.pop("net_mass")  # "netto / Net price": without a mass, money is what is net
    if covered["packages"]:
        covered["packages"] += covered.pop("quantity", 0)  # "Bultos" over "Cantidad"
    field = "description" if "description" in covered else covered.most_common(1)[0][0]
    if field == "amount" and any(kind_of(unit(word) or "") == "count" for word in words) and tells(words[0]) == "all":
        return "quantity", 1.0  # "Total uds."
    both = covered.keys() <= {field, "packages", "package_kind", "marks"} and field == "description"
    share = ((covered.total() if both else covered[field]) + neutral) / len(words)
    share = min(share, 1.0)
    short = covered[field] == 1 and len(words[0]) < 3
    if share > (0.99 if whole or short else 0.49):
        return field, share
    bare = _REMARK.sub(" ", text)  # "Description of goods (said to contain, shipper's load and count)"
    return goods_field(bare, fuzzy=fuzzy, whole=whole) if bare != text else (None, 0.0)


def _counts_packages(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a heading names packages alone: "Bag Nos. From", "Bags of 25 kg", "BIG BAGS", "Nº de fardos"."""
    packed = _PACKED_BY.fullmatch(text.strip())
    if _numbers_of_packages(words) or (packed and package_kind(packed[1])):
        return True
    return len(words) > 1 and package_kind(_COUNT_OF.sub("", text)) not in (None, "PK")


def _covered(words: tuple[str, ...], *, fuzzy: bool) -> tuple[Counter[str], int]:
    """Return how many words of a heading each field's labels cover, and how many name nothing by themselves."""
    covered: Counter[str] = Counter()
    neutral = place = 0
    while place < len(words):
        size, goods = _named(words[place:], fuzzy=fuzzy and place == 0)
        if covered and (tells(words[place]) == "tax" or (size == 1 and is_neutral(words[place]))):
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
    return covered, neutral


def _numbers_of_packages(words: tuple[str, ...]) -> bool:
    """Say whether a heading begins with a kind of package and "Nos.": its column numbers them."""
    return len(words) > 2 and words[1] in ("no", "nos", "numbers") and package_kind(words[0]) not in (None, "CN")


def _is_price(text: str) -> bool:
    """Say whether a heading names money and the unit or package that costs it: "US$ / 60 kg", "€/botella"."""
    priced = _PRICE_OF.fullmatch(text.strip(" ()"))
    return bool(
        priced and (currency_in(priced[1]) or priced[1] == "$") and (unit(priced[2]) or package_kind(priced[2]))
    )


def _headed_by_units(text: str, words: tuple[str, ...]) -> tuple[str | None, float]:
    """Return what a heading counts that names units or packages alone: "CARTONS", "Scatole / Boxes", "mq / sqm"."""
    if package_kind(_POOL.sub("", text)) or (words and all(package_kind(word) for word in words)):
        return "packages", 1.0
    codes = {unit(text)} if unit(text) else {unit(word) for word in words}
    kinds = {kind_of(code) if code else None for code in codes}
    if len(kinds) != 1 or None in kinds or kinds <= {"mass", "time", "energy"} or len("".join(words)) < 2:
        return None, 0.0
    return ("volume" if codes == {"MTQ"} else "quantity"), 1.0


def heads_packages(text: str) -> bool:
    """Say whether a heading names packages, perhaps beside the goods."""
    return "packages" in fields_named(text)


def fields_named(text: str) -> list[str]:
    """Return the goods fields that a heading names one after the other, words that name none left out."""
    words, place = tokens(text), 0
    found: list[str] = []
    while place < len(words):
        size, goods = _named(words[place:], fuzzy=False)
        found += (name for name in goods if name not in found)
        place += max(size, 1)
    return found


def _named(words: tuple[str, ...], *, fuzzy: bool) -> tuple[int, list[str]]:
    """Return how many leading words make a label, and the goods fields that it names."""
    size, entries = lexicon().longest(words, fuzzy=fuzzy)
    goods = list(dict.fromkeys(e.field.split(":", 1)[1] for e in entries if e.field.startswith("goods:")))
    own = next((n for n in range(min(len(words), 4), 0, -1) if words[:n] in _columns()), 0)
    if own and (own > size or not goods) and (field := _columns()[words[:own]][0]):
        return own, [field]
    if not size and (told := _compound(words[0])):
        return 1, [told]
    return size, goods or [e.field.removeprefix("total_") for e in entries if e.field in _SUMMED][:1]


def _compound(word: str) -> str | None:
    """Return the field that the last part of a German or Dutch compound names: "Zeilenbetrag" is a "Betrag"."""
    ends = (word[n:] for n in range(3, len(word) - 4))
    return next((field for end in ends if (field := _last_parts().get(end))), None)


@cache
def _last_parts() -> dict[str, str]:
    """Return the German and Dutch words of one column, which compounds may end with."""
    named = {f"goods:{name}": name for name in ("description", "quantity", "unit_price", "amount")}
    return {
        phrase[0]: named[entry.field]
        for phrase, entries in lexicon().entries.items()
        for entry in entries
        if len(phrase) == 1 and len(phrase[0]) > 4 and entry.field in named and entry.language in ("de", "nl")
    }


@cache
def _columns() -> dict[tuple[str, ...], tuple[str, str]]:
    """Return the words of `column_words.csv`: the field that they name in a heading, and what they tell of it."""
    return {tokens(row["phrase"]): (row["field"], row["tells"]) for row in rows("column_words.csv")}


_BESIDE = frozenset({"each", "all", "tax"})  # words of this kind head nothing by themselves


def tells(word: str) -> str:
    """Return what a word tells of its column: `all`, `each`, `asked`, `given`, `numbered`, `tax`, `net`, or nothing."""
    return _columns().get((word,), ("", ""))[1]


_RANKS = {"each": -4, "asked": -2, "numbered": -1, "given": 2, "all": 1}
_OF_ONE = re.compile(r"/\s?([^\W\d_]+)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def rank(text: str) -> int:
    """Return how much a heading counts among those of one field: totals most, masses and counts of one package least.

    >>> rank("Total N.W. (KGS)") > rank("N.W. (KGS)") > rank("N.W./CTN (KGS)"), rank("Delivered") > rank("Ordered")
    (True, True)
    """
    words = tokens(text)
    runs = {words[n : n + size] for n in range(len(words)) for size in (1, 2, 3)}
    told = {_columns()[run][1] for run in runs if run in _columns()}
    one = [word for word in _OF_ONE.findall(text) if package_kind(word) and not word.lower().endswith("s")]
    numbered = _numbers_of_packages(words) or (
        len(words) > 1 and words[-1] in _FILLERS and package_kind(" ".join(words[:-1])) is not None
    )
    told |= ({"each"} if one else set()) | ({"numbered"} if numbered else set())
    loaded = package_kind(_POOL.sub("", text)) == "PX"  # pallets carry the packages that the column beside counts
    return sum(_RANKS.get(tells, 0) for tells in told) - loaded


def priced_in(text: str) -> str | None:
    """Return the unit of which a heading gives the price: "Price / m²", "Prezzo al kg"; None where it names none."""
    return next((code for word in _PER.findall(text) if (code := unit(word))), None)


def is_neutral(word: str) -> bool:
    """Say whether a word heads no column by itself but may stand in any heading: a unit, a currency, "No."."""
    return (
        word in _FILLERS
        or _columns().get((word,), ("", ""))[1] in ("each", "all")
        or unit(word) is not None
        or currency(word.upper()) is not None
    )


def _unnumbered(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if len(words) > 1 and words[0].isdigit() and len(words[0]) < 3 else words


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
    return bool(words) or not any(c.isalnum() for c in text)


@cache
def _wording() -> frozenset[str]:
    """Return every word of the labels that head goods columns."""
    known = lexicon().entries.items()
    goods = (phrase for phrase, entries in known if any(e.field.startswith("goods:") for e in entries))
    return frozenset(word for phrase in (*goods, *_columns()) for word in phrase)
