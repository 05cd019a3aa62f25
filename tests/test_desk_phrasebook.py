"""Findings in French and Spanish: every template of the rules has one, and nothing English is left over."""

import ast
import re
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from checks.evidence import short
from checks.history import Earlier, History
from checks.rulebook import judge
from desk import phrasebook
from desk.lookup import search
from desk.speech import CATALOGUES, LANGUAGES
from extractors import media
from fixtures.cases import BEFORE, CASES, case
from models import errors
from models.finding import Finding
from models.reference.chemicals import chemicals
from models.reference.nomenclature import label
from models.reference.table import rows
from models.report import Consignment

ROOT = Path(__file__).parent.parent
OTHERS = [language for language in LANGUAGES if language != "en"]
SLOT = re.compile(r"{[^}]*}")
# What checks/ holds of text that no finding says: the rule book's own page, and words that rules look for or look up.
SILENT = {"book.py", "rulebook.py", "misreadings.py", "parties_alike.py"}
LOOKED_UP = {
    "once used",
    "to check",
    "pesticide use",
    "liquid mercury",
    "{} goods {}",
    "mutually defined",
    "{} {}",
    "on ",
}
TODAY = date(2026, 11, 28)


def templates() -> Iterator[tuple[str, str]]:
    """Yield the texts of rules that have words and a space, with {} for what is filled in, and where each stands."""
    for path in sorted((ROOT / "checks").glob("*.py")):
        for text, line in _texts(ast.parse(path.read_text(encoding="utf-8"))) if path.name not in SILENT else ():
            worded = re.search(r"[^\W\d_]{2}", SLOT.sub(" ", text)) and "\\" not in text
            if worded and " " in text and text not in LOOKED_UP:
                yield text, f"{path.name}:{line}"


def _texts(node: ast.AST) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.JoinedStr):
        parts = (str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield "".join(parts), node.lineno
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, node.lineno
    for child in ast.iter_child_nodes(node) if not isinstance(node, ast.JoinedStr) else ():
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):  # documentation
            yield from _texts(child)


@cache
def told(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((CATALOGUES / "findings" / f"{language}.toml").read_text(encoding="utf-8"))


def known(language: str) -> set[str]:
    """The English side of a catalogue, with {} for every slot."""
    return {SLOT.sub("{}", english) for section in told(language).values() for english in section}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_a_rule_is_in_the_catalogue(language: str) -> None:
    found = dict(templates())
    assert len(found) > 250
    missing = {where: text for text, where in found.items() if text not in known(language)}
    assert not missing


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_of_the_catalogue_is_one_of_a_rule(language: str) -> None:
    found = {text for text, _ in templates()}
    assert {SLOT.sub("{}", english) for english in told(language)["message"]} <= found


def test_catalogues_hold_the_same_templates_and_fill_in_the_same() -> None:
    french, spanish = (told(language) for language in OTHERS)
    assert french.keys() == spanish.keys()
    for section, texts in french.items():
        assert list(texts) == list(spanish[section]), section
        for english, text in texts.items():
            slots = {name for name, kind in re.findall(r"{(\w+)(?::(\w+))?", english) if kind != "verb"}
            for said in (text, spanish[section][english]):
                assert set(re.findall(r"{(\w+)}", said)) == slots or section == "joined", english


def raised() -> Iterator[tuple[Consignment, Finding]]:
    """Yield what the cases of all codes raise, near misses among them."""
    before = [paper.model_copy(update={"sha256": f"{paper.id:0>64}"}) for paper in BEFORE.papers]
    past = History(papers=tuple(Earlier(consignment="c0", paper=paper) for paper in before))
    for code in CASES:
        for near in (False, True):
            here = case(code, near=near)
            yield from ((here, finding) for finding in judge(here, today=TODAY, history=past))


def words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{2,}", text)}


@cache
def reference() -> list[str]:
    """The labels of reference tables, which are kept as they are; the longest first, and as a message cuts them."""
    labels = {row["label"] for table in ("basel_codes.csv", "waste_headings.csv") for row in rows(table)}
    labels |= {chemical.name for chemical in chemicals()} | {row["name"] for row in rows("un_dg.csv")}
    cut = {short(each, length) for each in labels for length in (50, 60)}
    return sorted(labels | cut, key=len, reverse=True)


def kept(here: Consignment, finding: Finding) -> list[str]:
    """What of a finding is a value or a label, and rightly the same in every language."""
    codes = re.findall(
        r"\d{4}(?:\.\d\d)?", " ".join((finding.message, finding.expected, finding.found, *finding.basis))
    )
    labels = [label(code.replace(".", "")) for code in codes]
    return [*(cut for each in labels for cut in (each, short(each, 50), short(each)) if cut), *reference()]


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_english_is_left_in_what_the_cases_raise(language: str) -> None:
    own = words(" ".join(text for section in told(language).values() for text in section.values()))
    own |= words(" ".join(row[language] for row in rows("countries.csv")))
    codes = set()
    for here, finding in raised():
        said = phrasebook.message(finding.message, language)
        assert said is not None, finding.message
        rest = [phrasebook.value(text, language) for text in (finding.expected, finding.found)]
        rest += [phrasebook.basis(text, language) for text in finding.basis]
        left = re.sub(r"[A-Z]{2} → [A-Z]{2}", " ", " ".join([said, *rest]))  # a route by its codes
        for each in kept(here, finding):
            left = left.replace(each, " ") if each else left
        printed = words(" ".join(re.findall(r'"(?:raw|file|value|unit)":"([^"]*)"', here.model_dump_json())))
        assert words(left) <= own | printed | {"hs", "stockholm", "rotterdam", "montreal", "kigali", "cas"}, left
        codes.add(finding.code)
    assert codes >= CASES.keys()


ASKED = (
    "8549.11",
    "3915",
    "854810",
    "2903.71",
    "A1160",
    "B3010",
    "Y31",
    "D10",
    "160601*",
    "UN 2794",
    "50-29-3",
    "R-22",
)


@pytest.mark.parametrize("language", OTHERS)
def test_what_the_look_up_tells_is_said(language: str) -> None:
    noted = {chemical.notes for chemical in chemicals()} | {row["notes"] for row in rows("un_dg.csv")}
    for text in [text for asked in ASKED for found in search(asked, TODAY) for text in found.details]:
        said = phrasebook.detail(text, language)
        assert said != text or text.startswith("CAS ") or text in noted, text
        assert not re.match(r"(under|edition|followed|waste|chemical|stream|in force|regimes)\b", said), text


@pytest.mark.parametrize("language", OTHERS)
def test_values_in_a_message_are_kept_as_printed(language: str) -> None:
    papers = "on the paper (in and out.pdf) and 1.3 t on the packing list X and Y"
    message = f"“A and B, 2 bags” is 1 200 kgs {papers}. See whether a unit was overlooked, or count."
    said = phrasebook.message(message, language)
    assert said is not None
    assert all(value in said for value in ("“A and B, 2 bags”", "1 200 kgs", "(in and out.pdf)", "1.3 t", " X and Y"))


KINDS = {kind.__name__: kind for kind in vars(errors).values()
         if isinstance(kind, type) and issubclass(kind, errors.PaperError)}  # fmt: skip
OF_AN_OFFICE = {"page_source.py", "pictures.py", "raster.py"}  # hold what only the program's own callers are told


def refused() -> Iterator[tuple[str, str]]:
    """Yield what readers refuse a file with, {} filled in, and where it stands."""
    for path in [*(ROOT / "extractors").rglob("*.py"), *(ROOT / "flows").rglob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS and node.args:
                what, line = next(_texts(node.args[0]), ("", 0))
                if " " in what:
                    yield KINDS[node.func.id](what.replace("{}", "7")).message, f"{path.name}:{line}"
    yield from ((errors.UnknownType(what).message, "media.py") for _, what in (*media._REFUSED, *media._MARKUP))
    yield from ((kind().message, name) for name, kind in KINDS.items())


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_reader_refuses_a_file_with_is_said(language: str) -> None:
    found = dict(refused())
    assert len(found) > 90
    left = [where for message, where in found.items() if phrasebook.remark(message, language) is None]
    assert [where for where in left if where.partition(":")[0] not in OF_AN_OFFICE] == []


REMARKS = (
    "03.04.2026 may be 2026-04-03 or 2026-03-04; it was read as the first",
    'Sheet "Old" is hidden and was not read. Unhide it if it belongs to the papers.',
    "Not understood, and not compared: Foo, Bar and 3 more. Rename them, or look at them by eye.",
    "Page 4 says page 2 of 3 but does not follow one: see whether it is a paper of its own",
    "The PDF carries actions (scripts, embedded media). None was run. Take care with it in other programs.",
    "Not read within 30 seconds. Ask the sender for another copy. Print this page to a new PDF, or scan it again.",
)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("remark", REMARKS)
def test_what_a_reader_remarks_of_a_page_is_said(language: str, remark: str) -> None:
    said = phrasebook.remark(remark, language)
    assert said is not None
    assert not words(said) & {"the", "was", "it", "and", "see", "scripts,"}


def test_what_no_template_made_stays_english() -> None:
    assert phrasebook.message("Something a rule of another office says.", "fr") is None
    assert phrasebook.message("No paper gives the UN number of these goods.", "en") is None


@pytest.mark.parametrize(
    "name",
    [
        " and invoice on the paper; UN 1 on the bill of lading 2, (block 3) is “x” and " * 60,
        "T on the dangerous goods declaration (T)" + ", dangerous goods declaration (T)" * 26,
    ],
)
def test_a_name_made_to_be_hard_to_read_costs_no_time(name: str) -> None:
    began = time.process_time()
    phrasebook.message(f"The paper ({name}.pdf) is dated {name}, {name}", "fr")
    phrasebook.message(f"The port of loading is {name}", "fr")
    assert time.process_time() - began < 2
