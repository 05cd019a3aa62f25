"""Files of several papers: where each begins, what goes on, what repeats, and what stays unsure."""

from extractors.kinds import titles
from extractors.regions import Layout
from models.page import Page
from tests.typesetting import page, papers_of, words

Printed = tuple[float, float, str]
ROWS: tuple[Printed, ...] = (
    (50, 300, "Description"), (250, 300, "HS code"), (330, 300, "Quantity"), (400, 300, "Unit price"),
    (480, 300, "Amount"),
    (50, 316, "Steel hinges"), (250, 316, "8302.10"), (330, 316, "10"), (400, 316, "2.00"), (480, 316, "20.00"),
)  # fmt: skip
TERMS = "the seller shall not be liable for any delay in delivery that is caused by events beyond its control"


def _invoice(number: str, *more: Printed, at: int = 1, title: str = "COMMERCIAL INVOICE") -> Page:
    head: tuple[Printed, ...] = (
        ((200, 50, title), (50, 80, f"Invoice No.: {number}")) if number else ((200, 50, title),)
    )
    return page(*head, (50, 120, "Sold to:"), (50, 132, "Lotus Polymers Sdn Bhd"), *ROWS, *more, number=at)


def _list(at: int, *more: Printed) -> Page:
    return page((200, 50, "PACKING LIST"), (50, 80, "Packing list no: PL-3"), (50, 120, "Consignee:"),
                (50, 132, "Lotus Polymers Sdn Bhd"), (50, 300, "Description"), (300, 300, "Net weight kg"),
                (50, 316, "Steel hinges"), (300, 316, "44.0"), *more, number=at)  # fmt: skip


def test_an_invoice_a_packing_list_and_a_bill_of_lading_in_one_scan_are_three_papers() -> None:
    lading = page(
        (200, 50, "BILL OF LADING"), (50, 80, "B/L No.: KX-1"), (50, 110, "Shipper"), (50, 122, "Rila Metals EOOD"),
        (50, 160, "Port of loading"), (50, 172, "Varna"), (50, 200, "Vessel"), (50, 212, "CAROLINA"), number=3,
    )  # fmt: skip
    found = papers_of(_invoice("A-1"), _list(2), lading)
    assert [(p.kind, p.pages) for p in found] == [
        ("commercial_invoice", (1,)),
        ("packing_list", (2,)),
        ("bill_of_lading", (3,)),
    ]


def test_two_invoices_with_two_numbers_are_never_one() -> None:
    found = papers_of(_invoice("A-1"), _invoice("A-2", at=2))
    assert [p.fields.number.value for p in found if p.fields.number] == ["A-1", "A-2"]
    assert [len(p.goods) for p in found] == [1, 1]


def test_a_page_with_the_same_title_and_number_goes_on() -> None:
    second = _invoice("A-1", (50, 332, "Brass screws"), (250, 332, "7415.33"), (330, 332, "5"), at=2)
    (paper,) = papers_of(_invoice("A-1"), second)
    assert paper.pages == (1, 2)
    assert not paper.problems


def test_a_page_headed_by_the_number_alone_goes_on_though_bank_details_are_titled() -> None:
    second = page((50, 30, "A-1"), (50, 60, "Brass screws"), (480, 60, "35.00"), (50, 200, "Bank details"), number=2)
    (paper,) = papers_of(_invoice("A-1"), second)
    assert paper.pages == (1, 2)


def test_page_two_of_two_goes_on_and_page_one_of_two_begins_anew() -> None:
    pages = [_invoice("A-1", (450, 800, f"Page {n % 2 + 1} of 2"), (50, 340, f"row {n}"), at=n + 1) for n in range(4)]
    assert [p.pages for p in papers_of(*pages)] == [(1, 2), (3, 4)]


def test_page_two_without_its_page_one_is_a_paper_of_its_own_and_unsure() -> None:
    found = papers_of(_list(1, (450, 800, "Page 1 of 1")), _invoice("A-1", (450, 800, "Page 2 of 3"), at=2))
    assert [p.pages for p in found] == [(1,), (2,)]
    assert [problem.code for problem in found[1].problems] == ["split-unsure"]
    assert found[1].kind_confidence <= 0.7


def test_terms_on_the_back_belong_to_the_paper_and_are_notpapers_of() -> None:
    back = page(*((50, 60 + 12 * n, f"{n}. {TERMS}") for n in range(30)), (50, 440, "Buyer: anybody Ltd"), number=2)
    (paper,) = papers_of(_invoice("A-1"), back)
    assert paper.pages == (1, 2)
    assert len(paper.goods) == 1
    buyer = paper.party("buyer")
    assert buyer is not None
    assert buyer.name is not None
    assert buyer.name.value == "Lotus Polymers Sdn Bhd"


def test_a_page_scanned_twice_is_read_once() -> None:
    found = papers_of(_invoice("A-1"), _list(2), _invoice("A-1", at=3))
    assert [p.pages for p in found] == [(1, 3), (2,)]
    assert len(found[0].goods) == 1
    assert [problem.code for problem in found[0].problems] == ["page-repeated"]


def test_movement_documents_that_differ_in_one_figure_are_no_repeats() -> None:
    def movement(serial: int) -> Page:
        return page((150, 50, "MOVEMENT DOCUMENT FOR TRANSBOUNDARY MOVEMENTS OF WASTE"),
                    (50, 80, "1. Corresponding to notification No: GB 0001 123456"),
                    (50, 95, f"2. Serial/total number of shipments: {serial} / 11"),
                    (50, 120, "3. Exporter - notifier"),
                    (50, 132, "Rila Metals EOOD"), (50, 160, "4. Importer - consignee"), (50, 172, "Nordhandel AS"),
                    (50, 200, "12. Designation and composition of the waste: BATTERIES"), number=serial)  # fmt: skip

    apart = papers_of(movement(3), movement(4))
    assert [paper.fields.movement_serial.value for paper in apart if paper.fields.movement_serial] == [3, 4]


def test_same_titles_without_numbers_are_kept_apart_when_their_parties_differ() -> None:
    first = page((200, 50, "COMMERCIAL INVOICE"), (50, 120, "Sold to:"), (50, 132, "Lotus Polymers Sdn Bhd"), *ROWS)
    other = page((200, 50, "COMMERCIAL INVOICE"), (50, 120, "Sold to:"), (50, 132, "Nordhandel AS"), *ROWS, number=2)
    assert [p.pages for p in papers_of(first, other)] == [(1,), (2,)]


def test_same_titles_with_nothing_to_compare_are_told_as_unsure() -> None:
    first = page((200, 50, "COMMERCIAL INVOICE"), *ROWS)
    more = page((200, 50, "COMMERCIAL INVOICE"), *ROWS, (50, 332, "Brass screws"), (330, 332, "5"), number=2)
    found = papers_of(first, more)
    assert [problem.code for paper in found for problem in paper.problems] == ["split-unsure"]


def test_a_paper_of_no_kind_gives_no_goods() -> None:
    (paper,) = papers_of(page((200, 50, "PURCHASE ORDER"), (50, 80, "PO No.: 7"), *ROWS))
    assert paper.kind == "other"
    assert not paper.goods


def test_a_number_at_the_top_that_ocr_tore_in_two_still_tells_that_the_paper_goes_on() -> None:
    goes_on = page((50, 30, "RE-2024 /117"), (50, 60, "BANK DETAILS"), (50, 90, "Account 4711"), number=2)
    (paper,) = papers_of(_invoice("RE-2024/117"), goes_on)
    assert paper.pages == (1, 2)


def test_a_sum_in_large_print_is_no_title_of_another_paper() -> None:
    sums = (*words(240, 120, "TOTAL INVOICE VALUE", 16), *words(450, 120, "149 454.70", 16))
    told = (*words(50, 40, "ND-5086/25"), *words(50, 90, "20 Dried figs 10 ctn 25.00"), *sums)
    assert titles(Layout(Page(number=2, width=595.0, height=842.0, words=told))) == []
