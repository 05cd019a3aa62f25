"""Papers that print what another paper says, where it was read as nothing, do not contradict it."""

from datetime import date
from decimal import Decimal

import pytest

from checks.printed import code_stands_on, figure_stands_on, text_stands_on
from checks.rulebook import judge
from models.field import Field, with_fields
from models.paper import Fields, Paper
from tests.consignments import amount, bill, consignment, invoice, line, packing_list, paper, text
from tests.typesetting import page, paper_of


def printing(other_text: str, *, confidence: float = 0.9) -> Paper:
    """Return a paper that bears some of every value and prints `other_text` beside."""
    fields = Fields(
        total_net_mass=amount("24000 KGM"),
        total_packages=amount("400 CT"),
        invoice_number=text("INV-9"),
    )
    names = {"consignee": "Ever Loaden"}
    read = paper("bill_of_lading", fields=fields, no="BL-1", names=names, seals={"CSQU3054383": "EU778899"})
    return with_fields(read, lambda field: as_sure(field, confidence)).model_copy(update={"other_text": other_text})


def as_sure(field: Field[object], confidence: float) -> Field[object]:
    return field.model_copy(update={"confidence": confidence})


def beside() -> Paper:
    fields = Fields(total_net_mass=amount("19850 KGM"), total_packages=amount("397 CT"))
    names = {"consignee": "Pacific Crest Tool Co. Ltd."}
    told = paper("commercial_invoice", fields=fields, no="7302614", names=names, seals={"CSQU3054383": "ML-401122"})
    return with_fields(told, lambda field: as_sure(field, 0.9))


def codes(*papers: Paper) -> set[str]:
    return {finding.code for finding in judge(consignment(*papers), today=date(2026, 11, 24))}


DIFFERING = {"mass-differs", "packages-differ", "party-differs", "reference-differs", "seals-differ"}


def test_what_two_papers_say_otherwise_is_told() -> None:
    assert codes(printing(""), beside()) >= DIFFERING


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Ctrs 2 net 19,850.00 kg", "mass-differs"),
        ("397 packages in all", "packages-differ"),
        ("PACIFIC CREST TOOL CO.\nTacoma", "party-differs"),
        ("Inv. 730 2614", "reference-differs"),
        ("sealed ML 401122", "seals-differ"),
    ],
)
def test_what_both_papers_print_is_no_difference(printed: str, code: str) -> None:
    assert code not in codes(printing(printed), beside())
    assert codes(printing(printed), beside()) >= DIFFERING - {code}
    assert code in codes(printing(printed, confidence=1.0), beside())  # as an officer has corrected it


@pytest.mark.parametrize(
    ("printed", "raised"),
    [
        ("Razem: 1650 opakowań, 25 palet", False),
        ("25 pallets", False),
        ("25 kg", True),  # of nothing that is counted
        ("25 cartons, 24 pallets", True),
        ("No. 25/26 125 pallets", True),
        ("", True),
    ],
)
def test_a_small_number_of_packages_is_found_with_their_kind(printed: str, *, raised: bool) -> None:
    told = bill(fields=Fields(total_packages=amount("25 PX", confidence=0.9)))
    other = packing_list(fields=Fields(total_packages=amount("115 PX", confidence=0.9)))
    assert ("packages-differ" in codes(told, other.model_copy(update={"other_text": printed}))) is raised


def test_a_mass_is_found_by_the_tonne() -> None:
    told = bill(fields=Fields(total_net_mass=amount("24000 KGM", confidence=0.9)))
    other = packing_list(line("a", net="19850 KGM", confidence=0.9))
    assert "mass-differs" in codes(told, other)
    assert "mass-differs" not in codes(told.model_copy(update={"other_text": "19,85 t"}), other)


@pytest.mark.parametrize(
    ("text_", "number", "stands"),
    [
        ("net 24 980,00 kg", "24980", True),
        ("1 24,980.5", "24980.5", True),
        ("24'980", "24980", True),
        ("224 980", "24980", False),
        ("24 packages, 980 pieces", "24980", False),
        ("12", "12", False),
        ("120", "12", False),
    ],
)
def test_figures_are_found_however_they_are_printed(text_: str, number: str, *, stands: bool) -> None:
    assert figure_stands_on(printing(text_), Decimal(number)) is stands


def test_names_and_codes_are_found_without_signs() -> None:
    assert text_stands_on(printing("Nordhafen\nMetall"), "NORDHAFEN METALL GmbH")
    assert not text_stands_on(printing("Nordhafen"), "Nordhafen Metall GmbH")
    assert text_stands_on(printing("ZAKŁAD ŚRUB"), "Zakład Śrub Sp. z o.o.")
    assert not text_stands_on(printing("A1 B2"), "A1")
    assert code_stands_on(printing("HS 3915.10.00 film"), "391510")
    assert not code_stands_on(printing("HS 3915.90"), "391510")


@pytest.mark.parametrize(
    ("printed", "raised"),
    [
        ("", True),
        ("Sea freight 15,000.00", False),
        ("12,000.00", True),
        ("Pump 12,345.00 and valve 2,655.00", False),
        ("Pump 7,500.00", True),
    ],
)
def test_a_total_holds_what_is_printed_beside_the_lines(printed: str, *, raised: bool) -> None:
    sold = invoice(line("a", total="20000"), line("b", total="14710"), fields=Fields(total_amount=money("49710")))
    assert ("arithmetic" in codes(sold.model_copy(update={"other_text": printed}))) is raised


@pytest.mark.parametrize(("printed", "raised"), [("", True), ("UN 3082 N.O.S.", False), ("VUN 3082", True)])
def test_a_un_number_read_as_no_lines_is_on_the_paper(printed: str, *, raised: bool) -> None:
    told = packing_list(line("Agent, liquid", hazard="9")).model_copy(update={"other_text": printed})
    assert ("un-number-missing" in codes(told)) is raised


TWO = (line("a", net="400 KGM"), line("b", net="500 KGM"))


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        (invoice(line("a", quantity="640 PR", price="24.90", total="20000")), "15.936,00"),
        (packing_list(*TWO, fields=Fields(total_net_mass=amount("700 KGM"))), "tare 200 kg"),
    ],
)
def test_numbers_of_one_paper_that_it_prints_otherwise_as_well(told: Paper, printed: str) -> None:
    read = with_fields(told, lambda field: as_sure(field, 0.9))
    assert "arithmetic" in codes(read)
    assert "arithmetic" not in codes(read.model_copy(update={"other_text": printed}))
    assert "arithmetic" in codes(told.model_copy(update={"other_text": printed}))  # as an officer has corrected it


@pytest.mark.parametrize(
    ("told", "printed", "code"),
    [
        (bill(containers=["CSQU3054383"]), "MSCU 663987-0", "containers-differ"),
        (bill(line("Valves", "848180")), "8481.10.00", "hs-differs"),
    ],
)
def test_a_code_printed_where_none_was_read_is_no_difference(told: Paper, printed: str, code: str) -> None:
    other = invoice(line("Valves", "848110"), containers=["MSCU6639870", "CSQU3054383"])
    read = with_fields(told, lambda field: as_sure(field, 0.9))
    assert code in codes(read, other)
    assert code not in codes(read.model_copy(update={"other_text": printed}), other)
    assert code in codes(told.model_copy(update={"other_text": printed}), other)


def money(value: str) -> Field[Decimal]:
    return Field(value=Decimal(value), raw=value, confidence=0.9, evidence=amount(value).evidence)  # type: ignore[union-attr]


def test_what_no_value_was_read_from_is_kept() -> None:
    words = [(50, 40, "COMMERCIAL INVOICE"), (50, 60, "No. AB-2026-77"), (50, 300, "Thank you for your custom 4711")]
    assert "4711" in paper_of(page(*words)).other_text
    assert "AB-2026-77" not in paper_of(page(*words)).other_text
    assert paper_of(page((50, 40, "Menu of the day"), (50, 60, "Soup 4711"))).other_text == ""
