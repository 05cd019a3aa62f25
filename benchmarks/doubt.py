"""Learn where a second look pays: `python -m benchmarks.doubt` has both readers read the same words of worn sheets.

What is learned is the chance that the second reader reads a word otherwise; what is printed is which of the two was
right then, by the labels. Writes `models/trained/doubt.json`. Takes some 8 processor seconds a sheet.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.sheets import WEARS, Sheet, drawn_papers, sheets
from extractors import doubt, engines, evening, raster, ruled, second, straighten
from extractors.ink import ink_of
from extractors.spots import Spotted, strip_of
from models.geometry import Box
from models.page import Page

DPI = 200
WEIGHTS = Path(__file__).parent.parent / "models" / "trained" / "doubt.json"


def main() -> None:
    """Collect, fit, tell, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, default=Path("out/bench/papers-57"), help="where the papers are drawn")
    parser.add_argument("--sheets", type=int, default=6, help="sheets of each wear")
    given = parser.parse_args()
    papers = drawn_papers(given.papers, consignments=8, seed=57)
    random.Random(1).shuffle(papers)
    rows: list[tuple[tuple[float, ...], bool]] = []
    settled = [0, 0, 0]
    for index, wear in enumerate(WEARS):
        for sheet in sheets(papers[index * given.sheets :], wear, most=given.sheets):
            for features, first, other, printed in words_of(sheet):
                rows.append((features, first != other))
                if first != other and printed:
                    settled[0 if other == printed else 1 if first == printed else 2] += 1
            print(f"{wear:10} {sheet.name} {len(rows)} words", flush=True)
    weights = fitted(np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=float))
    told = dict(zip(doubt.FEATURES, (round(float(weight), 4) for weight in weights), strict=True))
    WEIGHTS.write_text(json.dumps({"words": len(rows), "weights": told}, indent=1) + "\n", encoding="utf-8")
    print(told, f"where they differ: second right {settled[0]}, first right {settled[1]}, neither {settled[2]}")


def words_of(sheet: Sheet) -> list[tuple[tuple[float, ...], str, str, str | None]]:
    """Return of each word its features, what both readers read, and what is printed there (None when unclear)."""
    image, native = raster.frame(sheet.png, 1)
    image = raster.resized(image, native, DPI)
    skew = straighten.skew_of(ink_of(raster.gray(image)))
    level = straighten.levelled(raster.gray(image), skew)
    even = evening.even(level, ink_of(level), dpi=DPI)
    cleaned, _ = ruled.without_lines(even, ink_of(even), dpi=DPI)
    spotted = engines.recognise(cleaned, dpi=DPI)
    seen = [second.look(cleaned, strip_of([spot])) for spot in spotted]
    page = Page(1, even.shape[1] * 72 / DPI, even.shape[0] * 72 / DPI, skew=skew)
    letters = max(sum(len(spot.text) for spot in spotted), 1)
    sure = sum(spot.confidence * len(spot.text) for spot in spotted) / letters
    return [
        (doubt.features(spot, sure), spot.text, look.text, _printed(sheet, page, spot))
        for spot, look in zip(spotted, seen, strict=True)
        if any(map(str.isalnum, spot.text))
    ]


def _printed(sheet: Sheet, page: Page, spot: Spotted) -> str | None:
    scale = 72 / DPI
    box = Box(*(side * scale for side in (spot.left, spot.top, spot.left + spot.width, spot.top + spot.height)))
    x, y = sheet.drawn(sheet.shown(page, box))
    under = [text for text, word in sheet.words if word.contains(Box(x, y, x, y), 1.5)]
    return under[0] if len(under) == 1 else None


def fitted(features: np.ndarray, differs: np.ndarray, rounds: int = 30) -> Sequence[float]:
    """Return the weights of a logistic regression, by Newton's method with a light ridge."""
    weights = np.zeros(features.shape[1])
    ridge = np.eye(features.shape[1])
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (differs - chance) - ridge @ weights
        curve = (features * (chance * (1 - chance))[:, None]).T @ features + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return list(weights)


if __name__ == "__main__":
    main()
