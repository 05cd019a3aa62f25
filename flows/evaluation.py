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
from functools import partial
from pathlib import Path
from typing import Any

from extractors.limits import Limits
from flows import line
from flows.judging import Memory, Stage
from flows.labels import PLAN, labels, wanted
from flows.scoring import Score, score, table
from flows.second_look import Look, among, look_in, settled
from models.report import Consignment

OWN_COUNT, OWN_SEED = 30, 2026
EACH, CLEAN = 2, 60  # consignments with each mismatch, and without one


@dataclass
class Evaluation:
    """Reading by origin of the paper (text layer, OCR, data) and over all, and judging."""

    whole: Score = field(default_factory=Score)
    origins: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    layouts: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    judging: dict[str, Stage] = field(default_factory=lambda: defaultdict(Stage))
    memory: dict[str, Memory] = field(default_factory=lambda: defaultdict(Memory))

    def told(self) -> dict[str, Any]:
        """Return the figures as JSON can hold them; F1 for fields, parties and rows, accuracy for kinds."""
        return {
            "all": _figures(self.whole),
            "by_origin": {name: _figures(part) for name, part in sorted(self.origins.items())},
            "by_layout": {name: _figures(part) for name, part in sorted(self.layouts.items())},
            "average_of_layouts": _average(self.layouts.values()),
            "reliability": {
                name: {"gap": part.reliability.gap(), "bins": [each._asdict() for each in part.reliability.bins()]}
                for name, part in (("all", self.whole), *sorted(self.origins.items()))
            },
            "findings": {name: stage.figures() for name, stage in self.judging.items()},
            "misses": self.whole.misses,
        }


def evaluate(
    folder: Path | None, *, labelled: Path | None = None, langs: str = "eng", thorough: bool = False
) -> Evaluation:
    """Read and judge every labelled consignment under `folder`, and score it against its labels.

    The labels stand beside the papers, or under `labelled`; each paper is then a layout of its own. Without a folder,
    papers in layouts held out from all training are drawn for the occasion, and every mismatch is planted and judged as
    data; `thorough` reads these consignments as well, native and scanned, which takes long.
    Raises FileNotFoundError when `folder` holds no labelled paper.
    """
    if folder is None:
        with tempfile.TemporaryDirectory() as made:
            _draw(Path(made), thorough=thorough)
            found = evaluate(Path(made) / "read", langs=langs)
            judge_labels(Path(made), found)
            return found
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


def _draw(folder: Path, *, thorough: bool) -> None:
    from fixtures.generate import main as generate  # there in a checkout, not in an installed application

    def drawn(part: str, count: int, *options: str) -> None:
        generate(["--seed", str(OWN_SEED), "--count", str(count), "--out", str(folder / part), *options])

    for scans, part in (("clean", "native"), ("scan", "scanned")):
        drawn(f"read/{part}", OWN_COUNT // 2, "--layouts", "held-out", "--scans", scans)
        if thorough:
            drawn(f"read/planted-{part}", 1, "--plant", "every", "--layouts", "all", "--scans", scans)
            drawn(f"read/clean-{part}", CLEAN, "--plant", "none", "--layouts", "all", "--scans", scans)
    drawn("data/planted", EACH, "--plant", "every", "--layouts", "all")
    drawn("data/clean", CLEAN, "--plant", "none", "--layouts", "all")


def _consignment(folder: Path, told: dict[Path, Path], found: Evaluation, *, langs: str, alone: bool) -> None:
    readings = line.gather(list(told), langs=langs)
    consignment, _ = line.assemble(readings)
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
        by_eye = any(paper.origin in ("ocr", "mixed") for paper in consignment.papers)
        look = look_in(readings, among(list(told), Limits()), Limits())
        stage = "through scans" if by_eye else "through native PDF"
        _judge(stage, folder.name, plan["planted"], consignment, found, look)


def judge_labels(folder: Path, found: Evaluation) -> None:
    """Judge the labels of every consignment under `folder`, as if its papers had been read without a fault."""
    for plan_file in sorted(folder.rglob(PLAN)):
        plan = json.loads(plan_file.read_text(encoding="utf-8"))
        files = [file["file"] for file in plan["files"]]
        told = [paper for file in files for paper in wanted(plan_file.parent / f"{file}.json", file)]
        papers = tuple(paper.model_copy(update={"id": f"p{number}"}) for number, paper in enumerate(told, start=1))
        place = plan_file.parent.name
        _judge("as data", place, plan["planted"], Consignment(id=place, papers=papers), found)


def _judge(
    stage: str, name: str, planted: list[str], consignment: Consignment, found: Evaluation, look: Look | None = None
) -> None:
    history = found.memory[stage].history(consignment)
    report = settled(consignment, partial(line.judge, history=history), look or (lambda read, _: read))
    found.judging[stage].add(name, planted, report.consignment.findings)


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
