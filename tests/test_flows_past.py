"""What the ledger remembers of papers, and how a page is known again after another scan."""

import io
import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from checks.rulebook import judge
from extractors.ink import Gray, ink_of
from extractors.looks import look_of
from flows.ledger import looks, past
from flows.ledger.place import open_ledger
from flows.ledger.tables import PaperRow
from flows.reading import Look
from models.report import Consignment
from tests.consignments import consignment, line, paper


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def sheet(seed: int) -> Gray:
    """Draw a form whose lines are filled in by lot."""
    image, dice = Image.new("L", (1240, 1754), 255), random.Random(seed)
    draw = ImageDraw.Draw(image)
    for row in range(12):
        draw.text((100, 120 + 130 * row), f"Block {row}", fill=0, font_size=26)
        words = "".join(dice.choice("abcdefghik mnoprstu") for _ in range(dice.randrange(8, 60)))
        draw.text((140, 165 + 130 * row), words, fill=0, font_size=30)
    return np.asarray(image)


def saved_again(gray: Gray) -> Gray:
    """Return the sheet smaller, shifted on the glass, and squeezed by JPEG."""
    wide = Image.new("L", (1300, 1800), 250)
    wide.paste(Image.fromarray(gray).resize((1178, 1666)), (60, 90))
    held = io.BytesIO()
    wide.save(held, "JPEG", quality=40)
    return np.asarray(Image.open(held))


def test_a_page_saved_again_keeps_its_look_and_another_sheet_of_the_form_has_its_own() -> None:
    first, again, other = (look_of(ink_of(gray)) for gray in (sheet(1), saved_again(sheet(1)), sheet(2)))
    assert looks.common(first, again) >= looks.ALIKE > looks.common(first, other)
    assert set(looks.keys(first)) & set(looks.keys(again))
    assert look_of(ink_of(np.full((1754, 1240), 255, np.uint8))) == ""
    assert not looks.alike([], [])


def shipped(name: str, digest: str, box: str) -> Consignment:
    made = consignment(
        paper("annex_vii_document", line("Plastic scrap")),
        paper("bill_of_lading", line(), no=f"HLCU{name}", containers=[box]),
    )
    papers = tuple(
        each.model_copy(update={"sha256": digest if each.kind == "annex_vii_document" else f"{name:0>64}"})
        for each in made.papers
    )
    return Consignment(id=name, papers=papers)


def test_a_paper_is_found_again_by_its_bytes_and_the_rule_says_so(engine: Engine) -> None:
    first, second = shipped("c1001", "a" * 64, "MSCU6639870"), shipped("c2002", "a" * 64, "TEMU1234565")
    for _ in range(2):  # writing twice changes nothing
        past.keep_papers(engine, "r1", first)
    found = past.history(engine, second)
    assert [earlier.consignment for earlier in found.papers] == ["c1001", "c1001"]
    assert "paper-reused" in {finding.code for finding in judge(second, history=found)}
    assert past.history(engine, first).papers == ()
    assert past.history(engine, shipped("c3003", "b" * 64, "CSQU3054383")).papers == ()


def test_a_paper_is_found_again_by_its_look(engine: Engine) -> None:
    first, second = shipped("c1001", "a" * 64, "MSCU6639870"), shipped("c2002", "b" * 64, "TEMU1234565")
    past.keep_papers(engine, "r1", first, [Look(sha256="a" * 64, page=1, look=look_of(ink_of(sheet(1))))])
    found = past.history(engine, second, [Look(sha256="b" * 64, page=1, look=look_of(ink_of(saved_again(sheet(1)))))])
    assert {earlier.looks_like for earlier in found.papers} == {("b" * 64,), ()}
    assert "paper-reused" in {finding.code for finding in judge(second, history=found)}
    found = past.history(engine, second, [Look(sha256="b" * 64, page=1, look=look_of(ink_of(sheet(2))))])
    assert "paper-reused" not in {finding.code for finding in judge(second, history=found)}


def test_another_reading_takes_the_place_of_the_one_before(engine: Engine) -> None:
    for reader in ("r1", "r2"):
        past.keep_papers(engine, reader, shipped("c1001", "a" * 64, "MSCU6639870"))
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(PaperRow)) == 2
