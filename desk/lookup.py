"""Looking things up: HS codes and descriptions with the engine of `tallyman hs`, waste, UN numbers and chemicals."""

import re
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from models.reference import waste
from models.reference.chemicals import Chemical, by_refrigerant, chemicals
from models.reference.dangerous_goods import un_entries
from models.reference.nomenclature import label, printed

MOST = 50


class Answer(BaseModel):
    """What was found: a code or number, what it means, how likely it is meant (1 for the thing itself), and details."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["hs", "waste", "un", "chemical"]
    code: str
    label: str
    score: float = 1.0
    details: list[str] = []


def search(text: str, today: date | None = None) -> list[Answer]:
    """Return what a code, number or description may mean; nothing found is an empty list."""
    text = " ".join(text.split())[:500]
    found = [*_waste(text), *_dangerous(text), *_chemicals(text), *_code(text, today or date.today())]
    return (found or _described(text))[:MOST]


def _code(text: str, today: date) -> list[Answer]:
    from flows.hs_answers import about_code

    digits = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"\d{2,12}", digits):
        return []
    try:
        first, *details = about_code(digits, today)
    except ValueError:
        return []
    return [
        Answer(
            kind="hs", code=first.split("  ")[0], label=first.partition("  ")[2], details=[d.strip() for d in details]
        )
    ]


def _described(text: str) -> list[Answer]:
    from models.hs.scorer import scorer
    from models.hs.silence import vague
    from models.hs.wording import words

    if not text or vague(words(text)):
        return []
    return [
        Answer(kind="hs", code=printed(each.code), label=label(each.code) or "", score=round(each.score, 4))
        for each in scorer().likeliest(text)
    ]


def _waste(text: str) -> list[Answer]:
    compact = re.sub(r"[\s.]", "", text).upper()
    entry = waste.waste_code(compact) or waste.waste_code(text.upper())
    if entry is not None:
        span = f"in force {entry.valid_from or 'from the start'} to {entry.valid_to or 'now'}"
        details = [
            part for part in (entry.annex, entry.control, entry.stream and f"stream: {entry.stream}", span) if part
        ]
        related = [f"related: {', '.join(entry.related)}"] if entry.related else []
        return [Answer(kind="waste", code=entry.code, label=entry.label, details=details + related)]
    operation = waste.operation(compact)
    if operation is not None:
        return [Answer(kind="waste", code=compact, label=operation["label"])]
    hazardous = waste.low_is_hazardous(compact) if re.fullmatch(r"(?:\d\d ?){2}\d\d ?\*?", text) else None
    if hazardous is None:
        return []
    told = "hazardous waste" if hazardous else "waste that is not hazardous"
    return [Answer(kind="waste", code=compact, label=told, details=["European List of Waste"])]


def _dangerous(text: str) -> list[Answer]:
    match = re.fullmatch(r"(?:UN|ID)?[\s.-]*(\d{4})", text, re.I)
    return [
        Answer(
            kind="un", code=f"UN {entry.number}", label=entry.name,
            details=[part for part in (
                entry.hazard_class and f"class {entry.hazard_class}",
                entry.subsidiary and f"subsidiary {entry.subsidiary}",
                entry.packing_group and f"packing group {entry.packing_group}", entry.notes) if part],
        )
        for entry in (un_entries(match[1]) if match else ())
    ]  # fmt: skip


def _chemicals(text: str) -> list[Answer]:
    wanted = text.casefold()
    if len(wanted) < 3 or wanted.isdigit():
        return []
    refrigerant = by_refrigerant(text)
    exact = (
        [refrigerant]
        if refrigerant
        else [
            each
            for each in chemicals()
            if wanted in {*(cas.casefold() for cas in each.cas), each.refrigerant.casefold()}
        ]
    )
    named = [
        each
        for each in chemicals()
        if any(wanted == name.casefold() or (len(wanted) > 4 and wanted in name.casefold()) for name in _names(each))
    ]
    return [_chemical(each) for each in dict.fromkeys([*exact, *named])]


def _names(chemical: Chemical) -> list[str]:
    return [chemical.name, *chemical.synonyms]


def _chemical(chemical: Chemical) -> Answer:
    codes = [printed(code) for code in dict.fromkeys((*chemical.hs_pure, *chemical.hs_mixture))]
    details = [
        f"CAS {', '.join(chemical.cas)}" if chemical.cas else "",
        f"regimes: {', '.join(chemical.regimes)}" if chemical.regimes else "",
        f"annex: {chemical.annex}" if chemical.annex else "",
        f"HS {', '.join(codes)}" if codes else "",
        f"UN {', '.join(chemical.un_numbers)}" if chemical.un_numbers else "",
        chemical.notes,
    ]
    return Answer(
        kind="chemical", code=chemical.cas[0] if chemical.cas else chemical.refrigerant, label=chemical.name,
        details=[each for each in details if each],
    )  # fmt: skip
