"""How running text is cut to words: numbers whole, units cut from them, ideographs alone, line breaks kept."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

_WORD = re.compile(
    r"[㐀-鿿]"
    r"|\d+(?:[.,'’]\d+)*(?=[^\W\d_㐀-鿿]{2,}(?![^\W_])|[㐀-鿿]|[\W_]|$)"
    r"|(?:(?![㐀-鿿])[^\W_])+"
    r"|\S|\s"
)


def cut(text: str) -> tuple[list[str], list[bool]]:
    """Return the words of `text`, and for each whether a blank follows it.

    >>> cut("1X40'HC STC 24BALES, 22,450KGS 纸箱")[0]
    ['1X40', "'", 'HC', 'STC', '24', 'BALES', ',', '22,450', 'KGS', '纸', '箱']
    """
    words, spaces, place = [], [], 0
    while match := _WORD.match(text, place):
        place = match.end()
        spaced = text[place : place + 1] == " "
        place += spaced
        words.append(match.group())
        spaces.append(spaced)
    return words, spaces


class PrintedWords:
    """The tokenizer of the pipeline: it has no state and nothing to store."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the text as a Doc."""
        words, spaces = cut(text)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: spaCy asks every tokenizer."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> "PrintedWords":
        """Return itself."""
        return self

    def to_disk(self, path: Path, **_: Any) -> None:
        """Write nothing."""

    def from_disk(self, path: Path, **_: Any) -> "PrintedWords":
        """Return itself."""
        return self


def printed_words() -> Callable[[Any], PrintedWords]:
    """Return the maker of the tokenizer, as spaCy's configuration wants it."""
    return lambda nlp: PrintedWords(nlp.vocab)


registry.tokenizers.register("tallyman.printed_words.v1", func=printed_words)
