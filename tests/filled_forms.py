"""Official waste forms filled by us: merge fields of a Word template get made-up but valid values, block by block."""

import re
import zipfile
from pathlib import Path

_FIELD = re.compile(r"«([^»]*)»")
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_PARTIES = {
    "Exporter": ("Kestrel Metals Recovery Ltd", "Unit 4, Dock Road, Tilbury RM18 7EH, United Kingdom", "GB417520813"),
    "Importer": ("Nordsaeter Gjenvinning AS", "Industriveien 12, 1630 Fredrikstad, Norway", "NO912660680"),
    "Producer": ("Harrow Battery Collection Ltd", "17 Mill Lane, Corby NN17 5DT, United Kingdom", "GB220430231"),
    "Facility": ("Ostfold Smelteverk AS", "Smelteveien 3, 1727 Sarpsborg, Norway", "NO923609016"),
}
_CARRIER = ("Humber Short Sea Lines Ltd", "King George Dock, Hull HU9 5PR, United Kingdom", "CBDU101412")

VALUES = {
    **{f"{who}[{what}]": value for who, told in _PARTIES.items()
       for what, value in zip(("Name", "Address", "RegistrationNumber"), told, strict=True)},
    **{f"{who}[ContactPerson]": "Ms A. Larsen" for who in _PARTIES},
    **{f"{who}[Telephone]": "+44 1375 550199" for who in _PARTIES},
    **{f"{who}[Email]": "office@example.org" for who in _PARTIES},
    "Carrier[FirstName]": _CARRIER[0], "Carrier[FirstAddress]": _CARRIER[1], "Carrier[FirstReg]": _CARRIER[2],
    "Carrier[Name]": _CARRIER[0], "Carrier[Address]": _CARRIER[1], "Carrier[RegistrationNumber]": _CARRIER[2],
    "Carrier[MeansOfTransport]": "R S", "Producer[SiteOfGeneration]": "17 Mill Lane, Corby",
    "General[Number]": "GB 0001 004127", "Movement[NotificationNumber]": "GB 0001 004127", "Movement[Number]": "4",
    "Movement[IntendedNumberOfShipments]": "12", "General[IntendedNumberOfShipments]": "12",
    "Movement[ActualTonnes]": "22.450", "General[IntendedQuantityTonnes]": "270", "Movement[ActualDate]": "14.03.2025",
    "General[FirstDeparture]": "01.03.2025", "General[LastDeparture]": "28.02.2026",
    "Movement[PackagingTypes]": "4", "General[PackagingTypes]": "4", "Movement[NumberOfPackages]": "24",
    "Movement[PhysicalCharacteristics]": "2", "General[PhysicalCharacteristics]": "2",
    "Comp[WasteName]": "Spent lead-acid batteries, drained", "Operation[OperationCodes]": "R4",
    "WasteCodes[Basel]": "A1160", "WasteCodes[Oecd]": "A1160", "WasteCodes[Ewc]": "16 06 01*", "WasteCodes[Y]": "Y31",
    "WasteCodes[H]": "H8", "WasteCodes[UnClass]": "8", "WasteCodes[UnNumber]": "UN 2794",
    "WasteCodes[UnShippingName]": "BATTERIES, WET, FILLED WITH ACID", "WasteCodes[Customs]": "8549.11",
    "Transport[ExportCountry]": "United Kingdom", "Transport[ImportCountry]": "Norway",
}  # fmt: skip


def fill(template: Path, filled: Path) -> None:
    """Write `template` to `filled` with its merge fields replaced by VALUES, and by nothing where there is no value."""
    with zipfile.ZipFile(template) as given, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in given.infolist():
            data = given.read(entry)
            if _PARTS.fullmatch(entry.filename):
                text = data.decode()
                text = text.replace("TonneFieldName", "Tonnes (Mg):").replace("cubfn", "m3")  # as the merge writes them
                data = _FIELD.sub(lambda match: VALUES.get(match[1], ""), text).encode()
            made.writestr(entry, data)


_PARTY_NAMES = {
    "exporter": _PARTIES["Exporter"][0],
    "importer": _PARTIES["Importer"][0],
    "generator": _PARTIES["Producer"][0],
    "facility": _PARTIES["Facility"][0],
    "carrier": _CARRIER[0],
}
_GOODS = {"description": "Spent lead-acid batteries, drained", "hs_code": "854911", "un_number": "2794"}
_NUMBER = {"number": "GB 0001 004127", "notification_number": "GB 0001 004127", "operation": "R4"}
NOTIFICATION = {
    "pages": [1],
    "kind": "waste_notification",
    "fields": {**_NUMBER, "movement_total": "12"},
    "parties": _PARTY_NAMES,
    "goods": [{**_GOODS, "net_mass": "270 TNE"}],
}
UNUSED_MOVEMENT = {  # behind the notification: the movement document with what is known beforehand
    "pages": [3],
    "kind": "waste_movement_document",
    "fields": {**_NUMBER, "movement_total": "12"},
    "parties": {role: name for role, name in _PARTY_NAMES.items() if role != "carrier"},
    "goods": [_GOODS],
}
MOVEMENT = {
    "pages": [1],
    "kind": "waste_movement_document",
    "fields": {
        **_NUMBER, "movement_serial": "4", "movement_total": "12", "shipment_date": "2025-03-14", "date": "2025-03-14",
    },
    "parties": _PARTY_NAMES,
    "goods": [{**_GOODS, "net_mass": "22.450 TNE", "packages": "24"}],
}  # fmt: skip
