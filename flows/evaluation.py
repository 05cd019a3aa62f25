"""How well Tallyman reads and judges, measured on labelled consignments: one folder each, with labels and plants.

A folder holds papers, beside each its label (`flows.labels` says in which forms), and may hold `consignment.json`,
whose `planted` are the codes of the mismatches put in (empty for a clean consignment). `python -m fixtures.generate`
writes such folders; people's own labels in the same shape, or in a folder of their own, do as well.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows import line
from flows.labels import PLAN, labels, wanted
from flows.scoring import Count, Score, score, table

OWN_COUNT, OWN_SEED = 30, 2026


@dataclass
class Judging:
    """Planted mismatches found and missed by code, and the codes raised at medium or above on clean consignments."""

    planted: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    clean: int = 0
    alarmed: int = 0
    false_alarms: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class Evaluation:
    """Reading by origin of the paper (text layer, OCR, data) and over all, and judging."""

    whole: Score = field(default_factory=Score)
    origins: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    layouts: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    judging: Judging = field(default_factory=Judging)

    def told(self) -> dict[str, Any]:
        """Return the figures as JSON can hold them; F1 for fields, parties and rows, accuracy for kinds."""
        judged = self.judging
        return {
            "all": _figures(self.whole),
            "by_origin": {name: _figures(part) for name, part in sorted(self.origins.items())},
            "by_layout": {name: _figures(part) for name, part in sorted(self.layouts.items())},
            "average_of_layouts": _average(self.layouts.values()),
            "reliability": {
                name: {"gap": part.reliability.gap(), "bins": [each._asdict() for each in part.reliability.bins()]}
                for name, part in (("all", self.whole), *sorted(self.origins.items()))
            },
            "findings": {
                "recall": {
                    code: round(count.right / (count.right + count.missed), 4)
                    for code, count in sorted(judged.planted.items())
                },
                "clean_consignments": judged.clean,
                "clean_with_false_alarm": judged.alarmed,
                "false_alarms": dict(sorted(judged.false_alarms.items())),
            },
            "misses": self.whole.misses,
        }


def evaluate(folder: Path | None, *, labelled: Path | None = None, langs: str = "eng") -> Evaluation:
    """Read and judge every labelled consignment under `folder`, and score it against its labels.

    The labels stand beside the papers, or under `labelled`; each paper is then a layout of its own. Without a folder,
    papers in layouts held out from all training are drawn for the occasion.
    Raises FileNotFoundError when `folder` holds no labelled paper.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            _draw(Path(made))
            return evaluate(Path(made), langs=langs)
    found = Evaluation()
    places: dict[Path, dict[Path, Path]] = defaultdict(dict)
    for path, label in labels(folder, labelled).items():
        places[path.parent][path] = label
    for place, told in sorted(places.items()):
        _consignment(place, told, found, langs=langs, alone=labelled is not None)
    if not found.whole.kinds:
        raise FileNotFoundError(
            f"No labelled paper in {folder}: a label stands beside its paper as FILE.json. "
            "Draw some with: python -m fixtures.generate --out DIR"
        )
    return found


def _draw(folder: Path) -> None:
    from fixtures.generate import main as generate  # there in a checkout, not in an installed application

    half = str(OWN_COUNT // 2)
    for scans, part in (("clean", "native"), ("scan", "scanned")):
        generate(
            [
                "--seed",
                str(OWN_SEED),
                "--count",
                half,
                "--layouts",
                "held-out",
                "--scans",
                scans,
                "--out",
                str(folder / part),
            ]
        )


def _consignment(folder: Path, told: dict[Path, Path], found: Evaluation, *, langs: str, alone: bool) -> None:
    consignment, unread = line.read(list(told), langs=langs)
    plan_file = folder / PLAN
    plan = json.loads(plan_file.read_text(encoding="utf-8")) if plan_file.is_file() else None
    layouts = {file["file"]: file["layout"] for file in plan["files"]} if plan else {}
    for path, label in told.items():
        read = [paper for paper in consignment.papers if paper.file == path.name]
        parts = [found.whole, found.origins[read[0].origin if read else "unread"]]
        layout = path.stem if alone else layouts.get(path.name)
        if layout is not None:
            parts.append(found.layouts[layout])
        for part in parts:
            score(read, wanted(label, path.name), part)
    if plan is not None:
        report = line.judge(consignment, unread)
        _judged(plan["planted"], {f.code for f in report.consignment.findings if f.severity != "low"}, found.judging)


def _judged(planted: list[str], raised: set[str], judging: Judging) -> None:
    for code in planted:
        judging.planted[code].right += code in raised
        judging.planted[code].missed += code not in raised
    if not planted:
        judging.clean += 1
        judging.alarmed += bool(raised)
        for code in raised:
            judging.false_alarms[code] += 1


def _average(layouts: Iterable[Score]) -> dict[str, float]:
    """Return the mean over layouts of the figures that sum up a paper, a layout without such values left out."""
    told = [_figures(layout) for layout in layouts]
    means = {}
    for name in ("kinds", "fields", "parties", "goods rows", "containers"):
        values = [figures[name] for figures in told if name in figures]
        if values:
            means[name] = round(sum(values) / len(values), 4)
    return means


def _figures(part: Score) -> dict[str, float]:
    return {name.strip(): round(value, 4) for name, value, _ in table(part)}
