"""Real papers, where they are at hand: other people's, never part of this repository."""

from pathlib import Path

import pytest

from extractors.pages import pages
from extractors.sources import open_sources
from models.page import Page

PAPERS = Path(__file__).parent.parent / ".." / "shared" / "papers"

pytestmark = pytest.mark.skipif(not PAPERS.is_dir(), reason="waits for ../shared/papers beside this checkout")

SEEN = [
    ("DV01_bl_mindee.jpg", "ocr", {"BILL", "LADING"}),
    ("DV03_hawb_softlink_scan.pdf", "ocr", {"12345712", "ATHENS", "XXX", "NVD"}),
    ("DV04_arrival_notice_softlink.pdf", "text_layer", {"ARRIVAL"}),
    ("DV08_blank_bl_form.pdf", "text_layer", {"LADING"}),
    ("DV11_isf_filled.pdf", "text_layer", {"HBL123456789", "OCN12345", "8471.30", "Thailand"}),
    ("DV13_ci_synthetic.png", "ocr", set()),
    ("DV16_MovementMergeTemplate.docx", "data", {"Exporter"}),
]


def read(name: str) -> list[Page]:
    sources, unread = open_sources([PAPERS / name])
    assert unread == []
    return [page for source in sources for page in pages(source)]


def told_of(name: str) -> list[str]:
    return ["pdf-actions"] if name == "DV11_isf_filled.pdf" else []  # the one form here that carries scripts


@pytest.mark.parametrize(("name", "origin", "words"), SEEN)
def test_a_real_paper_is_read(name: str, origin: str, words: set[str]) -> None:
    if not (PAPERS / name).is_file():
        pytest.skip("waits for this paper in ../shared/papers")
    found = read(name)
    assert found[0].origin == origin
    assert [problem.code for page in found for problem in page.problems] == told_of(name)
    told = {word.text.strip(".,:;()") for page in found for word in page.words}
    assert {word.upper() for word in words} <= {word.upper() for word in told}
    for page in found:
        assert len(page.words) > 20
        assert all(page.box.contains(word.box, slack=2) for word in page.words)
