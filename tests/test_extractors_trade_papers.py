"""Trade papers of a stranger: what broke on layouts nobody had seen, each in a text of our own."""

from models.geometry import Box
from tests.typesetting import name_of, page, paper_of


def _written(x: float, y: float, caption: str, *lines: str, width: float = 180) -> tuple[list[tuple[float, float, str]], Box]:
    """Set a value on a line whose caption stands under it; `y` is the line's."""
    value = [(x + 3, y - 2 - 11 * n, text) for n, text in enumerate(reversed(lines))]
    return [*value, (x, y + 9, caption)], Box(x, y, x + width, y + 0.5)


def test_captions_under_their_lines_own_what_is_written_over_them() -> None:
    spots = [
        _written(40, 120, "SHIPPER", "Fjordlaks Export AS", "Kaigata 9", "6003 Ålesund", "Norway"),
        _written(310, 87, "SEA WAYBILL NUMBER", "NLK0042219"),
        _written(310, 120, "BOOKING NUMBER", "BN55120"),
        _written(40, 190, "CONSIGNEE", "Umi Foods K.K.", "2-4 Tsukiji", "Tokyo", "Japan"),
        _written(40, 225, "PORT OF LOADING", "Alesund"),
        _written(310, 225, "PORT OF DISCHARGE", "Tokyo"),
        _written(40, 258, "VESSEL", "NORDIC TERN"),
        _written(310, 258, "VOYAGE", "117E"),
    ]
    printed = [(310, 50, "NON-NEGOTIABLE SEA WAYBILL"), *(text for texts, _ in spots for text in texts)]
    paper = paper_of(page(*printed, rulings=tuple(ruling for _, ruling in spots)))
    told = {name: field.value for name, field in paper.fields if field is not None}
    assert (told["number"], told["booking_number"]) == ("NLK0042219", "BN55120")
    assert (told["vessel"], told["voyage"]) == ("NORDIC TERN", "117E")
    assert (told["port_of_loading"], told["port_of_discharge"]) == ("Alesund", "Tokyo")
    assert name_of(paper, "consignor") == "Fjordlaks Export AS"
    assert name_of(paper, "consignee") == "Umi Foods K.K."


def test_a_ruling_between_sections_makes_no_caption_of_the_label_under_it() -> None:
    rulings = tuple(Box(40, y, 300, y + 0.5) for y in (90, 130, 170, 210))
    texts = (
        *((40, 50, "SEA WAYBILL"), (40, 70, "BOOKING NUMBER"), (40, 82, "BN55120")),
        *((40, 104, "PORT OF LOADING"), (40, 116, "Alesund"), (40, 144, "PORT OF DISCHARGE"), (40, 156, "Tokyo")),
        *((40, 184, "VESSEL"), (40, 196, "NORDIC TERN"), (40, 224, "VOYAGE"), (40, 236, "117E")),
    )
    fields = paper_of(page(*texts, rulings=rulings)).fields
    assert fields.port_of_loading is not None and fields.port_of_loading.value == "Alesund"
    assert fields.voyage is not None and fields.voyage.value == "117E"
