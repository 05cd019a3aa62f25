"""What files are called in reports, tables and on terminals: their names, with nothing in them that acts or hides."""

import hashlib
import unicodedata

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LONGEST = 1_000  # characters: the ledger keeps some more


def spelled(text: str) -> str:
    """Spell out what would act on a terminal or turn the writing about, and bytes that are no letters.

    >>> spelled("a\\x1b[31m\\n\\udcff.pdf"), spelled("façade 集.pdf")
    ('a\\\\x1b[31m\\\\x0a\\\\xff.pdf', 'façade 集.pdf')
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_spelled, text))


def spoken(name: str) -> str:
    """Return what a file is called: its name spelled out, the middle of one without end left out."""
    told = spelled(name)
    if len(told) <= _LONGEST:
        return told
    half = _LONGEST // 2 - 10
    return f"{told[:half]}…{hashlib.sha256(told.encode()).hexdigest()[:8]}…{told[-half:]}"


def _spelled(letter: str) -> str:
    if unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"} and letter not in _TURNING:
        return letter
    number = ord(letter)
    if 0xDC80 <= number <= 0xDCFF:  # how Python carries a byte that is no letter
        number -= 0xDC00
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
