"""How fast the pipeline reads, how big it is, how long it takes to load: python -m benchmarks.running_speed.

One core; words are what stands between blanks; texts as `fixtures.prose` draws them, a page (300 words) at once.
"""

import time
from pathlib import Path

from extractors.nlp import corpus  # noqa: F401  # so that importing spaCy is not counted as reading
from extractors.nlp.pipeline import SHIPPED, pipeline
from fixtures.prose import texts

_PAGE = 300  # words


def pages(count: int) -> list[str]:
    """Return texts of about a page each."""
    found, page = [], ""
    for text in texts.corpus(7, 100_000):
        page += f"{text['text']}\n"
        if len(page.split()) >= _PAGE:
            found.append(page)
            page = ""
            if len(found) == count:
                break
    return found


def main() -> None:
    """Print words a second, megabytes and seconds to load."""
    sheets = pages(100)
    words = sum(len(sheet.split()) for sheet in sheets)
    start = time.process_time()
    nlp = pipeline()
    loaded = time.process_time() - start
    best = min(_seconds(nlp, sheets) for _ in range(3))
    size = sum(path.stat().st_size for path in Path(SHIPPED).rglob("*") if path.is_file())
    print(f"{words / best:,.0f} words a second of processor time; {size / 1e6:.1f} MB; loaded in {loaded:.2f} s")


def _seconds(nlp: object, sheets: list[str]) -> float:
    start = time.process_time()
    for sheet in sheets:
        nlp(sheet)  # type: ignore[operator]
    return time.process_time() - start


if __name__ == "__main__":
    main()
