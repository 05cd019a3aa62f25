"""The goods as described, against what the declared code covers: the HS engine's judgement."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from checks.evidence import Case, cited, listed, name_of, short
from checks.goods_lines import groups
from checks.misread_codes import is_misread
from checks.misreadings import by_eye
from checks.shipment import day_of
from checks.sides import TRANSPORT, Line
from checks.waste_as_goods import hs_waste_as_goods
from models.finding import Finding, Severity, Suggestion
from models.hs.verdict import shifted
from models.paper import GoodsItem, Paper
from models.reference import waste
from models.reference.nomenclature import edition_at, label, printed
from models.reference.trade_phrases import phrases
from models.reference.waste_words import streams, waste_words
from models.report import Consignment

if TYPE_CHECKING:
    from models.hs.scorer import Judged

# Of the lines on real papers we take one in ten to bear a wrong code; the engine is trained on one in two.
_SHARE_WRONG = 0.1
_HIGH, _MEDIUM = 0.9, 0.6
_LEAST_SCORE = 0.03
_SHOWN = 5


def hs_description_mismatch(consignment: Consignment, today: date) -> Iterator[Finding]:
    """Raise a declared code that does not cover the goods as they are described.

    Compares: the words of a goods line, on whichever paper tells most, with what the declared subheading covers, by
    an engine trained on trade terms for every subheading. A transport paper's one name for many goods ("spare
    parts") is left to the papers that list them, where the code stands beside one of them. It answers a
    probability: high from 90 %, medium from 60 %; low where it is less sure but a trade term of another heading
    names the goods and none of the declared one's does (a ceramic mug under steel ware). It says nothing of empty
    or vague descriptions, of words it does not know, and of lines that `hs-waste-as-goods` names.
    Why: a false code is how controlled goods pass as ordinary ones, and how duty is saved.
    Basis: the General Rules for the Interpretation of the HS, rules 1 and 6: goods go where their description says.
    To clear: read the suggested codes; a data sheet shows what the goods are. The engine may be wrong.
    """
    told = {ref for finding in hs_waste_as_goods(consignment, today) for ref in finding.goods}
    cases = [
        (code, lines)
        for group in groups(consignment)
        for code, lines in _by_code(group).items()
        if not any(line.ref in told for line in lines)
        and not _waste_under_its_line(code, lines)
        and not _collective(code, lines, consignment)
        and not all(is_misread(line, consignment, today) for line in lines if line.hs == code)
    ]
    if not cases:
        return
    edition = edition_at(day_of(consignment, today).on)
    for code, lines, doubt in _judged(cases):
        if (doubt.probability >= _MEDIUM or doubt.elsewhere) and not _slipped(code, lines, doubt.suggested):
            yield _case(code, lines, doubt, edition)


class _Doubt(NamedTuple):
    """How likely a code does not cover the goods, whether all tellings name another heading, and which codes may."""

    probability: float
    elsewhere: bool
    suggested: list[Suggestion]


def _waste_under_its_line(code: str, lines: Sequence[Line]) -> bool:
    """Whether the words say waste of a stream that the correlation of waste and customs codes puts under the code."""
    return waste.waste_heading(code) is not None and any(
        any(match.meaning in ("waste", "spent") for match in waste_words(line.description))
        and any(waste.linked(code, stream, "waste") for stream in streams(line.description))
        for line in lines
    )


def _collective(code: str, lines: Sequence[Line], consignment: Consignment) -> bool:
    """Whether a transport paper gives a few names to many goods, and the code of one that another paper lists."""
    bearing = [line.paper for line in lines if line.hs == code]
    if any(paper.kind not in TRANSPORT for paper in bearing):
        return False
    most = max(_names(paper) for paper in bearing)
    listing = [paper for paper in consignment.papers if _names(paper) > most]
    return any(_digits(item)[:6] == code[:6] for paper in listing for item in paper.goods)


def _names(paper: Paper) -> int:
    """How many names a paper gives to goods: one that several codes stand under is one."""
    return len({(item.description.raw, item.description.evidence) for item in paper.goods if item.description})


def _slipped(code: str, lines: Sequence[Line], suggested: Sequence[Suggestion]) -> bool:
    """Whether a scan's code stands one goods line too far: the line beside it bears the code that the words ask for."""
    likely = {each.code[:4] for each in suggested[:1]}
    bearing = [line for line in lines if line.hs == code]
    return by_eye(line.paper for line in bearing) and all(
        any(_heading(line.paper.goods[at]) in likely for at in (line.index - 1, line.index + 1) if _is_line(line, at))
        for line in bearing
    )


def _is_line(line: Line, at: int) -> bool:
    return 0 <= at < len(line.paper.goods)


def _heading(item: GoodsItem) -> str:
    return _digits(item)[:4]


def _digits(item: GoodsItem) -> str:
    code = item.hs_code.value if item.hs_code is not None and item.hs_code.value else ""
    return "".join(sign for sign in code if sign.isdigit())


def _by_code(group: Sequence[Line]) -> dict[str, list[Line]]:
    """Return the lines of a group that are described, by each code declared for it."""
    described = [line for line in group if line.description]
    codes = dict.fromkeys(line.hs for line in group if len(line.hs) >= 4)
    found = {}
    for code in codes:
        own = [line for line in group if line.hs == code]
        # A nameless line of a scan may have been matched to the wrong neighbour, who has a code of its own.
        guessed = by_eye(line.paper for line in own) and not any(line.description for line in own)
        told = [line for line in described if not (guessed and line.hs)]
        found[code] = [*(line for line in own if line not in described), *told]
    return {code: lines for code, lines in found.items() if any(line.description for line in lines)}


def _judged(cases: list[tuple[str, list[Line]]]) -> Iterator[tuple[str, list[Line], _Doubt]]:
    """Judge each case by its most favourable description; yield those that the engine has an opinion on."""
    from models.hs.scorer import scorer

    asked = [
        (number, description)
        for number, (_, lines) in enumerate(cases)
        for description in dict.fromkeys(
            told for line in lines if line.description for told in _tellings(line.description)
        )
    ]
    answers = scorer().judge([text for _, text in asked], [cases[number][0] for number, _ in asked], suggestions=_SHOWN)
    told: dict[int, list[tuple[float, Judged]]] = {}
    for (number, _), answer in zip(asked, answers, strict=True):
        if answer.mismatch is not None:
            told.setdefault(number, []).append((answer.mismatch, answer))
    for number, found in told.items():
        mismatch, kindest = min(found, key=lambda each: each[0])
        suggested = [
            Suggestion(code=each.code, label=label(each.code), score=each.score)
            for each in kindest.suggestions
            if each.score >= _LEAST_SCORE
        ]
        elsewhere = all(answer.elsewhere for _, answer in found)
        yield (*cases[number], _Doubt(shifted(mismatch, _SHARE_WRONG), elsewhere, suggested))


def _tellings(description: str) -> list[str]:
    """Return a description, and what is left of it without words for how the goods are: used, tested, as new.

    Such words name no goods, and few of the engine's terms have them.
    """
    spans = [(word.start, word.end) for word in waste_words(description) if word.meaning == "used"]
    spans += [(phrase.start, phrase.end) for phrase in phrases(description, "tested", "new", "once used")]
    plain = description
    for start, end in sorted(spans, reverse=True):
        plain = plain[:start] + " " + plain[end:]
    plain = " ".join(plain.split())
    return [description, plain] if plain and plain != description else [description]


def _case(code: str, lines: list[Line], doubt: _Doubt, edition: str) -> Finding:
    severity: Severity = "high" if doubt.probability >= _HIGH else "medium" if doubt.probability >= _MEDIUM else "low"
    why = "a term of another heading" if severity == "low" else f"{doubt.probability:.0%} likely not covered"
    suggested = doubt.suggested
    described = next(line.description for line in lines if line.description)
    covers = label(code)
    likelier = listed(f"{printed(each.code)} ({short(each.label, 50)})" for each in suggested[:2])
    return Case(
        "hs-description-mismatch",
        severity,
        f"{printed(code)}{f' covers {short(covers)}' if covers else ''}; on the "
        f"{listed(name_of(line.paper) for line in lines)} the goods are “{short(described)}”"
        f" ({why}).{f' Likelier: {likelier}.' if likelier else ''}",
        listed(printed(each.code) for each in suggested) or "a code that covers the goods",
        printed(code),
        rests_on=[value for line in lines for value in cited(line.paper, line.item.hs_code, line.item.description)],
        goods=[line.ref for line in lines],
        suggested=suggested,
        basis=[f"HS {edition[2:]} heading {code[:4]}", "General Rules for the Interpretation of the HS, 1 and 6"],
    ).finding()
