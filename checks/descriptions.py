"""Goods descriptions: too vague to judge, or telling of waste on one paper alone."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from checks.evidence import Case, cited, listed, name_of, short, verb
from checks.goods_lines import groups
from checks.sides import Line
from models.finding import Finding
from models.reference import waste
from models.reference.table import plain, rows
from models.reference.units import package_kind, unit
from models.reference.waste_words import materials, waste_words
from models.report import Consignment

# Goods that are lawfully used and said to be so by their heading or their trade.
_LAWFULLY_USED = ("6309", "8701", "8702", "8703", "8704", "8705", "8711", "8429", "4012")
_FILLING = frozenset(
    {"of", "and", "for", "the", "with", "in", "a", "de", "et", "und", "y", "e", "en", "van", "des", "x"}
)


# An article's or a lot's number tells the seller what it is, and nobody else.
_NUMBERED = re.compile(
    r"\b(?:art|artikel|article|articolo|articulo|item|lot|batch|charge|partie|ref|part|model|sku|cat)\b\W{0,3}"
    r"(?:n[or°º]?\b\W{0,3})?(?=[\w/.-]*\d)[\w/.-]+",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"(?=[^\d\s]*\d)[A-Z\d./_-]+")
_WITHOUT_SUBSTANCE = frozenset({"pesticides"})


def vague_description(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a description that could be any goods.

    Compares: the words of a description, numbers, packages and units apart, with a list of terms that name no goods
    ("general cargo", "spare parts", "plastic products") in eight languages; "pesticide" without a substance is one.
    Why: no code can be checked against such words, and controlled goods hide behind them.
    Basis: WCO SAFE Framework and EU guidance on acceptable goods descriptions for entry declarations.
    To clear: take the description from the invoice or packing list; else ask what the goods are.
    """
    for group in groups(consignment):
        if any(line.description and not _vague(line.description) for line in group):
            continue  # another paper says it plainly
        lines = [line for line in group if line.description]
        if lines:
            yield Case(
                "vague-description",
                "low",
                f"“{short(lines[0].description)}” on the {listed(name_of(line.paper) for line in lines)} could be any "
                "goods. Ask what they are.",
                "what the goods are, of what material, for what use",
                short(lines[0].description),
                rests_on=[value for line in lines for value in cited(line.paper, line.item.description)],
                goods=[line.ref for line in lines],
                basis=["WCO SAFE Framework: plain description of the goods"],
            ).finding()


def waste_word_on_one_paper(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise goods that one paper calls waste, used or off-grade and another does not, under a product's code.

    Compares: words of waste, use and poor quality in the descriptions of goods lines that are the same goods on
    different papers; "scrap" on one paper with "used" on another. Silent when the quieter paper bears a code for waste
    itself or nothing but an article's number, and for goods that are lawfully used (worn clothing, vehicles).
    Why: the seller, the carrier and customs are told different stories; the quiet paper is the one shown to customs.
    Basis: UNODC and UNEP, Turning the Tide (waste under a goods code); Basel Convention Article 9 (misdescription).
    To clear: look at the goods; have the description corrected on all papers.
    """
    for group in groups(consignment):
        described = [line for line in group if line.description and not _is_number(line.description)]
        telling = _telling(described, group)
        loud = [line for line in described if id(line) in telling]
        quiet = [line for line in described if id(line) not in telling and not _declared_waste(line)]
        codes = [line for line in group if line.hs]
        if not loud or not quiet or (codes and all(waste.waste_heading(line.hs) for line in codes)):
            continue
        said = listed({plain(word): f"“{short(word, 30)}”" for line in loud for word in telling[id(line)]}.values())
        says = verb((line.paper for line in loud), "says", "say")
        has = verb((line.paper for line in quiet), "has", "have")
        yield Case(
            "waste-word-on-one-paper",
            "high",
            f"The {listed(name_of(line.paper) for line in loud)} {says} {said}; the "
            f"{listed(name_of(line.paper) for line in quiet)} {has} for the same goods "
            f"“{short(quiet[0].description)}”. Look at the goods and have the papers say the same.",
            short(loud[0].description),
            short(quiet[0].description),
            rests_on=[value for line in [*loud, *quiet] for value in cited(line.paper, line.item.description)],
            goods=[line.ref for line in [*loud, *quiet]],
            basis=["Basel Convention Article 9: documents that do not conform with the load"],
        ).finding()


def _telling(described: Sequence[Line], group: tuple[Line, ...]) -> dict[int, list[str]]:
    """Return the words that tell of waste, by the `id` of the line; where one says scrap, "used" tells of none."""
    lawfully_used = any(other.hs.startswith(_LAWFULLY_USED) for other in group)
    found = {id(line): waste_words(line.description) for line in described}
    scrapped = any(match.meaning == "waste" for matches in found.values() for match in matches)
    graver = {"waste", "off-spec", "spent"} | (set() if lawfully_used or scrapped else {"used"})
    told = {key: [match.word for match in matches if match.meaning in graver] for key, matches in found.items()}
    return {key: words for key, words in told.items() if words}


def _is_number(description: str) -> bool:
    """Say whether a description is the number of an article, which names no goods: "ESC-CU-02"."""
    return _BARE_NUMBER.fullmatch(description) is not None and not materials(description)


def _declared_waste(line: Line) -> bool:
    return bool(line.item.waste_codes) or (bool(line.hs) and waste.waste_heading(line.hs) is not None)


def _vague(description: str) -> bool:
    goods = _NUMBERED.sub(" ", description)
    for kind in reversed([found for found in materials(goods) if found.stream in _WITHOUT_SUBSTANCE]):
        goods = f"{goods[: kind.start]} goods {goods[kind.end :]}"  # a pesticide is as vague as goods
    words = [word for word in re.findall(r"[^\W\d_]+", plain(goods)) if word not in _FILLING]
    left, named = _vague_phrases().subn(" ", " ".join(words))
    return named > 0 and all(unit(word) or package_kind(word) for word in left.split())


@cache
def _vague_phrases() -> re.Pattern[str]:
    phrases = sorted({plain(row["phrase"]) for row in rows("vague_words.csv")}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")
