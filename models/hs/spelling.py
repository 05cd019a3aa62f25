"""How a description is spelt before its words are read: accents and case folded, what is written apart joined."""

import re
import unicodedata

_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(
    r"\b(r|hfc|hcfc|cfc|pfc|hfo|halon|freon|suva|klea|forane|genetron|solkane|fm|fx|un|e|y)[ -]+(\d{1,4}[a-z]{0,3})\b"
)
_LETTERED_GOODS = (" shirt", " ray", " ring", " belt", " bolt")
_LETTERED = re.compile(rf"\b([a-z])(?:-| (?={'|'.join(_LETTERED_GOODS).replace(' ', '')}))([a-z]{{3,}})")
_REFRIGERANT = re.compile(r"\b(refrigerant) (\d{2,3}[a-z]{1,2})\b")
_OF_REFRIGERANT = re.compile(r"(?<![\w.,-])(\d{3}[a-z])(?= (?:refrigerant|freon)\b)")
_HERBICIDE = re.compile(r"\b2,\s?4(,\s?5)?-(db|dp|tp|d|t)\b")  # the numbers are the name: 2,4-D is not 2,4,5-T
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def folded(text: str) -> str:
    """Return text in small letters without accents."""
    if text.isascii():
        return text.lower()
    undone = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in undone if not unicodedata.combining(sign)).translate(_LETTERS)


def joined(text: str) -> str:
    """Join what is written apart: R-134a, HFC 134a, 404a refrigerant, UN 1993, Y 46, 2,4-D, T-shirt, V belt."""
    if "-" in text or any(each in text for each in _LETTERED_GOODS):
        text = _LETTERED.sub(r"\1\2", text)
    if not _DIGIT.search(text):
        return text
    if "2," in text:
        text = _HERBICIDE.sub(lambda found: f"herbicide24{'5' if found[1] else ''}{found[2]}", text)
    if "refrigerant" in text or "freon" in text:
        text = _OF_REFRIGERANT.sub(r"r\1", _REFRIGERANT.sub(r"\1 r\2", text))
    return _NUMBERED.sub(r"\1\2", text)
