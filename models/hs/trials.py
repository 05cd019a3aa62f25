"""Regulated goods by every name in the tables: waste streams and listed chemicals, with right codes and disguises."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.hs.regulated import waste_headings
from models.hs.wording import whole
from models.reference import waste
from models.reference.chemicals import Chemical, chemicals
from models.reference.table import rows


class Trial(NamedTuple):
    """A wording with a code that covers it, or with one it is disguised under (`wrong`)."""

    family: str
    language: str
    text: str
    code: str
    wrong: bool


# Goods that controlled chemicals are declared as, where the tables name none.
_PLAIN_GOODS = {
    "pesticide": ("310520", "340250", "391590"),
    "industrial": ("340250", "320820", "391590"),
    "ods": ("280429", "271113", "841510"),
    "hfc": ("280429", "271113", "841510"),
    "hfo": ("280429", "271113", "841510"),
    "blend": ("280429", "271113", "841510"),
    "f-gas": ("280429", "271113", "841510"),
}


def trials(known: Sequence[str]) -> Iterator[Trial]:
    """Yield every trial whose code is among the subheadings `known`."""
    held = set(known)
    for trial in (*_streams(known), *_chemicals()):
        if trial.code in held:
            yield trial


def _streams(known: Sequence[str]) -> Iterator[Trial]:
    for row in rows("waste_words.csv"):
        stream = row["stream"]
        if row["meaning"] != "waste" or not waste.own_lines(stream) or not whole(row["phrase"]):
            continue
        text = row["phrase"].replace("*", "")
        for code in waste.own_lines(stream):
            yield Trial(stream, row["language"], text, code, wrong=False)
        chapters = {link.hs for link in waste.hs_links(stream) if link.role == "waste" and len(link.hs) < 4}
        right = waste_headings(stream) | chapters
        for link in waste.hs_links(stream):
            covered = link.hs[:4] in right or any(link.hs.startswith(heading) for heading in right)
            if link.role == "declared-as" and len(link.hs) >= 4 and not covered:
                yield Trial(stream, row["language"], text, _first(link.hs, known), wrong=True)


def _chemicals() -> Iterator[Trial]:
    for chemical in chemicals():
        right = (*chemical.hs_pure, *chemical.hs_mixture)
        for name in _names(chemical) if right else ():
            for code in right:
                yield Trial(chemical.kind, "en", name, code, wrong=False)
            for code in _PLAIN_GOODS.get(chemical.kind, ()):
                if code[:4] not in {each[:4] for each in right}:
                    yield Trial(chemical.kind, "en", name, code, wrong=True)


def _names(chemical: Chemical) -> list[str]:
    refrigerant = [f"refrigerant {chemical.refrigerant}"] if chemical.refrigerant else []
    return [chemical.name, *chemical.synonyms, *refrigerant]


def _first(code: str, known: Sequence[str]) -> str:
    return next((each for each in known if each.startswith(code)), code)
