"""Weights on disk: plain arrays and JSON, read by memory map; no pickle.

`card.json` says what they were trained on; `vocabulary.txt` has the words, `codes.txt` the codes; `inputs.npy` word
vectors as bytes with a scale a row; `headings.npy`, `outputs.npy` the codes' side; `postings_*.npy`, `terms_*.npy` and
`middles.npy`, `centres.npy` the index; `verdict.npz` the combiner; `own_*.npy` a user's own lines as precedents, where
there are any.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from models.hs.features import Floats, Vocabulary
from models.hs.index import Index
from models.hs.network import Network, heading_starts
from models.hs.precedents import BUCKETS, Precedents
from models.hs.verdict import Verdict

SHIPPED = Path(__file__).parent.parent / "trained" / "hs"
FORMAT = 5
_BYTE = 127.0
_UNIT = 255.0


class Weights(NamedTuple):
    """All that the scorer needs; `inputs` is bytes with `scales` a row, dequantised row by row as words come."""

    card: dict[str, Any]
    codes: tuple[str, ...]
    vocabulary: Vocabulary
    inputs: Any
    scales: Floats
    headings: Floats
    outputs: Floats
    starts: Any
    retrieval: Index
    verdict: Verdict
    precedents: Precedents | None = None

    def network(self) -> Network:
        """Return the network in full precision, to train on."""
        return self.network_of(self.inputs.astype(np.float32) * self.scales[:, None])

    def network_of(self, inputs: Floats) -> Network:
        """Return the network over `inputs`, such as the vectors of some of the columns."""
        return Network(inputs, self.headings, self.outputs, self.starts)


class NoWeights(FileNotFoundError):
    """No trained weights in a folder, or of another format than this program reads."""


def save(
    folder: Path,
    card: dict[str, Any],
    codes: tuple[str, ...],
    vocabulary: Vocabulary,
    network: Network,
    index: Index,
    verdict: Verdict,
) -> None:
    """Write weights to `folder`, made if need be; the card is written last, and without it nothing is read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "card.json").unlink(missing_ok=True)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary.known), encoding="utf-8")
    (folder / "codes.txt").write_text("\n".join(codes), encoding="utf-8")
    scales = np.abs(network.inputs).max(axis=1) / _BYTE
    rounded = np.round(network.inputs / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    arrays = {
        "word_weights": vocabulary.weights.astype(np.float16),
        "inputs": rounded,
        "scales": scales.astype(np.float16),
        "headings": network.headings.astype(np.float16),
        "outputs": network.outputs.astype(np.float16),
        "middles": index.middles.astype(np.float16),
        "centres": index.centres.astype(np.float16),
        "terms_owners": index.owners.astype(np.uint16),
        **_packed("postings", index.postings, np.uint16),
        **_packed("terms", index.terms, np.uint32),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    parts = {f"layer{place}": layer for place, layer in enumerate(verdict.layers)}
    np.savez(folder / "verdict.npz", means=verdict.means, scales=verdict.scales, **parts)  # type: ignore[arg-type]
    write_card(folder, {"format": FORMAT, **card})


def save_precedents(folder: Path, own: Precedents) -> None:
    """Write a user's precedents to `folder`, before `save` makes it readable."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {"own_owners": own.owners.astype(np.uint16), **_packed("own", own.letters, np.uint32)}
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """Write what is told of the weights in `folder`."""
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def load(folder: Path = SHIPPED) -> Weights:
    """Return the weights in `folder`. Raises NoWeights when there are none that this program can read."""
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoWeights(f"No trained weights in {folder}. Run `python -m models.hs.train`.") from error
    if card.get("format") != FORMAT:
        raise NoWeights(f"The weights in {folder} are of another version. Run `tallyman hs train` again.")
    known = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    vocabulary = Vocabulary(known, _array(folder, "word_weights").astype(np.float32))
    codes = tuple((folder / "codes.txt").read_text(encoding="utf-8").split("\n"))
    with np.load(folder / "verdict.npz", allow_pickle=False) as parts:
        layers = tuple(parts[f"layer{place}"] for place in range(len(parts.files) - 2))
        verdict = Verdict(parts["means"], parts["scales"], layers)
    return Weights(
        card=card,
        codes=codes,
        vocabulary=vocabulary,
        inputs=np.load(folder / "inputs.npy", mmap_mode="r", allow_pickle=False),
        scales=_array(folder, "scales").astype(np.float32),
        headings=_array(folder, "headings").astype(np.float32),
        outputs=_array(folder, "outputs").astype(np.float32),
        starts=heading_starts(codes),
        retrieval=_index(folder, vocabulary, len(codes)),
        verdict=verdict,
        precedents=_precedents(folder),
    )


def _packed(name: str, matrix: Any, places: Any) -> dict[str, Any]:
    """Return the arrays of a sparse matrix with weights up to one, to be read by `_unpacked`."""
    return {
        f"{name}_ends": np.diff(matrix.indptr).astype(np.uint16),
        f"{name}_places": matrix.indices.astype(places),
        f"{name}_weights": np.maximum(np.round(matrix.data * _UNIT), 1).astype(np.uint8),
    }


def _unpacked(folder: Path, name: str, shape: tuple[int, int]) -> Any:
    ends = np.concatenate([[0], np.cumsum(_array(folder, f"{name}_ends"), dtype=np.int64)]).astype(np.int32)
    weights = _array(folder, f"{name}_weights").astype(np.float32) / np.float32(_UNIT)
    return sparse.csr_matrix((weights, _array(folder, f"{name}_places").astype(np.int32), ends), shape=shape)


def _index(folder: Path, vocabulary: Vocabulary, codes: int) -> Index:
    owners = _array(folder, "terms_owners").astype(np.int32)
    return Index(
        _unpacked(folder, "postings", (vocabulary.width, codes)),
        _array(folder, "middles").astype(np.float32),
        _array(folder, "centres").astype(np.float32),
        _unpacked(folder, "terms", (len(vocabulary.known), len(owners))),
        owners,
    )


def _precedents(folder: Path) -> Precedents | None:
    if not (folder / "own_owners.npy").is_file():
        return None
    owners = _array(folder, "own_owners").astype(np.int32)
    return Precedents(_unpacked(folder, "own", (BUCKETS, len(owners))), owners)


def _array(folder: Path, name: str) -> Any:
    return np.load(folder / f"{name}.npy", allow_pickle=False)
