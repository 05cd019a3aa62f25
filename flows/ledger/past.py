"""What the ledger knows of earlier consignments: papers written down under keys, and found again by them."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import Session

from checks.history import Earlier, History, containers, key_of, own_numbers
from flows.ledger import looks
from flows.ledger.perseverance import persevering
from flows.ledger.tables import PaperRow, TraceRow
from flows.reading import Look
from models.paper import Paper
from models.report import Consignment

_MOST = 500  # consignments that share something; a notification of a year has fewer shipments


@persevering
def keep_papers(
    engine: Engine, reader: str, consignment: Consignment, seen: Iterable[Look] = (), *, anew: bool = False
) -> None:
    """Write down the papers of a consignment as `reader` read them; what stands there from another reading goes.

    `anew`: what stands there from the same reader goes as well, for somebody has corrected a value.
    """
    with Session(engine) as session, session.begin():
        known = set(session.scalars(select(PaperRow.reader).where(PaperRow.consignment == consignment.id)))
        if known == {reader} and not anew:
            return
        session.execute(delete(PaperRow).where(PaperRow.consignment == consignment.id))
        by_page, traces = _by_page(seen), []
        for paper in consignment.papers:
            pages = _looks_of(paper, by_page)
            row = PaperRow(
                consignment=consignment.id, paper=paper.id, reader=reader, content=paper.model_dump_json(),
                looks=" ".join(pages),
            )  # fmt: skip
            session.add(row)
            session.flush()
            traces += [{"paper_id": row.id, "trace": key} for key in sorted(set(keys(paper, pages)))]
        if traces:
            session.execute(insert(TraceRow), traces)  # all at once: one by one, SQLite takes as many statements


@persevering
def history(engine: Engine, consignment: Consignment, seen: Iterable[Look] = ()) -> History:
    """Return the papers of other consignments that share a number, a container, bytes or a look with papers here."""
    by_page = _by_page(seen)
    mine = {paper.sha256: _looks_of(paper, by_page) for paper in consignment.papers}
    wanted = sorted({key for paper in consignment.papers for key in keys(paper, mine[paper.sha256])})
    with Session(engine) as session:
        others: set[str] = set()
        for first in range(0, len(wanted), 500):  # SQLite takes so many values in one question and no more
            chosen = TraceRow.trace.in_(wanted[first : first + 500])
            found = select(PaperRow.consignment).join(TraceRow).where(chosen, PaperRow.consignment != consignment.id)
            others.update(session.scalars(found.distinct()))
        rows = session.scalars(
            select(PaperRow).where(PaperRow.consignment.in_(sorted(others)[:_MOST])).order_by(PaperRow.id)
        ).all()
    return History(
        papers=tuple(
            Earlier(
                consignment=row.consignment,
                paper=Paper.model_validate_json(row.content),
                looks_like=tuple(sha256 for sha256, pages in mine.items() if looks.alike(pages, row.looks.split())),
            )
            for row in sorted(rows, key=lambda row: (row.consignment, row.id))
        )
    )


@persevering
def kept_looks(engine: Engine, consignment: str) -> list[Look]:
    """Return how the pages of a consignment look, as far as they were read by eye."""
    with Session(engine) as session:
        rows = session.scalars(select(PaperRow).where(PaperRow.consignment == consignment)).all()
    papers = [(Paper.model_validate_json(row.content), row.looks.split()) for row in rows]
    return [
        Look(sha256=paper.sha256, page=page, look=look)
        for paper, looks_there in papers
        for page, look in zip(paper.pages, looks_there, strict=False)
    ]


@persevering
def reader_of(engine: Engine, consignment: str) -> str:
    """Return which edition of the reader read the papers of a consignment, empty when they are not kept."""
    with Session(engine) as session:
        chosen = select(PaperRow.reader).where(PaperRow.consignment == consignment).limit(1)
        return session.scalars(chosen).one_or_none() or ""


def keys(paper: Paper, pages: Sequence[str] = ()) -> Iterator[str]:
    """Yield what a paper is found again by: its bytes, its numbers, its containers, the looks of its pages."""
    yield f"bytes:{paper.sha256}"
    yield from own_numbers([paper])
    yield from key_of("notification", paper.fields.notification_number)
    yield from containers([paper])
    for page in pages:
        yield from looks.keys(page)


def _by_page(seen: Iterable[Look]) -> dict[tuple[str, int], str]:
    return {(look.sha256, look.page): look.look for look in seen}


def _looks_of(paper: Paper, by_page: dict[tuple[str, int], str]) -> list[str]:
    """Return the looks of the paper's pages, or none where one of them was not read by eye."""
    found = [by_page.get((paper.sha256, page), "") for page in paper.pages]
    return found if all(found) else []
