"""How well a pipeline finds entities: exact spans, by kind, on labelled texts."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.training import Example

from extractors.nlp import corpus


class Score(NamedTuple):
    """Precision, recall and their harmonic mean of one kind."""

    precision: float
    recall: float
    f1: float


def score(nlp: Language, texts: Iterable[dict[str, Any]]) -> dict[str, Score]:
    """Return the scores of each kind and of all (`ALL`) on texts as `corpus.lines` yields them."""
    examples = [
        Example(nlp.make_doc(text["text"]), corpus.doc(nlp.vocab, text["text"], text["entities"])) for text in texts
    ]
    told = nlp.evaluate(examples)
    found = {kind: Score(*(told["ents_per_type"].get(kind, _NONE)[key] for key in "prf")) for kind in corpus.KINDS}
    return {**found, "ALL": Score(told["ents_p"], told["ents_r"], told["ents_f"])}


_NONE = {"p": 0.0, "r": 0.0, "f": 0.0}
