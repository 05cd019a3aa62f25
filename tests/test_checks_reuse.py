"""Papers, serials and containers that another shipment had: raised, and honest repetitions that are not."""

from datetime import date

import pytest

from checks.history import Earlier, History
from checks.notifications import consent_exceeded
from checks.reuse import paper_reused
from models.field import Field
from models.paper import Fields, Paper
from models.report import Consignment
from tests.consignments import consignment, day, line, paper, text, whole

TODAY = date(2026, 11, 24)
NUMBER, OTHER = "MSCU6639870", "TEMU1234565"


def movement(serial: int = 3, *, net: str = "20000 KGM", on: str = "2026-09-01", box: str = NUMBER) -> Paper:
    fields = Fields(notification_number=text("DE 1350 124567"), movement_serial=whole(serial), shipment_date=day(on))
    return paper("waste_movement_document", line("Lead dross", net=net), fields=fields, containers=[box])


def lading(number: str, *, box: str = NUMBER, on: str = "2026-09-01", port: str = "Hamburg") -> Paper:
    fields = Fields(port_of_loading=text(port), shipment_date=day(on))
    return paper("bill_of_lading", line("Lead dross"), no=number, containers=[box], fields=fields)


def bill_of(number: str, seller: str) -> Paper:
    return paper("commercial_invoice", line("Tiles", total="100"), no=number, names={"seller": seller})


def shipped(*papers: Paper, name: str = "c1") -> Consignment:
    """Return a consignment whose papers have bytes of their own; equal papers have equal bytes."""
    made = consignment(*papers)
    named = zip(papers, made.papers, strict=True)
    return Consignment(
        id=name,
        papers=tuple(each.model_copy(update={"sha256": old.sha256 or f"{id(old):064x}"}) for old, each in named),
    )


def past(*consignments: Consignment, looks_like: tuple[str, ...] = ()) -> History:
    return History(
        papers=tuple(
            Earlier(consignment=each.id, paper=paper, looks_like=looks_like)
            for each in consignments
            for paper in each.papers
        )
    )


def raised(here: Consignment, *before: Consignment, looks_like: tuple[str, ...] = ()) -> list[str]:
    found = paper_reused(here, TODAY, history=past(*before, looks_like=looks_like))
    return [finding.message for finding in found]


def test_the_same_file_with_another_bill_of_lading_is_raised() -> None:
    document = movement()
    first = shipped(document, lading("HLCUHAM260900001"), name="c0")
    (message,) = raised(shipped(document, lading("HLCUHAM261000077", on="2026-10-11", box=OTHER)), first)
    assert "is the same file" in message
    assert "c0" in message


def test_the_same_serial_on_another_sheet_is_raised() -> None:
    first = shipped(movement(), lading("HLCUHAM260900001"), name="c0")
    again = shipped(movement(on="2026-10-11", box=OTHER), lading("HLCUHAM261000077", on="2026-10-11", box=OTHER))
    assert "same notification and serial" in raised(again, first)[0]


def test_the_next_serial_is_not_raised() -> None:
    first = shipped(movement(3), lading("HLCUHAM260900001"), name="c0")
    following = shipped(movement(4, on="2026-10-11"), lading("HLCUHAM261000077", on="2026-10-11"))
    assert raised(following, first) == []


def test_a_consignment_handed_in_again_is_not_raised() -> None:
    papers = (movement(), lading("HLCUHAM260900001"))
    whole_lot = shipped(*papers, bill_of("INV-2026-7", "Nordhafen Metall GmbH"))
    assert raised(whole_lot, shipped(*papers, name="c0")) == []
    assert raised(shipped(papers[0]), shipped(*papers, name="c0")) == []
    # scanned anew, the bytes differ and the shipment does not
    assert raised(shipped(movement(), lading("HLCUHAM260900001")), shipped(*papers, name="c0")) == []


def test_a_copy_alone_that_says_something_else_is_raised() -> None:
    assert raised(shipped(movement(net="24000 KGM")), shipped(movement(), name="c0"))
    assert raised(shipped(movement()), shipped(movement(), name="c0")) == []


def test_a_notification_goes_with_many_shipments() -> None:
    notification = paper("waste_notification", line("Lead dross"), fields=Fields(notification_number=text("DE 1350 1")))
    first = shipped(notification, movement(3), lading("HLCUHAM260900001"), name="c0")
    assert raised(shipped(notification, movement(4), lading("HLCUHAM261000077")), first) == []


@pytest.mark.parametrize(("seller", "count"), [("NORDHAFEN METALL", 1), ("Tema Trading Ltd", 0)])
def test_an_invoice_number_counts_with_its_issuer(seller: str, count: int) -> None:
    first = shipped(bill_of("INV-0007", "Nordhafen Metall GmbH"), lading("HLCUHAM260900001"), name="c0")
    again = shipped(bill_of("INV-0007", seller), lading("HLCUHAM261000077", box=OTHER))
    assert len(raised(again, first)) == count


def test_a_page_that_looks_the_same_is_raised_but_not_the_next_sheet_of_the_form() -> None:
    def slip(number: str | None) -> Paper:
        return paper("annex_vii_document", line("Plastic scrap"), no=number)

    first = shipped(slip(None), lading("HLCUHAM260900001"), name="c0")
    again = shipped(slip(None), lading("HLCUHAM261000077", box=OTHER))
    assert "looks the same" in raised(again, first, looks_like=(again.papers[0].sha256,))[0]
    first = shipped(slip("AVII-0001"), lading("HLCUHAM260900001"), name="c0")
    following = shipped(slip("AVII-0002"), lading("HLCUHAM261000077", box=OTHER))
    assert raised(following, first, looks_like=(following.papers[0].sha256,)) == []


@pytest.mark.parametrize(("port", "on", "count"), [("Santos", "2026-09-02", 1), ("Santos", "2026-10-20", 0),
                                                   ("Hamburg", "2026-09-01", 0)])  # fmt: skip
def test_a_container_is_in_one_place_on_one_day(port: str, on: str, count: int) -> None:
    first = shipped(lading("HLCUHAM260900001"), name="c0")
    assert len(raised(shipped(lading("HLCUSSZ260900009", port=port, on=on)), first)) == count


def notified(net: str, shipments: int) -> Paper:
    fields = Fields(notification_number=text("DE 1350 124567"), movement_total=whole(shipments))
    return paper("waste_notification", line("Lead dross", net=net), fields=fields)


def test_shipments_in_the_ledger_are_added_up() -> None:
    first = [shipped(movement(serial), name=f"c{serial}") for serial in (1, 2)]
    here = shipped(notified("50000 KGM", 10), movement(3))
    (finding,) = consent_exceeded(here, TODAY, history=past(*first))
    assert "60,000 kg in 3 shipments" in finding.message
    assert list(consent_exceeded(here, TODAY)) == []
    assert list(consent_exceeded(shipped(notified("60000 KGM", 10), movement(3)), TODAY, history=past(*first))) == []


def test_a_serial_counts_once_and_a_notification_may_be_in_the_ledger() -> None:
    first = [shipped(movement(serial), name=f"c{serial}") for serial in (1, 2)]
    earlier = past(*first, shipped(notified("90000 KGM", 2), movement(3), name="c9"))
    (finding,) = consent_exceeded(shipped(movement(3)), TODAY, history=earlier)
    assert "2 shipments" in finding.expected


def test_a_misread_number_is_told_as_such() -> None:
    unsure = lading("HLCUSSZ260900009", port="Santos")
    box = unsure.containers[0].model_copy(
        update={
            "number": Field(value=NUMBER, raw=NUMBER, confidence=0.4, evidence=unsure.containers[0].number.evidence)
        }
    )
    here = shipped(unsure.model_copy(update={"containers": (box,)}))
    (finding,) = paper_reused(here, TODAY, history=past(shipped(lading("HLCUHAM260900001"), name="c0")))
    assert finding.certainty == "may_be_misread"
