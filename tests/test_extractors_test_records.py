"""Papers that record tests of used equipment, by their titles."""

import pytest

from extractors.test_records import is_record
from tests.typesetting import page, paper_of


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("TEST AND CONFIGURATION RECORD TR-11", True),
        ("Prüfprotokoll gebrauchte Geräte", True),
        ("Rapport d'essais de fonctionnement", True),
        ("Protokół z badań", True),
        ("Certificate of analysis", False),
        ("Test equipment", False),
        ("Lista de precios", False),
    ],
)
def test_a_title_that_names_tests_and_what_records_them(title: str, *, told: bool) -> None:
    assert is_record(title) is told


def test_a_paper_of_another_kind_bears_its_title_as_a_record_of_tests() -> None:
    printed = ((40, 50, "FUNCTIONAL TEST REPORT FR-11"), (40, 80, "Holder: Murgrund IT GmbH"), (40, 110, "ok 12/12"))
    paper = paper_of(page(*printed))
    assert paper.kind == "other"
    assert paper.fields.test_record is not None
    assert paper.fields.test_record.value == "FUNCTIONAL TEST REPORT FR-11"
