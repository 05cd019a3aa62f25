"""Form wording that stands where a value should: "Shipper's account number", "NAME & ADDRESS", a choice not made."""

import re
from functools import cache

from extractors.lexicon import lexicon
from extractors.wording import tokens
from models.reference.table import rows

_UNFILLED = re.compile(
    r"\bselect (?:down|from|one|an?)\b|\bdrop.?down\b|\bif (?:different|other than|not)\b|\bclick\b"
    r"|\bplease (?:enter|type)\b|\benter (?:text|here|name)\b|\bto be completed\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\border (?:of|de|von|di)\s*:$|\d\s*:$", re.IGNORECASE)


def is_caption(text: str) -> bool:
    """Say whether `text` is only the heading of a space to fill in: words of labels, one of them a caption's noun.

    >>> is_caption("Consignee's Account Number"), is_caption("TAX ID/VAT"), is_caption("Account & Co. Shipping Ltd")
    (True, True, False)
    """
    if _UNFILLED.search(text) or (text.rstrip().endswith((":", "：")) and not _GOES_ON.search(text)):
        return True
    if any(c.isdigit() for c in re.sub(r"^\W*\d{1,2}\b", "", text)):
        return False
    words = [word for word in tokens(text) if len(word) > 1]
    if not words:
        return False
    return all(word in label_words() for word in words) and any(word in _nouns() for word in words)


@cache
def label_words() -> frozenset[str]:
    """Return the words that labels are made of, but those that only ever stand in one long label."""
    return frozenset(word for phrase in lexicon().entries for word in phrase if word.isalpha()) | _nouns()


@cache
def _nouns() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("caption_words.csv"))
