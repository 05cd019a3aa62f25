"""docs/how-to.md: each recipe, followed to the letter in a copy of the checkout, does what it says."""

import shutil
from pathlib import Path

import pytest

from tests.walkthrough import ROOT, follow, section

pytestmark = pytest.mark.timeout(900)  # whole programs, on a machine that others use as well
HOW_TO = (ROOT / "docs" / "how-to.md").read_text(encoding="utf-8")
ROOMS = ("flows", "extractors", "checks", "models", "desk", "fixtures", "tests", "docs")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    home = tmp_path / "checkout"
    left_out = shutil.ignore_patterns("__pycache__", "consignments")
    for room in ROOMS:
        shutil.copytree(ROOT / room, home / room, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", home)
    return home


@pytest.mark.parametrize(
    ("title", "commands"),
    [("A language", 2), ("A kind of paper", 1), ("A rule", 3), ("An edition of a code list", 4)],
)
def test_a_recipe_does_what_it_says(title: str, commands: int, checkout: Path) -> None:
    assert follow(section(HOW_TO, title), checkout) == commands
