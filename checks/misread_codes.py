"""HS codes that a scan misread: none of the edition in force, and one digit from a code that another line bears."""

from datetime import date
from functools import lru_cache

from checks.goods_lines import Line, sides
from checks.misreadings import by_eye, misread_code, shaky
from checks.shipment import edition_of
from models.reference.nomenclature import exists
from models.report import Consignment


def is_misread(line: Line, consignment: Consignment, today: date) -> bool:
    """Say whether the code of a line was read by eye, cannot be, and another line has one that it may have been."""
    code = line.hs[:6]
    if len(code) < 6 or not by_eye([line.paper]) or not shaky(line.item.hs_code):
        return False
    edition = edition_of(consignment, today)
    return not exists(code, edition) and misread_code(code, _codes_in_force(consignment, edition))


@lru_cache(maxsize=8)
def _codes_in_force(consignment: Consignment, edition: str) -> frozenset[str]:
    codes = {line.hs[:6] for side in sides(consignment) for line in side.lines if len(line.hs) >= 6}
    return frozenset(code for code in codes if exists(code, edition))
