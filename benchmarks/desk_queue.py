"""How long pages of the queue take with 100,000 consignments in it.

    python -m benchmarks.desk_queue [--cases 100000] [--url postgresql+psycopg://user@host/name]

Rows are made up (numbers, parties, goods words, codes at the rates of a busy border post) and written straight into
the tables of the queue; a page is asked for as the screens and the API do it. Prints the median and the slowest of
each question in milliseconds.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, insert, text

from desk import cases, figures
from desk.cases import Query
from desk.people import Person
from flows.ledger.casework import CaseCodeRow, CaseRow, CaseStreamRow, CaseWordRow
from flows.ledger.place import open_ledger
from flows.ledger.tables import ConsignmentRow, now

CODES = ("arithmetic", "hs-differs", "mass-differs", "asbestos", "vague-description", "pop-controlled", "seals-differ")
GOODS = (
    "plastic",
    "scrap",
    "copper",
    "granules",
    "batteries",
    "coffee",
    "tiles",
    "steel",
    "paper",
    "tyres",
    "textiles",
)
COUNTRIES = ("DE", "TR", "CN", "BG", "NL", "GH", "US", "IN", "VN", "PL")
BOSS = Person("boss", "supervisor")
BLOCK = 2_000


def fill(engine: Engine, many: int) -> None:
    """Write `many` consignments into the queue, each with a small report behind it."""
    dice = random.Random(8)
    began = now() - timedelta(days=400)
    for first in range(0, many, BLOCK):
        rows: dict[Any, list[dict[str, Any]]] = {ConsignmentRow: [], CaseRow: [], CaseCodeRow: [], CaseStreamRow: [],
                                                 CaseWordRow: []}  # fmt: skip
        for number in range(first + 1, min(first + BLOCK, many) + 1):
            for table, values in _case(number, began + timedelta(minutes=5 * number), dice):
                rows[table].append(values)
        with engine.begin() as connection:
            for table, values in rows.items():
                connection.execute(insert(table), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _case(number: int, at: Any, dice: random.Random) -> Iterator[tuple[Any, dict[str, Any]]]:
    identity = f"c{number:016x}"
    severity = dice.choices((0, 1, 2, 3), (50, 20, 20, 10))[0]
    verdict = ("consistent", "consistent", "review", "mismatch")[severity]
    raised = dice.sample(CODES, dice.randint(1, 3)) if severity else []
    goods, party = dice.sample(GOODS, 3), f"party{dice.randrange(5_000)}"
    yield ConsignmentRow, {"id": number, "consignment": identity, "edition": "e", "verdict": verdict, "report": "{}",
                           "judged_at": at}  # fmt: skip
    yield CaseRow, {
        "id": number, "consignment": identity, "report_id": number, "verdict": verdict, "severity": severity,
        "findings": len(raised), "papers": dice.randint(1, 6), "unread": 0, "title": f"INV-{number}", "parties": party,
        "goods": " ".join(goods), "origin": dice.choice(COUNTRIES), "destination": dice.choice(COUNTRIES),
        "confidence": dice.random(), "opened_at": at, "judged_at": at,
        "state": dice.choices(("open", "decided", "held", "escalated"), (40, 50, 5, 5))[0],
        "assignee": f"officer{dice.randrange(40)}" if dice.random() < 0.6 else "", "uploader": "",
    }  # fmt: skip
    for code in raised:
        yield CaseCodeRow, {"code": code, "case_id": number, "raised": 1, "severity": severity}
    yield CaseStreamRow, {"stream": f"hs:{dice.randrange(1, 98):02d}", "case_id": number}
    found = {
        *goods,
        party,
        f"inv{number}",
        f"{number}",
        "inv",
        f"cont{dice.randrange(10**7)}",
        *raised,
        "ltd",
        identity,
    }
    found |= {f"word{dice.randrange(20_000)}" for _ in range(20)}
    for word in found:
        yield CaseWordRow, {"word": word, "case_id": number}


def questions(engine: Engine) -> dict[str, Callable[[], object]]:
    """Return what is asked, by name."""

    def page(**asked: Any) -> Callable[[], object]:
        return lambda: cases.page(engine, BOSS, Query.model_validate(asked))

    middle = cases.page(engine, BOSS, Query(), limit=200)
    for _ in range(30):
        middle = cases.page(engine, BOSS, Query(), cursor=middle.following, limit=200)
    return {
        "first page": page(),
        "a page behind 6,000 others": lambda: cases.page(engine, BOSS, Query(), cursor=middle.following),
        "by age": page(sort="age", descending=False),
        "by findings": page(sort="findings"),
        "mismatch, open": page(verdict="mismatch", state="open"),
        "one officer's": page(assignee="officer7", state="undecided"),
        "by code": page(code="asbestos"),
        "search: a number": page(text="INV-54321"),
        "search: a number without its signs": page(text="inv54321"),
        "search: a number in groups": page(text="INV 54 321"),
        "search: a common word": page(text="plastic"),
        "search: two words and a code": page(text="copper scrap", code="pop-controlled"),
        "search: a party": page(text="party123", sort="age"),
        "search: nothing": page(text="zzzz"),
        "count all": lambda: cases.count(engine, BOSS, Query()),
        "count a number": lambda: cases.count(engine, BOSS, Query(text="INV-54321")),
        "count a common word": lambda: cases.count(engine, BOSS, Query(text="plastic")),
        "rules with hit rates": lambda: figures.rules(engine, BOSS),
        "findings over 90 days": lambda: figures.findings_over_time(engine, BOSS),
    }


def main() -> None:
    """Fill, ask, and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--url", default="")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_ledger(chosen.url or f"sqlite:///{folder}/ledger.sqlite")
        began = time.perf_counter()
        fill(engine, chosen.cases)
        print(f"{chosen.cases} consignments on {engine.dialect.name}, filled in {time.perf_counter() - began:.0f} s")
        for name, ask in questions(engine).items():
            taken = []
            for _ in range(9):
                began = time.perf_counter()
                ask()
                taken.append(1000 * (time.perf_counter() - began))
            print(f"{name:30} {statistics.median(taken):7.1f} ms   slowest {max(taken):7.1f} ms")
        engine.dispose()


if __name__ == "__main__":
    main()
