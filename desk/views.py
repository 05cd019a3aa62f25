"""Ways to look at the queue that people have saved: their own, and those that are shared."""

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.orm import Session

from desk.cases import Query
from desk.people import NotAllowed, Person
from flows import audit
from flows.ledger.casework import ViewRow


class View(BaseModel):
    """A saved view; `mine`: whether it is of the person who asks."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    account: str
    shared: bool
    mine: bool
    query: Query


def every(engine: Engine, person: Person) -> list[View]:
    """Return the views of `person` and the shared ones, by name."""
    asked = (
        select(ViewRow).where(or_(ViewRow.account == person.name, ViewRow.shared)).order_by(ViewRow.name, ViewRow.id)
    )
    with Session(engine) as session:
        return [_shown(row, person) for row in session.scalars(asked)]


def save(engine: Engine, person: Person, name: str, query: Query, *, shared: bool = False) -> View:
    """Save a view under a name, in place of one's own of that name. Sharing is for supervisors (NotAllowed)."""
    name = " ".join(name.split())[:128]
    if not name:
        raise ValueError("Give the view a name.")
    if shared and not person.at_least("supervisor"):
        raise NotAllowed("Supervisors share views; save it for yourself.")
    with Session(engine) as session, session.begin():
        audit.write(session, person.name, "save view", name, shared=shared)
        chosen = (ViewRow.account == person.name, ViewRow.name == name)
        row = session.scalars(select(ViewRow).where(*chosen)).one_or_none() or ViewRow(account=person.name, name=name)
        row.query, row.shared = query.model_dump_json(exclude_defaults=True), shared
        session.add(row)
        session.flush()
        return _shown(row, person)


def remove(engine: Engine, person: Person, view: int) -> None:
    """Remove one's own view; an administrator removes any. Raises LookupError for none of them."""
    chosen = [ViewRow.id == view]
    if not person.at_least("administrator"):
        chosen.append(ViewRow.account == person.name)
    with Session(engine) as session, session.begin():
        if session.execute(delete(ViewRow).where(*chosen).returning(ViewRow.id)).first() is None:
            raise LookupError("There is no such view of yours.")


def _shown(row: ViewRow, person: Person) -> View:
    return View(
        id=row.id, name=row.name, account=row.account, shared=row.shared, mine=row.account == person.name,
        query=Query.model_validate_json(row.query),
    )  # fmt: skip
