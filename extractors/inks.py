"""Coloured ink over print: stamps and signatures give way to the text under them."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Gray = NDArray[np.uint8]

_COLOURED = 60  # between the strongest and the weakest of red, green and blue
_DARK = 110  # the strongest of the three, where print shows under the ink
_TALL, _WIDE = 1 / 35, 1 / 4  # of the sheet's height: between them a stamp or a signature lies
_FULL = 0.45  # of its bounds: a filled band or picture is neither
_PRINT = 0.02  # of the ground under it that is print


def gray_of(image: Image.Image) -> Gray:
    """Return a picture as rows of gray values, 0 black to 255 white, ink over print lightened in it.

    A coloured title or logo with nothing printed under it stays as dark as it is.
    """
    plain = np.asarray(image.convert("L"))
    if image.mode not in {"RGB", "RGBA", "P", "CMYK", "YCbCr", "LAB", "HSV"}:
        return plain
    red, green, blue = cv2.split(np.asarray(image.convert("RGB")))
    strong = cv2.max(cv2.max(red, green), blue)
    weak = cv2.min(cv2.min(red, green), blue)
    coloured = cv2.threshold(cv2.subtract(strong, weak), _COLOURED, 1, cv2.THRESH_BINARY)[1]
    near = np.ones((3, 3), np.uint8)
    tallest, least = plain.shape[0] * _WIDE, plain.shape[0] * _TALL
    lightened = plain
    spread = cv2.dilate(coloured, near)
    for contour in cv2.findContours(spread, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, wide, high = cv2.boundingRect(contour)
        if not (least < high < tallest and wide < tallest):
            continue
        ink = coloured[y : y + high, x : x + wide]
        ground = np.zeros((high, wide), np.uint8)
        cv2.fillConvexPoly(ground, cv2.convexHull(contour - (x, y)), 1)
        over_print = (strong[y : y + high, x : x + wide] < _DARK) & (ground > 0)
        if ink.mean() > _FULL or over_print.sum() < _PRINT * ground.sum():
            continue
        lightened = lightened.copy() if lightened is plain else lightened
        piece = lightened[y : y + high, x : x + wide]
        away = (ground > 0) & (cv2.dilate(ink, near) > 0)
        piece[away] = strong[y : y + high, x : x + wide][away]
    return lightened
