"""Waste codes against the day, the HS code and the description: the triangle, and the corner that is at odds."""

from collections.abc import Iterator, Sequence
from datetime import date

from checks.evidence import Case, cited, listed, name_of, short
from checks.goods_lines import groups
from checks.shipment import Day, day_of
from checks.sides import Line
from checks.waste_entries import Entered, codes, entries, hs_streams, told_streams
from models.finding import Finding, Severity, Suggestion
from models.reference.nomenclature import label, printed
from models.reference.streams import at_odds, links_of, low_entry, low_in_force, owners
from models.reference.waste import WasteCode, chapters, in_force, waste_code, waste_heading
from models.reference.waste_words import materials
from models.report import Consignment

# Entries of constituents (Annex I) and catch-alls stand beside goods of any stream.
_OF_NO_STREAM = frozenset(
    {"chemicals", "household", "disposal-residues", "waste-general", "mineral", "metal-compounds"}
)
_LISTS_OF_WASTES = ("Annex II", "Annex VIII", "Annex IX", "OECD", "EU")
_HALOGENATED = "391530"
_CLEAN_PLASTICS = "B3011"


def waste_code_outdated(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a waste entry that was not in force on the day of shipment.

    Compares: Basel, OECD and EU list entries with their dates: A1180, B1110 and B4030 ended on 2024-12-31 (A1181 and
    Y49 since), B3010 on 2020-12-31 (B3011, Y48 and A3210 since); 19 02 11*, 20 01 33* and 20 01 34 on 2026-11-08.
    Without a date on the papers today is taken, and the finding says so.
    Why: an old green entry keeps waste out of prior consent that has needed it since.
    Basis: Basel Convention decisions BC-14/12 (plastics) and BC-15/18 (electrical waste); Decision (EU) 2025/934.
    To clear: have the entry replaced by the one in force, and ask for the consent that it needs.
    """
    day = day_of(consignment, today)
    reported: set[str] = set()
    for group in groups(consignment):
        for found in entries(group):
            if not in_force(found.entry, day.on) and found.entry.code not in reported:
                reported.add(found.entry.code)
                yield _outdated(found, day, [one for one in entries(group) if one.entry == found.entry])
        for code, value, line in codes(group, "ewc"):
            row = low_entry(code)
            if row is not None and not low_in_force(row, day.on) and code not in reported:
                reported.add(code)
                yield Case(
                    "waste-code-outdated",
                    "high" if row["confidence"].startswith("verified") else "low",
                    f"{code} on the {name_of(value.paper)} was not in the EU list of waste {day.told} "
                    f"({row['change']}). "
                    "Ask for the entry in force.",
                    "an entry of the EU list in force",
                    code,
                    rests_on=[value],
                    goods=[line.ref],
                    basis=["Decision 2000/532/EC as amended by Decision (EU) 2025/934"],
                ).finding()


def waste_code_hs_mismatch(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a waste entry beside an HS line for another kind of waste.

    Compares: each Basel or OECD entry of a goods line with the HS line for waste on the same line or its matches: the
    pairs that are known to contradict (3915.30, PVC, under B3011; 8549.13, sorted batteries, under A1170), lines that
    are proper to another entry, and lines of another stream. The description says which of the two is at odds. Codes
    of products are the matter of `hs-waste-as-goods`. Low where the link is known from memory alone.
    Why: consent is given for the waste code, duty and statistics follow the HS code; two codes are two stories.
    Basis: Regulation (EU) 2016/1245 (correlation of waste and customs codes); HS 2022; Basel Annexes VIII and IX.
    To clear: see which code the description supports; have the other corrected.
    """
    for group in groups(consignment):
        coded = [line for line in group if len(line.hs) >= 6 and waste_heading(line.hs)]
        for found in entries(group):
            wrong = [(line, severity) for line in coded if (severity := _contradiction(found.entry, line.hs))]
            if wrong:
                yield _mismatch(found, [line for line, _ in wrong], wrong[0][1], group)
                break


def waste_code_description_mismatch(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a waste entry for another kind of waste than the description tells of.

    Compares: the stream of each Basel or OECD entry (Annexes II, VIII, IX) with the materials that the descriptions
    of the same goods name, in eleven languages; kindred streams (tyres and rubber, circuit boards and precious metal)
    agree. PVC under B3011 is raised as well. Silent where the description names no material.
    Why: an entry that does not fit the goods makes consent or green-list papers worthless.
    Basis: Basel Convention Annexes VIII and IX; Delegated Regulation (EU) 2024/3230 (B3011 names no halogenated
    polymer).
    To clear: look at the goods, or at the analysis that the notification names.
    """
    for group in groups(consignment):
        told = told_streams(group) - _OF_NO_STREAM
        described = [line for line in group if line.description]
        for found in entries(group):
            stream = found.entry.stream
            other = (
                found.entry.annex.startswith(_LISTS_OF_WASTES)
                and stream not in _OF_NO_STREAM
                and at_odds(frozenset({stream}), told)
            )
            halogenated = found.entry.code == _CLEAN_PLASTICS and any(_only_pvc(line) for line in described)
            if other or halogenated:
                yield _misdescribed(found, described, told, group)
                break


def _contradiction(entry: WasteCode, hs: str) -> Severity | None:
    """How surely an HS line for waste contradicts an entry; None when it does not."""
    own = [link for link in links_of(entry.code) if hs.startswith(link.hs)]
    against = [link for link in own if link.strength == "suspicious"]
    if against:
        return "high" if against[0].confidence.startswith("verified") else "low"
    if own or not links_of(entry.code) or entry.annex == "Annex I":
        return None
    if waste_heading(hs) and entry.stream not in _OF_NO_STREAM and hs[:2] not in chapters(entry.stream):
        return "high"  # no waste of the stream lies in that chapter
    heirs = [link for link in owners(hs) if link.strength == "primary"]
    if any(link.stream == entry.stream for link in heirs):
        sure = [link for link in (*heirs, *links_of(entry.code)) if link.confidence.startswith("verified")]
        return "high" if any(link in heirs for link in sure) and any(link not in heirs for link in sure) else "low"
    others = [link for link in owners(hs) if link.stream not in _OF_NO_STREAM]
    if not others or entry.stream in _OF_NO_STREAM or any(link.stream == entry.stream for link in others):
        return None
    apart = [link for link in others if at_odds(frozenset({entry.stream}), frozenset({link.stream}))]
    read = any(link.confidence.startswith("verified") for link in apart)
    return "high" if read and 2 * len(apart) > len(others) else "low"


def _only_pvc(line: Line) -> bool:
    named = {found.waste_hs for found in materials(line.description) if found.stream == "plastics" and found.waste_hs}
    return named == {_HALOGENATED}


def _outdated(found: Entered, day: Day, places: Sequence[Entered]) -> Finding:
    entry = found.entry
    late = bool(entry.valid_to) and day.on.isoformat() > entry.valid_to
    when = f"ended on {entry.valid_to}" if late else f"came into force on {entry.valid_from}"
    heirs = [code for code in entry.related if (heir := waste_code(code)) is not None and in_force(heir, day.on)]
    now = f" In force is {listed(heirs)}." if heirs else ""
    return Case(
        "waste-code-outdated",
        "high",
        f"{entry.code} ({short(entry.label)}) on the {listed(name_of(one.value.paper) for one in places)} {when}; "
        "the law "
        f"is taken as of {day.told.removeprefix('on ')}.{now} Ask for the entry in force and its papers.",
        listed(heirs) or "an entry in force",
        entry.code,
        rests_on=[*(one.value for one in places), *([day.value] if day.value else [])],
        goods=[one.ref for one in places],
        basis=[f"Basel Convention {entry.annex}, {entry.code}: {entry.valid_from or '…'} to {entry.valid_to or '…'}"],
    ).finding()


def _mismatch(found: Entered, wrong: Sequence[Line], severity: Severity, group: tuple[Line, ...]) -> Finding:
    entry, told = found.entry, told_streams(group)
    hs = wrong[0].hs[:6]
    fits_code, fits_hs = not at_odds(frozenset({entry.stream}), told), not at_odds(hs_streams(hs), told)
    corner = ""
    if told and fits_code and not fits_hs:
        corner = " The description fits the waste code: look at the HS code."
    elif told and fits_hs and not fits_code:
        corner = " The description fits the HS code: look at the waste code."
    due = list(dict.fromkeys(link.hs for link in links_of(entry.code) if link.strength == "primary"))[:3]
    doubt = " The link of the two is from memory: check it." if severity == "low" else ""
    return Case(
        "waste-code-hs-mismatch",
        severity,
        f"{entry.code} ({short(entry.label)}) on the {name_of(found.value.paper)} does not go with HS {printed(hs)} "
        f"({label(hs) or (waste_heading(hs) or {}).get('label', '')}) on the "
        f"{listed(name_of(line.paper) for line in wrong)}.{corner}{doubt} Have the wrong code corrected.",
        listed(printed(code) for code in due) or f"an HS line for {entry.stream}",
        printed(hs),
        rests_on=[found.value, *(value for line in wrong for value in cited(line.paper, line.item.hs_code))],
        goods=[found.ref, *(line.ref for line in wrong)],
        suggested=[Suggestion(code=code, label=label(code), score=0.7) for code in due if len(code) == 6],
        basis=[f"Basel Convention {entry.annex}, {entry.code}", "Implementing Regulation (EU) 2016/1245"],
    ).finding()


def _misdescribed(found: Entered, described: Sequence[Line], told: frozenset[str], group: tuple[Line, ...]) -> Finding:
    entry = found.entry
    lines = [line for line in group if hs_streams(line.hs)]
    by_hs = frozenset(stream for line in lines for stream in hs_streams(line.hs))
    corner = ""
    if by_hs & told and entry.stream not in by_hs:
        corner = " The HS code fits the description: look at the waste code."
    elif lines and at_odds(by_hs, told) and entry.stream in by_hs:
        corner = " The HS code fits the waste code: look at the description."
    quoted = listed(f"“{short(line.description, 40)}”" for line in described[:2])
    return Case(
        "waste-code-description-mismatch",
        "medium",
        f"{entry.code} is {entry.label}; the goods are described as {quoted}.{corner} Look at the goods.",
        entry.label,
        quoted,
        rests_on=[found.value, *(value for line in described for value in cited(line.paper, line.item.description))],
        goods=[found.ref, *(line.ref for line in described)],
        basis=[f"Basel Convention {entry.annex}, {entry.code}"],
    ).finding()
