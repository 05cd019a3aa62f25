"""The shipped pipeline, loaded once and only when a paper tells of goods in running text."""

from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import models
from extractors.nlp import checked, words

SHIPPED = Path(models.__file__).parent / "trained" / "nlp"
REGISTERED = (checked.component, words.printed_words)  # importing them is what registers them
MOST_SIGNS = 20_000  # of one text: a page of the densest print holds fewer


@cache
def pipeline(path: Path = SHIPPED) -> Language:
    """Return the pipeline stored at `path`; it is read once."""
    return spacy.load(path)


def parsed(text: str) -> Doc:
    """Return a text with its entities and checked identifiers; what is beyond a page's length is left out."""
    return pipeline()(text[:MOST_SIGNS])
