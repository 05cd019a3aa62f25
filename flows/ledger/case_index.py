"""The queue's index: the gist of each consignment's newest report, and the words, codes and streams it is found by."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from flows.ledger.casework import CaseCodeRow, CaseRow, CaseStreamRow, CaseWordRow
from flows.ledger.tables import ConsignmentRow
from models.field import Field
from models.paper import Paper
from models.report import Report

RANK = {"": 0, "low": 1, "medium": 2, "high": 3}
_WORD = re.compile(r"\w{2,}")
_NUMBERS = ("number", "invoice_number", "bill_of_lading_number", "booking_number", "order_number",
            "notification_number", "licence_number", "vessel", "voyage", "flight")  # fmt: skip
_LONGEST = 60  # signs of a word that count
_MOST = 2_000  # words of one consignment


def enter(session: Session, row: ConsignmentRow, report: Report) -> None:
    """Put a report into the queue, in place of an earlier report on its consignment; the work done on it stays."""
    judged = report.consignment
    case = session.scalars(select(CaseRow).where(CaseRow.consignment == judged.id)).one_or_none()
    known = case is not None
    if case is None:
        case = CaseRow(consignment=judged.id, opened_at=row.judged_at)
        session.add(case)
    severities = Counter(finding.severity for finding in judged.findings)
    case.report_id, case.verdict, case.judged_at = row.id, judged.verdict, row.judged_at
    case.severity = max((RANK[severity] for severity in severities), default=0)
    case.findings, case.papers, case.unread = len(judged.findings), len(judged.papers), len(report.unread)
    case.title, case.parties, case.goods = _title(report), _parties(judged.papers), _goods(judged.papers)
    case.origin, case.destination = _countries(judged.papers)
    case.confidence = _confidence(judged.papers)
    session.flush()
    for table in (CaseCodeRow, CaseStreamRow, CaseWordRow) if known else ():
        session.execute(delete(table).where(table.case_id == case.id))
    _index(session, case.id, report)


def words(text: str) -> set[str]:
    """Return the words of a text as the index keeps them: folded to small letters without marks.

    >>> sorted(words("Zürich, B/L MSCU-1234"))
    ['1234', 'mscu', 'zurich']
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {word[:_LONGEST] for word in _WORD.findall(bare)}


def joined(text: str) -> str:
    """Return a number without its separators, as the index keeps it too; empty for what has no digit or is too long.

    >>> joined("3915.90"), joined("Zürich")
    ('391590', '')
    """
    number = "".join(sign for sign in text.casefold() if sign.isalnum())
    return number if len(number) <= _LONGEST and any(sign.isdigit() for sign in number) else ""


def _index(session: Session, case: int, report: Report) -> None:
    codes = Counter(finding.code for finding in report.consignment.findings)
    worst = {finding.code: RANK[finding.severity] for finding in reversed(report.consignment.findings)}
    rows = [{"code": code, "case_id": case, "raised": raised, "severity": worst[code]}
            for code, raised in codes.items()]  # fmt: skip
    streams = [{"stream": stream, "case_id": case} for stream in sorted(set(_streams(report.consignment.papers)))]
    found = sorted(set(_words(report)))[:_MOST]
    for table, values in ((CaseCodeRow, rows), (CaseStreamRow, streams)):
        if values:
            session.execute(insert(table), values)
    if found:
        session.execute(insert(CaseWordRow), [{"word": word, "case_id": case} for word in found])


def _words(report: Report) -> Iterator[str]:
    yield from words(report.consignment.id)
    for finding in report.consignment.findings:
        yield from words(finding.code)
    for entry in report.unread:
        yield from words(entry.file)
    for paper in report.consignment.papers:
        yield from words(paper.file)
        for text in _texts(paper):
            yield from words(text)
            if number := joined(text):
                yield number  # a number is found with its separators and without


def _texts(paper: Paper) -> Iterator[str]:
    fields: list[Field[str] | None] = [getattr(paper.fields, name) for name in _NUMBERS]
    for party in paper.parties:
        fields += [party.name, *(code.value for code in party.identifiers)]
    for item in paper.goods:
        fields += [item.description, item.hs_code, item.un_number, *item.cas]
        fields += [code.value for code in item.waste_codes]
    for container in paper.containers:
        fields += [container.number, *container.seals]
    yield from (text for field in fields if field is not None for text in {field.raw, str(field.value or "")} if text)


def _streams(papers: Iterable[Paper]) -> Iterator[str]:
    for paper in papers:
        for item in paper.goods:
            if item.hs_code is not None and item.hs_code.value:
                yield f"hs:{item.hs_code.value[:2]}"
            for code in item.waste_codes:
                if code.value.value:
                    yield f"{code.scheme}:{code.value.value}"[:64]


def _title(report: Report) -> str:
    papers = report.consignment.papers
    numbers = [_text(paper.fields.number) or paper.file for paper in papers] or [e.file for e in report.unread]
    return _joined(numbers)


def _parties(papers: Sequence[Paper]) -> str:
    return _joined(
        _text(party.name)
        for roles in (("consignor", "seller", "exporter", "generator"), ("consignee", "buyer", "importer", "facility"))
        for paper in papers
        for party in paper.parties
        if party.role in roles
    )


def _goods(papers: Sequence[Paper]) -> str:
    return _joined(_text(item.description) for paper in papers for item in paper.goods)


def _countries(papers: Sequence[Paper]) -> tuple[str, str]:
    def first(field: str, roles: tuple[str, ...]) -> str:
        told = [_text(getattr(paper.fields, field)) for paper in papers]
        told += [_text(party.country) for paper in papers for party in paper.parties if party.role in roles]
        return next((code for code in told if len(code) == 2), "")

    return (
        first("country_of_export", ("consignor", "exporter", "seller", "generator")),
        first("country_of_import", ("consignee", "importer", "buyer", "facility")),
    )


def _confidence(papers: Sequence[Paper]) -> float | None:
    """Return the mean confidence of the head values on papers read by eye, None without any."""
    told = [
        field.confidence
        for paper in papers
        if paper.origin in ("ocr", "mixed")
        for name in type(paper.fields).model_fields
        if (field := getattr(paper.fields, name)) is not None
    ]
    return sum(told) / len(told) if told else None


def _text(field: Field[str] | None) -> str:
    return "" if field is None else " ".join((field.value or field.raw).split())


def _joined(texts: Iterable[str]) -> str:
    whole = "; ".join(dict.fromkeys(text for text in texts if text))
    return whole if len(whole) <= 256 else f"{whole[:255]}…"
