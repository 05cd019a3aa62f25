"""Bytes that are letters: which encoding, which delimiter, and characters made plain."""

import codecs
import csv
from collections import Counter
from itertools import islice

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS = ",;\t|"
_SAMPLE = 65_536

_PLAIN = str.maketrans(
    {
        "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
        "\ufb06": "st", "\u00ad": "-", "\u2010": "-", "\u2011": "-", "\u200b": "", "\u200c": "", "\u200d": "",
        "\u2060": "", "\ufeff": "", "\u00a0": " ", "\u2007": " ", "\u202f": " ",
        "\uff1a": ":", "\uff08": "(", "\uff09": ")", "\uff0c": ",",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Open ligatures, make odd hyphens and blanks usual ones, drop characters without width."""
    return text if text.isascii() else text.translate(_PLAIN)


def encoding(data: bytes) -> str:
    """Return the encoding of `data`: a byte order mark, UTF-16 by its zeros, UTF-8 where it decodes, else cp1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if zeros > len(sample) * 0.3:
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode(data: bytes) -> str:
    """Return the text of `data`; bytes that the encoding does not know become U+FFFD."""
    return data.decode(encoding(data), errors="replace")


def is_text(data: bytes) -> bool:
    """Say whether `data` is letters rather than a binary format."""
    sample = data[:_SAMPLE]
    text = sample.decode("utf-8" if _is_utf8(sample) else encoding(sample), errors="replace")
    odd = sum(1 for sign in text if (sign < " " and sign not in "\t\r\n\f\x1a") or sign in "\ufffd\x7f")
    return bool(text) and odd <= max(1, len(text) // 500)


def _is_utf8(sample: bytes) -> bool:
    """A sample may end inside a character: that is still UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return sample.count(0) == 0


def delimiter(text: str) -> str | None:
    """Return the sign that parts the columns of a delimited table, or None when `text` is prose."""
    lines = [line for line in islice(text.splitlines(), 200) if line.strip()][:50]
    best: tuple[float, int, str] | None = None
    for sign in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        except csv.Error:  # a cell longer than any
            continue
        columns, agreeing = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if columns < 2 or agreeing < 2:
            continue
        share = agreeing / sum(widths.values())
        if share >= 0.7 and (best is None or (share, columns) > best[:2]):
            best = (share, columns, sign)
    return best[2] if best else None
