"""The second reader, rapidocr: far surer than Tesseract on bad scans and far slower, so asked for single words.

Its models come inside its wheel; nothing is ever downloaded.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.spots import Spotted

Gray = NDArray[np.uint8]

_kept = threading.local()


@dataclass(frozen=True, slots=True)
class Look:
    """What the second reader sees in one crop; `score` is 0..1."""

    text: str
    score: float


@cache
def is_installed() -> bool:
    """Say whether the second reader loads; without it Tesseract's reading stands."""
    try:
        import onnxruntime  # type: ignore[import-untyped]  # noqa: F401
        import rapidocr  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def look(crops: Sequence[Gray]) -> list[Look]:
    """Read crops of one line of text each: about 0.2 ms of one processor for a pixel of width at 48 pixels height."""
    if not crops:
        return []
    reader = _reader()
    # One call a crop: in a batch all are padded to the widest, which costs more than the calls do.
    return [_look(reader(_coloured(crop), use_det=False, use_cls=False, return_word_box=False)) for crop in crops]


def _coloured(gray: Gray) -> Gray:
    return np.repeat(gray[:, :, None], 3, axis=2)


def _look(result: Any) -> Look:
    if not result.txts:
        return Look("", 0.0)
    return Look(str(result.txts[0]).strip(), float(result.scores[0]))


def whole(gray: Gray, *, least: float = 0.5) -> list[Spotted]:
    """Find and read all text of a sheet (5 to 6 processor seconds); words as the engines give them."""
    result = _reader()(_coloured(gray), use_det=True, use_cls=False, return_word_box=True, text_score=least)
    spotted: list[Spotted] = []
    for line in result.word_results or ():
        for text, score, corners in line:
            xs, ys = zip(*corners, strict=True)
            left, top = round(min(xs)), round(min(ys))
            wide, high = max(round(max(xs)) - left, 1), max(round(max(ys)) - top, 1)
            if str(text).strip():
                spotted.append(Spotted(str(text).strip(), left, top, wide, high, float(score)))
    return spotted


def _reader() -> Any:
    if not hasattr(_kept, "reader"):
        from rapidocr import RapidOCR

        one_thread = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
        _kept.reader = RapidOCR(params={"Global.log_level": "critical", **one_thread})
    return _kept.reader
