"""Corrections in the ledger: what people corrected on the papers of a document, whichever consignment it is in."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.corrected import Correction, apply
from flows.identity import Place
from flows.ledger.casework import CorrectionRow
from flows.ledger.perseverance import persevering
from flows.reading import Reading


def of_documents(engine: Engine, digests: Iterable[str]) -> list[Correction]:
    """Return the corrections in force on the papers of the documents with these sha256, in the order they were made."""
    wanted = sorted(set(digests))
    rows: list[CorrectionRow] = []
    with Session(engine) as session:
        for first in range(0, len(wanted), 500):  # SQLite takes so many values in one question and no more
            chosen = CorrectionRow.sha256.in_(wanted[first : first + 500])
            rows += session.scalars(select(CorrectionRow).where(chosen, CorrectionRow.withdrawn_at.is_(None)))
    return [correction_of(row) for row in sorted(rows, key=lambda row: row.id)]


@persevering
def amended(engine: Engine, readings: Sequence[Reading]) -> list[Reading]:
    """Return readings with what people have corrected on their papers; what no longer fits is left as it was read."""
    made = of_documents(engine, (paper.sha256 for reading in readings for paper in reading.papers))
    if not made:
        return list(readings)
    return [reading.model_copy(update={"papers": apply(reading.papers, made)[0]}) for reading in readings]


def correction_of(row: CorrectionRow) -> Correction:
    """Return the correction that a row holds."""
    return Correction(
        place=Place(row.sha256, row.page, row.place),
        path=row.path,
        original=json.loads(row.original),
        corrected=json.loads(row.corrected),
    )
