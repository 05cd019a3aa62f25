"""Where a picture bears ink, and what its shades are.

Pictures are rows of gray values (0 black to 255 white), `uint8`, shape (height, width); ink is 255, paper 0.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.spots import Spotted, Strip

Gray = NDArray[np.uint8]

_PALER = 36.0  # than ink may be: shades between it and the paper
_MANY = 1_000_000  # pixels of which every third row tells the shades


def ink_of(gray: Gray) -> Gray:
    """Return 255 where there is ink, by a threshold that follows the shade of the paper."""
    shades = shades_of(gray)
    # On an empty sheet Otsu parts noise from noise. Its level belongs to the ink: on a 1-bit page it is black itself.
    limit = min(_level(shades), quantile(shades, 0.5) - _PALER)
    return cv2.threshold(gray, limit, 255, cv2.THRESH_BINARY_INV)[1].astype(np.uint8, copy=False)


def shades_of(gray: Gray) -> NDArray[np.float64]:
    """Return how many pixels there are of each of the 256 shades; of a large picture, in every third row."""
    rows = gray[::3] if gray.size > _MANY else gray
    return np.asarray(cv2.calcHist([rows], [0], None, [256], [0, 256]).ravel(), np.float64)


def _level(shades: NDArray[np.float64]) -> int:
    """Return Otsu's level: the shade up to which pixels differ most from those above it."""
    below = np.cumsum(shades)
    mass = np.cumsum(shades * np.arange(256))
    parts = below * (below[-1] - below)
    apart = np.divide((mass[-1] * below - mass * below[-1]) ** 2, parts, out=np.zeros(256), where=parts > 0)
    return int(np.argmax(apart >= apart.max() * (1 - 1e-9)))


def quantile(shades: NDArray[np.float64], share: float) -> int:
    """Return the shade that `share` of the pixels do not exceed."""
    summed = np.cumsum(shades)
    return int(np.searchsorted(summed, summed[-1] * share))


def reduced(picture: Gray, longest: int) -> Gray:
    """Return the picture with its longer side brought down to `longest` pixels, shades averaged."""
    while max(picture.shape) >= 2 * longest:  # halving is many times faster than what does it in one go
        picture = halved(picture)
    scale = longest / max(picture.shape)
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def halved(picture: Gray) -> Gray:
    """Return the picture at half its size, shades averaged; an odd last row or column is left off."""
    high, wide = picture.shape
    whole = picture[: high - high % 2, : wide - wide % 2]
    return cv2.resize(whole, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def letters_left(gray: Gray, spotted: Sequence[Spotted], *, dpi: float) -> list[Strip]:
    """Return the boxes of the shapes that may be letters where no word was spotted."""
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink_of(gray), connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    like = (high >= dpi / 25) & (high <= dpi / 4) & (wide >= 2) & (wide <= dpi / 2)
    free = np.ones(gray.shape, bool)
    for spot in spotted:
        free[max(spot.top - 2, 0) : spot.bottom + 2, max(spot.left - 2, 0) : spot.right + 2] = False
    across, down = middles[1:][like].astype(int).T
    left = stats[1:][like][free[down, across]]
    return [Strip(x, y, x + width, y + height) for x, y, width, height, _ in left.tolist()]
