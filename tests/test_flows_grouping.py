"""Loose files find their consignment by the numbers they share."""

from flows.grouping import grouped, joined, keys_of
from models.field import Evidence, Field
from models.geometry import Box
from models.paper import Container, Fields, Paper, PaperKind

SPOT = (Evidence(page=1, box=Box(0, 0, 1, 1)),)


def printed(text: str) -> Field[str]:
    return Field[str](value=text, raw=text, confidence=1.0, evidence=SPOT)


def paper(kind: PaperKind, containers: tuple[str, ...] = (), serial: int | None = None, **numbers: str) -> Paper:
    fields: dict[str, object] = {name: printed(text) for name, text in numbers.items()}
    if serial is not None:
        fields["movement_serial"] = Field[int](value=serial, raw=str(serial), confidence=1.0, evidence=SPOT)
    return Paper(
        id="p1",
        file="a.pdf",
        sha256="0" * 64,
        pages=(1,),
        kind=kind,
        kind_confidence=1.0,
        origin="text_layer",
        fields=Fields(**fields),  # type: ignore[arg-type]
        containers=tuple(Container(number=printed(number), valid=True) for number in containers),
    )


def groups(**files: Paper) -> list[list[str]]:
    return grouped({name: keys_of([found]) for name, found in files.items()})


def test_a_bill_and_the_invoice_that_cites_it_belong_together() -> None:
    assert groups(
        bill=paper("bill_of_lading", number="MSCU 123-456"),
        other=paper("bill_of_lading", number="MSCU999999"),
        invoice=paper("commercial_invoice", bill_of_lading_number="MSCU123456"),
    ) == [["bill", "invoice"], ["other"]]


def test_papers_are_joined_through_others() -> None:
    assert groups(
        invoice=paper("commercial_invoice", number="INV-1001"),
        packing=paper("packing_list", containers=("CSQU3054383",), invoice_number="INV-1001"),
        movement=paper("waste_movement_document", containers=("CSQU3054383",)),
    ) == [["invoice", "packing", "movement"]]


def test_movements_of_one_notification_stay_apart() -> None:
    assert groups(
        first=paper("waste_movement_document", serial=1, notification_number="DE 2350 100123"),
        second=paper("waste_movement_document", serial=2, notification_number="DE2350100123"),
        again=paper("waste_movement_document", serial=2, notification_number="DE2350/100123"),
    ) == [["first"], ["second", "again"]]


def test_a_notification_goes_with_its_only_movement() -> None:
    assert groups(
        movement=paper("waste_movement_document", serial=7, notification_number="DE2350100123"),
        notification=paper("waste_notification", number="DE 2350 100123"),
    ) == [["movement", "notification"]]


def test_short_numbers_and_words_join_nothing() -> None:
    assert groups(
        one=paper("packing_list", invoice_number="12"),
        two=paper("packing_list", invoice_number="12"),
        three=paper("packing_list", invoice_number="AS AGREED"),
        four=paper("packing_list", invoice_number="AS AGREED"),
    ) == [["one"], ["two"], ["three"], ["four"]]


def test_an_invoice_number_is_no_bill_of_lading_number() -> None:
    assert (
        len(groups(one=paper("bill_of_lading", number="100200"), two=paper("commercial_invoice", number="100200"))) == 2
    )


def test_joining_many_is_quick_and_keeps_order() -> None:
    names = [str(number) for number in range(20_000)]
    assert joined(names, [names[::2], names[1::2]]) == [names[::2], names[1::2]]
