"""How well mismatches are found: planted ones by code and stage, false alarms, and the codes that one entails."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from checks.history import Earlier, History
from flows.ledger.past import keys
from models.finding import Finding
from models.report import Consignment

ANY_SEVERITY = "low"  # a plant of this severity counts when its finding is low as well


@dataclass
class Code:
    """What became of one finding code: planted, found, and raised where it was not planted and not entailed."""

    planted: int = 0
    found: int = 0
    false: int = 0

    def figures(self) -> dict[str, Any]:
        """Return counts, recall and precision; a share of nothing is None."""
        raised = self.found + self.false
        return {
            "planted": self.planted,
            "found": self.found,
            "false": self.false,
            "recall": round(self.found / self.planted, 4) if self.planted else None,
            "precision": round(self.found / raised, 4) if raised else None,
        }


@dataclass
class Stage:
    """The judging of consignments that came one way: as data, through native PDF, through scans."""

    codes: dict[str, Code] = field(default_factory=lambda: defaultdict(Code))
    clean: int = 0
    alarmed: int = 0
    misses: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    def add(self, name: str, planted: Sequence[str], findings: Iterable[Finding]) -> None:
        """Count the findings of one consignment; `planted` codes may carry a severity, as `hs-differs:medium`."""
        found = list(findings)
        raised = {finding.code for finding in found if finding.severity != "low"}
        wanted: set[str] = set()
        for plant in planted:
            code, _, severity = plant.partition(":")
            wanted.add(code)
            told = {finding.code for finding in found} if severity == ANY_SEVERITY else raised
            self.codes[plant].planted += 1
            self.codes[plant].found += code in told
            if code not in told:
                self.misses.append(f"{name}: {plant} was not raised")
        entailed = {code for code in raised for plant in wanted if (plant, code) in entailments()}
        for code in raised - wanted - entailed:
            self.codes[code].false += 1
            self.alarms += [f"{name}: {finding.message}" for finding in found if finding.code == code][:1]
        if not planted:
            self.clean += 1
            self.alarmed += bool(raised)

    def figures(self) -> dict[str, Any]:
        """Return the figures as JSON can hold them."""
        planted, found, false = (sum(getattr(code, name) for code in self.codes.values()) for name in
                                 ("planted", "found", "false"))  # fmt: skip
        return {
            "recall": round(found / planted, 4) if planted else None,
            "precision": round(found / (found + false), 4) if found + false else None,
            "planted": planted,
            "found": found,
            "clean": self.clean,
            "clean_alarmed": self.alarmed,
            "codes": {name: code.figures() for name, code in sorted(self.codes.items())},
            "misses": self.misses,
            "alarms": self.alarms,
        }


@dataclass
class Memory:
    """The consignments that were judged before, as a ledger would hold them."""

    _by_key: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _kept: dict[str, Consignment] = field(default_factory=dict)

    def history(self, consignment: Consignment) -> History:
        """Return the papers of earlier consignments that share a key with `consignment`, and keep this one."""
        mine = {key for paper in consignment.papers for key in keys(paper)}
        others = sorted({name for key in mine for name in self._by_key[key]})
        past = tuple(Earlier(consignment=name, paper=paper) for name in others for paper in self._kept[name].papers)
        self._kept[consignment.id] = consignment
        for key in mine:
            self._by_key[key].add(consignment.id)
        return History(papers=past)


def entailments() -> frozenset[tuple[str, str]]:
    """Return which codes a planted one rightly brings with it; none where the fixtures are not there."""
    try:
        from fixtures.tables import rows
    except ImportError:
        return frozenset()
    return frozenset((row["planted"], row["raised"]) for row in rows("entailed"))
