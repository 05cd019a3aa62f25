"""The lots of a sweep on their way to judgement: papers that were handed in twice are judged once."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from flows.inbox import InboxFile
from flows.line import assemble
from flows.outcomes import Judged, judged_in
from flows.reading import Reading
from models.report import Consignment, Report, Unread

Lot = list[InboxFile]


@dataclass
class Docket:
    """Which lots wait, are under way, or are ready to end.

    `readings` gives what was read of a lot, `kept` the report of an earlier sweep where it still tells of these files.
    """

    lots: Sequence[Lot]
    readings: Callable[[Lot], list[Reading]]
    kept: Callable[[Consignment, Sequence[Unread]], Report | None]
    _at_hand: dict[int, list[Reading]] = field(default_factory=dict)  # of the lots that are under way
    _ready: deque[tuple[int, Judged | None]] = field(default_factory=deque)
    _under_way: dict[str, list[int]] = field(default_factory=dict)
    _asked: dict[int, str] = field(default_factory=dict)
    _known: dict[str, Judged] = field(default_factory=dict)

    def unjudged(self) -> Iterator[tuple[int, Consignment, list[Reading]]]:
        """Yield the number of each lot that must be judged, its consignment, and what was read of it."""
        for number, lot in enumerate(self.lots):
            readings = self.readings(lot)
            consignment, unread = assemble(readings)
            identity = consignment.id
            if not consignment.papers and not lot[0].lot:  # a loose file that could not be read: no consignment
                self._ready.append((number, None))
            elif identity in self._known:
                self._ready.append((number, self._known[identity]))
            elif identity in self._under_way:
                self._under_way[identity].append(number)
            elif (kept := self.kept(consignment, unread)) is not None:
                self._known[identity] = judged_in(identity, kept)
                self._ready.append((number, self._known[identity]))
            else:
                self._under_way[identity], self._at_hand[number] = [number], readings
                self._asked[number] = identity
                yield number, consignment, readings

    def judged(self, number: int, result: Report | Exception) -> Judged:
        """Take the judgement on a lot, for all that have the same papers, and return it."""
        identity = self._asked.pop(number)
        found = self._known[identity] = judged_in(identity, result)
        self._ready += ((each, found) for each in self._under_way.pop(identity))
        return found

    def ended(self) -> Iterator[tuple[Lot, list[Reading], Judged | None]]:
        """Yield each lot that is ready, what was read of it, and what was found; None where there was no paper."""
        while self._ready:
            number, found = self._ready.popleft()
            yield self.lots[number], self._at_hand.pop(number, []) or self.readings(self.lots[number]), found
