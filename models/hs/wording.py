"""How a description becomes words: accents, case and plurals folded, numbers, units and counted packages dropped.

Trade words of other languages become the English ones.

Words are what the engine counts; `grams` are the letters inside them, which carry over misspelling, compounds and
plurals of other languages. Chinese has no spaces: there each pair of neighbouring characters is a word.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from models.hs.spelling import folded, joined
from models.hs.translation import english
from models.reference.table import plain, rows, spellings

_TOKEN = re.compile(r"\d{2,7}-\d{2}-\d\b|[^\W_]+")
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SCRIPTS = re.compile(rf"{_CHINESE.pattern}|[^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_ASIDE = re.compile(r"\(([^()]*[ ,/][^()]*)\)?|\(([^()]*)\)?(?=\W{0,20}$)")
_COUNT = re.compile(r"\d+")
_SIZE = re.compile(
    r"(?:(?:de|da|di|von|zu) )?\d{1,4} ?(?:\d{1,3} ?)?(?:kgs?|g|gr|l|lt|ltr|litros?|litres?|litri|liter|ml)\b"
)
_NUMBER = re.compile(r"(?:\d++[a-z]{0,3}x(?=\d))*+\d+([a-z]*)(?:x\d++[a-z]{0,3})*\d?")
_CAS = re.compile(r"\d{2,7}-\d{2}-\d")
FOR = "|"
_PURPOSE = frozenset({"for", "pour", "fur", "para", "per", "voor", "zum", "zur", "suitable"})
_NOT = frozenset({"non", "not", "nao", "nicht", "niet"})
_WITHOUT = frozenset({"without", "ohne", "sans", "sin", "sem", "senza", "zonder", "bez", "fara"})
_DENIALS = _NOT | _WITHOUT
_DENIED_BY = frozenset({"non", "not", "without"})
_LACKING = "-"  # before the word of what goods are without: they are not to be found by it
_GRAMS = (3, 4)
_LONGEST = 24  # letters of a word that are looked at; longer ones are runs of code


_PACKED_IN = ("in", "en", "em", "im", "w", "dans", "nei")
_BEFORE_PACKING = (",", ";", *(f" {word} " for word in _PACKED_IN))
_BULK_FAMILIES = frozenset(
    {"bag", "jumbo bag", "drum", "barrel", "pallet", "carton", "crate", "bale", "ibc", "octabin"}
)
_FILLED_FAMILIES = frozenset({"bag", "jumbo bag", "drum", "barrel", "jerrican"})


def words(text: str) -> list[str]:
    """Return the words of `text` that may tell what the goods are, in order.

    `FOR` stands before what they are for, and before what is said of them in brackets.

    >>> words("24 CTNS x 500ML Déchets de Pneus, used tyres R-134a CAS 75-45-6")
    ['waste', 'tyre', 'used', 'tyre', 'r134a', 'cas75-45-6']
    >>> words("25 bags of rice"), words("25 bags"), words("wipes (apricot)")
    (['rice'], ['bag'], ['wipe', '|', 'apricot'])
    """
    plain_text = joined(folded(text))
    if any(sign in plain_text for sign in _BEFORE_PACKING):
        plain_text = _packing().sub(" ", plain_text)
    if "(" in plain_text:
        said = " ".join(each[1] or each[2] or "" for each in _ASIDE.finditer(plain_text))
        found = _read(_ASIDE.sub(" ", plain_text))
        if found:
            aside = [word for word in _words_of(_uncounted(_TOKEN.findall(said))) if word != FOR]
            return [*found, *([] if FOR in found or not aside else [FOR]), *aside]
    return _read(plain_text)


def _read(text: str) -> list[str]:
    tokens = _TOKEN.findall(text)
    found = _words_of(_uncounted(tokens))
    return found or _words_of(tokens)


def _words_of(tokens: Sequence[str]) -> list[str]:
    found: list[str] = []
    if not _set_phrases().keys().isdisjoint(tokens):
        tokens = _put(tokens)
    before = ""
    for token in tokens:
        denied = _denied(before, token) if before in _DENIALS else ""
        before = token
        if token in _PURPOSE:
            if found and found[-1] != FOR:
                found.append(FOR)
        elif denied:
            found.append(denied)
        elif " " in token:
            found += token.split()
        else:
            found += _kept(token)
    return found[:-1] if found and found[-1] == FOR else found


def _denied(before: str, token: str) -> str:
    """Return the word for what goods are not or go without, as the token before says: `nonhalogenated`.

    "sem" and "sin" may be names or abbreviations: in other languages than English a word of them must follow.
    """
    if not token.isalpha() or not (before in _DENIED_BY or english(token)):
        return ""
    kept = _kept(token)
    return f"{'non' if before in _NOT else _LACKING}{kept[0]}" if kept else ""


def _put(tokens: Sequence[str]) -> list[str]:
    """Return tokens with each set phrase as one token, its words with spaces between."""
    found: list[str] = []
    at = 0
    while at < len(tokens):
        phrases = _set_phrases().get(tokens[at], ())
        means = next((means for phrase, means in phrases if tuple(tokens[at : at + len(phrase)]) == phrase), None)
        found.append(means[0] if means else tokens[at])
        at += means[1] if means else 1
    return found


def _uncounted(tokens: list[str]) -> list[str]:
    """Return tokens without the packages that a number counts: they say how goods are packed, not what they are."""
    counted = package_names()
    if counted.isdisjoint(tokens):
        return tokens
    held = [token for before, token in pairwise(("", *tokens)) if token not in counted or not _COUNT.fullmatch(before)]
    abroad = _packed_abroad()
    if abroad.isdisjoint(held):
        return held
    return [token for at, token in enumerate(held) if not (at and token in abroad and _size_at(held, at + 1))]


def _size_at(tokens: Sequence[str], at: int) -> bool:
    """Say whether a weight or volume stands at a place, perhaps behind "de": what a package before it holds.

    >>> _size_at(["saco", "de", "25", "kg"], 1), _size_at(["saco", "25kg"], 1), _size_at(["saco", "25"], 1)
    (True, True, False)
    """
    return bool(_SIZE.match(" ".join(tokens[at : at + 4])))


def whole(phrase: str) -> bool:
    """Say whether `words` keeps every word of a phrase of the tables but the small ones.

    >>> whole("waste oil"), whole("various plastics"), whole("drums of plastic")
    (True, False, False)
    """
    said = [token for token in _TOKEN.findall(joined(folded(phrase))) if len(token) > 3 and not _CHINESE.search(token)]
    return len(said) <= len(words(phrase))


def template(text: str) -> str:
    """Return what descriptions of one make have in common: the words without digits, units and packages, in order.

    >>> template("TYRE 205/55R16 100 PCS") == template("tyre 195/65R15 20 pcs")
    True
    """
    return " ".join(word for word in words(text) if word.isalpha())


def phrases(found: list[str]) -> list[str]:
    """Return the pairs of neighbouring words, the first and the last word paired with the edge of the line.

    >>> phrases(["waste", "paper", "baler"])
    ['^ waste', 'waste paper', 'paper baler', 'baler $']
    """
    return [f"{one} {two}" for one, two in pairwise(("^", *found, "$"))] if found else []


@lru_cache(maxsize=65536)
def grams(word: str) -> tuple[str, ...]:
    """Return the runs of three and four letters of a word with its edges marked; none for words with digits.

    >>> grams("tyre")
    ('<ty', 'tyr', 'yre', 're>', '<tyr', 'tyre', 'yre>')
    """
    if not word.isalpha() or len(word) < 4 or not word.isascii():
        return ()
    edged = f"<{word}>"
    return tuple(edged[at : at + size] for size in _GRAMS for at in range(len(edged) - size + 1))


@lru_cache(maxsize=65536)
def _kept(token: str) -> tuple[str, ...]:
    if _CHINESE.search(token):
        return tuple(word for run in _SCRIPTS.findall(token) for word in _of_one_script(run))
    if _CAS.fullmatch(token):
        return (f"cas{token}",)
    number = _NUMBER.fullmatch(token)
    if number and (len(number[1]) < 2 or number[1] in _fillers() or number[1] in _packages()):
        return ()
    if token in _fillers():
        return ()
    if token in _written_out():
        return _written_out()[token]
    return tuple(word for each in english(token) or (token[:_LONGEST],) for word in _plain(each))


def _plain(word: str) -> tuple[str, ...]:
    if word in _fillers() or len(singular(word)) < 2:
        return ()
    return _written_out().get(word, (singular(word),))


def _of_one_script(run: str) -> tuple[str, ...]:
    if not _CHINESE.match(run):
        return _kept(run)
    return (run,) if len(run) < 2 else tuple(run[at : at + 2] for at in range(len(run) - 1))


def singular(word: str) -> str:
    """Return an English word without the s of its plural."""
    if len(word) < 4 or not word.isalpha() or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1]


@cache
def _fillers() -> frozenset[str]:
    """Units and words that stand on any line ("model", "brand", "assorted") and tell nothing of the goods."""
    told = {row["word"] for row in rows("filler_words.csv")}
    units = {word for row in rows("units.csv") for word in spellings(row["spellings"]) if " " not in word}
    return frozenset(plain(word) for word in told | units)


@cache
def _packages() -> frozenset[str]:
    """Names of packages: written onto a number ("25bags") they say how goods are packed, not what they are."""
    return frozenset(plain(word) for row in rows("packages.csv") for word in spellings(row["spellings"]))


@cache
def package_names() -> frozenset[str]:
    """Return the names of packages that hold or bind goods, not of what is itself sold by the piece (tube, tank)."""
    families = {row["family"] for row in rows("package_families.csv") if row["holds"] == "yes"}
    held = (row for row in rows("packages.csv") if row["family"] in families)
    return frozenset(word for row in held for each in spellings(row["spellings"]) if len(word := plain(each)) > 2)


@cache
def _packed_abroad() -> frozenset[str]:
    """Return names of packages in other languages than English, in which a bag that is the goods comes first.

    "glifosato saco 20 kg" is in sacks; "saco de rafia 20 kg" is one, and so are English "woven bags 20 kg".
    """
    held = (row for row in rows("packages.csv") if row["family"] in _FILLED_FAMILIES)
    names = {plain(word) for row in held for word in spellings(row["spellings"])}
    return frozenset(name for name in names if len(name) > 2 and english(name))


@cache
def _packing() -> re.Pattern[str]:
    """Match what the goods before it are packed in: "in drums", ", big bags", ", drums 50 kg".

    A single word after a comma may be another article ("shoes, bags"), so a number must stand behind it. Tins and
    bottles are left: what they hold is classified by them.
    """
    held = (row for row in rows("packages.csv") if row["family"] in _BULK_FAMILIES)
    names = {plain(word) for row in held for word in spellings(row["spellings"])}
    long = sorted((re.escape(name) for name in names if len(name) > 2), key=len, reverse=True)
    every, several = "|".join(long), "|".join(name for name in long if " " in name)
    alone = rf"\s?[,;]\s?(?:(?:{several})|(?:{every})(?=\s\d))"
    return re.compile(rf"(?<=[\w)])(?:\s(?:{'|'.join(_PACKED_IN)})\s(?:{every})|{alone})(?!\w)")


@cache
def _written_out() -> dict[str, tuple[str, ...]]:
    """What abbreviations and irregular plurals stand for, as words."""
    return {row["written"]: tuple(singular(word) for word in row["means"].split()) for row in rows("abbreviations.csv")}


@cache
def _set_phrases() -> dict[str, list[tuple[tuple[str, ...], tuple[str, int]]]]:
    """Phrases that mean what their single words do not ("white spirit", "fuori uso"), by first word, longest first.

    Each with the words it stands for, spaces between, and how many tokens it takes.
    """
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, int]]]] = {}
    for row in rows("set_phrases.csv"):
        phrase = tuple(row["written"].split())
        found.setdefault(phrase[0], []).append((phrase, (row["means"], len(phrase))))
    return {first: sorted(each, key=lambda pair: -len(pair[0])) for first, each in found.items()}
