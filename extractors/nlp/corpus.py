"""Labelled texts as spaCy wants them: JSON lines (`text`, `entities` as [start, stop, kind]) to a DocBin."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from extractors.nlp.words import PrintedWords

KINDS = ("GOODS", "QUANTITY", "UNIT", "PACKAGE", "MASS", "ORG", "ADDRESS", "PLACE")


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the labelled texts of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def doc(vocab: Vocab, text: str, entities: Iterable[tuple[int, int, str]]) -> Doc:
    """Return a text as a Doc with its entities; one that begins or ends inside a word loses that word's rest."""
    made = PrintedWords(vocab)(text)
    spans = [made.char_span(start, stop, label=kind, alignment_mode="contract") for start, stop, kind in entities]
    made.set_ents([span for span in spans if span is not None and not span[0].is_space and not span[-1].is_space])
    return made


def pack(source: Path, target: Path) -> int:
    """Write the texts of `source` (JSON lines) as a DocBin to `target`; return how many."""
    vocab = Vocab()
    docs = DocBin(attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"])
    for text in lines(source):
        docs.add(doc(vocab, text["text"], text["entities"]))
    docs.to_disk(target)
    return len(docs)
