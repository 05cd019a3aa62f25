"""What each step before the engine is worth: `python -m benchmarks.preparation --pages 8`, each step left out in turn.

The second reader is off. Takes about a processor second a page for each row.
"""

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks.readers import measured
from benchmarks.score import Read
from benchmarks.sheets import Sheet, drawn_papers, sheets
from extractors import evening, raster, ruled, straighten
from extractors.limits import Limits
from extractors.pages import pages
from extractors.sources import source

_lines, _shade = ruled.without_lines, evening.unshaded


def _stretched(gray: Any, *, dpi: float) -> Any:
    low, high = np.percentile(_shade(gray, dpi=dpi), (1, 90))
    return np.clip((gray.astype(np.float32) - low) * 255 / max(high - low, 1), 0, 255).astype(np.uint8)


def _without(module: Any, name: str, stand_in: Any) -> Callable[[], None]:
    return partial(setattr, module, name, stand_in)


STEPS: dict[str, Callable[[], None]] = {
    "all": lambda: None,
    "no levelling": _without(straighten, "skew_of", lambda ink: 0.0),
    "no shade removal": _without(evening, "unshaded", lambda gray, dpi: gray),
    "no speck removal": _without(evening, "unspecked", lambda gray, ink: gray),
    "median against specks": _without(evening, "unspecked", lambda gray, ink: cv2.medianBlur(gray, 3)),
    "no line removal": _without(ruled, "without_lines", lambda gray, ink, dpi: (gray, _lines(gray, ink, dpi=dpi)[1])),
    "no pale print deepened": _without(evening, "deepened", lambda gray, dpi: gray),
    "glass left black": _without(evening, "without_glass", lambda gray, dpi: gray),
    "no bands turned": _without(evening, "without_bands", lambda gray, ink, dpi: gray),
    "contrast stretched": _without(evening, "unshaded", _stretched),
    "softened": _without(evening, "unshaded", lambda gray, dpi: cv2.GaussianBlur(_shade(gray, dpi=dpi), (0, 0), 0.7)),
    "own resolution": _without(raster, "resized", lambda image, native, dpi: image),
    "250 dpi": lambda: None,
    "300 dpi": lambda: None,
}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, default=Path("out/bench/papers-31"))
    parser.add_argument("--pages", type=int, default=8, help="pages of each wear")
    parser.add_argument("--wears", default="scan,photocopy,fax,low")
    parser.add_argument("--steps", default=",".join(STEPS))
    given = parser.parse_args()
    papers = drawn_papers(given.papers, consignments=6, seed=31)
    worn = {wear: list(sheets(papers, wear, most=given.pages)) for wear in given.wears.split(",")}
    for step in given.steps.split(","):
        told: list[str] = []
        for wear, got in worn.items():
            run = measured(partial(read, step=step), got, workers=os.cpu_count() or 1)
            values = run.score.perfect / max(run.score.values, 1)
            told.append(f"{wear} {100 * run.score.error:5.2f} {100 * values:5.1f} {run.cpu / run.pages:.2f}")
        print(f"{step:22} | " + " | ".join(told), flush=True)


_changed: set[str] = set()


def read(sheet: Sheet, *, step: str) -> list[Read]:
    """Read a sheet with one step left out or changed, for good in this process."""
    if step not in _changed:
        STEPS[step]()
        _changed.add(step)
    dpi = int(step.split(maxsplit=1)[0]) if step.endswith(" dpi") else sheet.dpi if step == "own resolution" else 200
    (page,) = pages(source(sheet.name, sheet.png), langs="eng", limits=Limits(dpi=dpi, reader="fast"))
    return [(word.text, sheet.drawn(sheet.shown(page, word.box))) for word in page.words]


if __name__ == "__main__":
    main()
