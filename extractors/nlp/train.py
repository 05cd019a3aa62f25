"""Training the pipeline: labelled texts in, a folder that `spacy.load` reads out; one seed gives the same weights."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from spacy import util
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_loop

from extractors.nlp import checked, corpus, words

CONFIG = Path(__file__).parent / "config.cfg"
REGISTERED = (checked.component, words.printed_words)
_UNUSED = ("vocab/vectors", "vocab/lookups.bin", "vocab/lookups_extra.bin", "vocab/key2row", "vocab/vectors.cfg")


def train(texts: Path, held_back: Path, target: Path, *, steps: int = 4000, seed: int = 57) -> dict[str, Any]:
    """Train on `texts`, choose the best step by `held_back` (both JSON lines), store at `target`, return its scores."""
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        corpus.pack(texts, room / "train.spacy")
        corpus.pack(held_back, room / "dev.spacy")
        told: dict[str, Any] = {
            "paths": {"train": str(room / "train.spacy"), "dev": str(room / "dev.spacy")},
            "system.seed": seed,
            "training.max_steps": steps,
            "training.eval_frequency": max(1, min(500, steps // 2)),
        }
        config = util.load_config(CONFIG, overrides=util.dict_to_dot(told), interpolate=False)
        (room / "out").mkdir()
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            train_loop(init_nlp(config), room / "out", stdout=nowhere)
        return _stored(room / "out" / "model-best", target)


def _stored(best: Path, target: Path) -> dict[str, Any]:
    """Copy the pipeline without what it does not use, paths of this machine among them; return its scores."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(best, target)
    for name in _UNUSED:
        (target / name).unlink(missing_ok=True)
    (target / "vocab" / "strings.json").write_text(json.dumps(sorted(corpus.KINDS)), encoding="utf-8")
    config = util.load_config(target / "config.cfg", interpolate=False)
    config["paths"] = dict.fromkeys(config["paths"])
    config.to_disk(target / "config.cfg", interpolate=False)
    meta = json.loads((target / "meta.json").read_text(encoding="utf-8"))
    return dict(meta["performance"])
