"""`tallyman audit verify`: walk the log's chain, and say whether it holds and where it ends."""

from flows import audit
from flows.audit import Head
from flows.ledger.place import using_ledger
from flows.settings import Settings


def verify(settings: Settings, noted: str = "") -> tuple[list[str], bool]:
    """Return lines that tell of the log, and whether it holds; `noted` is an earlier head, NUMBER:DIGEST.

    Raises ValueError for a noted head that is none, and as opening the ledger does.
    """
    expected = None
    if noted:
        number, _, digest = noted.partition(":")
        if not number.isdigit() or len(digest) != 64:
            raise ValueError(f"{noted} is no head of the log. Give it as NUMBER:DIGEST, as this command prints it.")
        expected = Head(int(number), digest)
    with using_ledger(settings.ledger) as engine:
        head, broken = audit.verify(engine, expected)
    told = [f"entry {each.number} {each.message}" for each in broken]
    if broken:
        return [
            *told,
            f"The log does not hold: {len(broken)} breaks. Keep the database as it is and find who wrote.",
        ], False
    end = f"head {head.number}:{head.digest}" if head.number else "no entries yet"
    return [f"The log holds: {head.number} entries; {end}"], True
