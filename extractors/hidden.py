"""Hidden text layers against the picture that they stand for: what is not on the paper is not believed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors import pdfium, raster
from extractors.limits import Limits
from extractors.textlayer import Layer
from models.errors import EngineMissing
from models.page import Word

if TYPE_CHECKING:
    from extractors.ink import Gray

_DPI = 200
_SAMPLE = 12  # words read by eye, some 10 ms each
_LEAST_INK = 0.03  # of a word's box
_MOST_INK = 0.9
_ALIKE = 60.0  # of 100: a good layer agrees far better, another text far worse


def checked(document: pdfium.Document, number: int, layer: Layer, *, langs: str, limits: Limits) -> Layer | None:
    """Return the layer without words that stand where the picture bears no ink, or None when it is of another text.

    A few of its longer words are read by eye; where no engine is installed, ink alone decides.
    """
    from extractors.ink import ink_of

    dpi = raster.bounded(_DPI, *pdfium.size(document, number), limits)
    picture = raster.gray(raster.turned(pdfium.draw(document, number, dpi=dpi), layer.turn))
    ink = ink_of(picture)
    printed = tuple(word for word in layer.words if _LEAST_INK < _share(ink, word, dpi) < _MOST_INK)
    if len(printed) < 0.5 * len(layer.words) or not _agrees(picture, printed, dpi=dpi, langs=langs, limits=limits):
        return None
    return replace(layer, words=printed)


def _share(ink: "Gray", word: Word, dpi: float) -> float:
    x0, top, x1, bottom = (max(round(side * dpi / 72), 0) for side in word.box)
    piece = ink[top : max(bottom, top + 1), x0 : max(x1, x0 + 1)]
    return float((piece > 0).mean()) if piece.size else 0.0


def _agrees(picture: "Gray", words: Sequence[Word], *, dpi: float, langs: str, limits: Limits) -> bool:
    from rapidfuzz.fuzz import ratio

    from extractors import engines, tongues

    longer = [word for word in words if len(word.text) >= 5]
    sample = longer[:: max(len(longer) // _SAMPLE, 1)][:_SAMPLE]
    langs = tongues.FIRST if langs == tongues.AUTO else langs
    alike: list[float] = []
    for word in sample:
        x0, top, x1, bottom = (round(side * dpi / 72) for side in word.box)
        crop = picture[max(top - 5, 0) : bottom + 5, max(x0 - 6, 0) : x1 + 6]
        if not crop.size:
            continue
        try:
            spotted = engines.recognise(crop, dpi=dpi, langs=langs, psm=7, seconds=limits.seconds_per_page)
        except (EngineMissing, TimeoutError):
            return True
        if seen := "".join(spot.text for spot in spotted):
            alike.append(ratio(seen.casefold(), word.text.casefold()))
    # Of a picture too bad to be read by eye the layer may be all there is.
    return len(alike) < 3 or sorted(alike)[len(alike) // 2] >= _ALIKE
