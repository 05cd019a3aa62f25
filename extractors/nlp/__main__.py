"""Training and measuring the pipeline: `python -m extractors.nlp train`, `python -m extractors.nlp score FILE.jsonl`.

Without `--corpus`, the texts are drawn by `fixtures.prose`, which a checkout has and an installation has not; this is
the one place in `extractors` that knows the generator.
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path

from extractors.nlp import corpus, train
from extractors.nlp.pipeline import SHIPPED, pipeline
from extractors.nlp.score import Score, score

SEED = 57
SETS = {"train": (0, 24_000, False), "dev": (1, 300, False), "held": (2, 600, True)}  # seed offset, texts, held out


def main() -> None:
    """Run a command."""
    parser = argparse.ArgumentParser(prog="python -m extractors.nlp", description="Train or score the text pipeline.")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train, store, and write the model card")
    training.add_argument("--corpus", type=Path, help="folder with train.jsonl, dev.jsonl and held.jsonl; else drawn")
    training.add_argument("--out", type=Path, default=SHIPPED)
    training.add_argument("--steps", type=int, default=4000)
    training.add_argument("--seed", type=int, default=SEED)
    scoring = commands.add_parser("score", help="score the stored pipeline on labelled texts")
    scoring.add_argument("texts", type=Path)
    scoring.add_argument("--model", type=Path, default=SHIPPED)
    options = parser.parse_args()
    if options.command == "score":
        print(_table(score(pipeline(options.model), corpus.lines(options.texts))))
        return
    with tempfile.TemporaryDirectory() as folder:
        texts = options.corpus or _drawn(Path(folder), options.seed)
        train.train(texts / "train.jsonl", texts / "dev.jsonl", options.out, steps=options.steps, seed=options.seed)
        told = score(pipeline(options.out), corpus.lines(texts / "held.jsonl"))
    card = _card(told, options.steps, options.seed)
    (options.out / "card.md").write_text(card, encoding="utf-8")
    print(card)


def _drawn(folder: Path, seed: int) -> Path:
    from fixtures.prose import texts

    for name, (offset, count, held_out) in SETS.items():
        texts.write(folder / f"{name}.jsonl", seed + offset, count, held_out=held_out)
    return folder


def _table(told: dict[str, Score]) -> str:
    lines = ["| entity | precision | recall | F1 |", "|---|---|---|---|"]
    lines += [f"| {kind} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} |" for kind, one in told.items()]
    return "\n".join(lines)


def _card(told: dict[str, Score], steps: int, seed: int) -> str:
    return f"""# nlp: goods, counts, masses, firms and places in running text

- **What**: a spaCy 3.8 pipeline (`config.cfg`): tok2vec and NER over {", ".join(corpus.KINDS)}, and rules for checked
  identifiers. It reads goods that are told in running text (`extractors/running_goods.py`), nothing else.
- **Data**: {SETS["train"][1]:,} texts drawn by `fixtures.prose` (bills of lading, mails, letters, manifests, delivery
  orders; English mainly, French, German, Spanish, Italian, Portuguese, Dutch, Chinese), with the trade terms of
  `models/reference/hs` as goods, lines broken anywhere, and signs misread as OCR misreads them. No real paper.
- **Date**: {date.today():%B %Y}. **Seed**: {seed}. **Steps**: {steps} of 1,000 words.
- **Rebuild**: `python -m extractors.nlp train` (ten minutes on one core; one seed, one outcome).
- **Scores** on {SETS["held"][1]} drawn texts whose templates and whose chapters of goods training has never seen; exact
  spans, misread signs included:

{_table(told)}

Texts by hand: `python -m benchmarks.running_text`; speed: `python -m benchmarks.running_speed`. Known limits stand in
`docs/extraction.md`.
"""


if __name__ == "__main__":
    main()
