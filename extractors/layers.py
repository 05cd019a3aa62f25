"""Whether the text that a PDF carries can be believed, or the page must be read by eye."""

import re
from collections import Counter
from collections.abc import Sequence

_CID = re.compile(r"\(cid:\d+\)")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+")
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüý")
_DATA = re.compile(r"^[\W_]*(?:[\d.,:/%+-]+[A-Za-z]{0,4}|[A-Z]{1,5}[\d/.-]+\w*)[\W_]*$")


def is_junk(words: Sequence[str]) -> bool:
    """Say whether `words` are glyph codes, private signs or letters in no language's proportion.

    Judges what every text layer must satisfy; `reads_well` asks more of layers that stand in for a scan.
    """
    text = "".join(words)
    if not text:
        return False
    cids = sum(len(match) for match in _CID.findall(text))
    odd = sum(1 for sign in text if _is_odd(sign))
    if (cids + odd) > 0.15 * len(text):
        return True
    return _is_scrambled(words)


def has_glyph_codes(words: Sequence[str]) -> bool:
    """Say whether signs stand for glyphs whose meaning nobody has found ("(cid:0)"): often Chinese beside Latin."""
    return any(_CID.search(word) for word in words)


def _is_odd(sign: str) -> bool:
    return sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < " " or "\x7f" <= sign <= "\x9f"


def _is_scrambled(words: Sequence[str]) -> bool:
    """A font without a true character map gives letters that no language strings together: too few vowels."""
    letters = Counter(
        sign for word in words for part in _LATIN.findall(word) if len(part) >= 4 for sign in part.lower()
    )
    total = letters.total()
    if total < 120:
        return False
    vowels = sum(count for sign, count in letters.items() if sign in _VOWELS)
    return not 0.22 <= vowels / total <= 0.62


def quality(words: Sequence[str]) -> float:
    """Return the share (0..1) of `words` that look like words, numbers or codes rather than misread shapes."""
    judged = [word for word in words if len(word) > 1]
    if not judged:
        return 0.0
    return sum(_is_likely(word) for word in judged) / len(judged)


def reads_well(words: Sequence[str]) -> bool:
    """Say whether a hidden layer over a scan is good enough to be used in place of our own reading."""
    return quality(words) >= 0.85 and not is_junk(words)


def _is_likely(word: str) -> bool:
    if _DATA.match(word):
        return True
    core = word.strip(".,:;()[]\"'/&-*#%$€£°")
    if not core:
        return True
    if any(sign > "\u024f" and sign.isalpha() for sign in core):
        return True
    parts = [part for part in re.split(r"[-/&.,:;'’()@_+*#]+", core) if part]
    return all(_is_likely_part(part) for part in parts)


def _is_likely_part(part: str) -> bool:
    if part.isdigit() or len(part) <= 2:
        return part.isalnum()
    if not part.isalnum():
        return False
    if part.isalpha():
        lower, mixed = part.lower(), not (part.islower() or part.isupper() or part.istitle())
        has_vowel = any(sign in _VOWELS for sign in lower)
        return (has_vowel or (part.isupper() and len(part) <= 5)) and not (mixed and len(part) < 5)
    # Letters and digits in one part: codes keep them in runs, misread words mix them.
    runs = len(re.findall(r"[A-Za-z]+|\d+", part))
    return runs <= 3 and part.upper() == part
