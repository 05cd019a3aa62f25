"""Declarations as XML: the single administrative document of ASYCUDA World, and papers of the EU waste system."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractors.declared_entries import Declared, Entry
from extractors.declared_names import of_element
from models.errors import Damaged, UnknownType
from models.paper import PaperKind

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_LISTED = (
    ("ewc", r"\d{2} ?\d{2} ?\d{2}\*?"), ("basel", r"[AB]\d{4}"), ("y", r"Y\d{1,2}"), ("hp", r"HP ?\d{1,2}"),
    ("h", r"H\d{1,2}(?:\.\d)?"), ("oecd", r"[A-Z]{2}\d{3}"),
)  # fmt: skip
_OF_WASTE = {"actualdateofshipment", "actualquantity", "transportannouncement", "movementdocument", "notification"}
_TRADERS_OWN, _TARIFFS_OWN = "commercialdescription", "descriptionofgoods"  # the tariff's text says nothing new
Leaf = tuple[str, str, str]  # path of local names, name as written, text


def declared(data: bytes) -> list[Declared]:
    """Return the declaration in XML; raises Damaged, and UnknownType where it is of neither system."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(data)
    except DefusedXmlException as error:
        raise Damaged("The XML defines entities, which no declaration does") from error
    except (ParseError, ValueError) as error:
        raise Damaged("The XML cannot be parsed") from error
    names = {_local(element.tag) for element in root.iter()}
    try:
        if _local(root.tag) == "asycuda" or {"identification", "traders", "item"} <= names:
            made = _sad(root)
        elif names & _OF_WASTE:
            made = _waste(root, names)
        else:
            raise UnknownType("XML that is no declaration of ASYCUDA World and no paper of the EU waste system")
    except RecursionError as error:
        raise Damaged("The XML is nested deeper than any declaration") from error
    if not made.entries:
        raise UnknownType("XML of a known form in which nothing is filled in")
    return [made]


def _sad(root: "Element") -> Declared:
    made = Declared()
    items = [element for element in root.iter() if _local(element.tag) == "item"]
    boxes = [element for element in root.iter() if _local(element.tag) == "container"]
    apart = {id(inner) for part in (*items, *boxes) for inner in part.iter()}
    for path, name, text in _leaves(root, "", apart):
        _add(made, "sad", path, name, text, "")
    for number, item in enumerate(items):
        leaves = list(_leaves(item, "", set()))
        if any(path.endswith(_TRADERS_OWN) for path, _, _ in leaves):
            leaves = [leaf for leaf in leaves if not leaf[0].endswith(_TARIFFS_OWN)]
        kind = next((text for path, _, text in leaves if path.endswith("kindofpackagesname")), "") or next(
            (text for path, _, text in leaves if path.endswith("kindofpackagescode")), ""
        )
        measured = next((text for path, _, text in leaves if re.search(r"sup+lementaryunit(?:code|name)$", path)), "")
        for path, name, text in leaves:
            _add(made, "sad", path, name, text, f"goods.{number}.", {"packages": kind, "quantity": measured})
        _attached(made, item)
    for number, box in enumerate(boxes):
        for path, name, text in _leaves(box, "", set()):
            _add(made, "sad", path, name, text, f"containers.{number}.")
    return made


def _attached(made: Declared, item: "Element") -> None:
    """Add the numbers of papers attached to an item, by the UN/EDIFACT code of their kind (380 invoice, 705 bill)."""
    for document in (element for element in item.iter() if _local(element.tag) == "attacheddocuments"):
        told = {_local(leaf.tag): (leaf.text or "").strip() for leaf in document.iter()}
        digits = re.sub(r"\D", "", told.get("attacheddocumentcode", ""))
        target, number = of_element("attached", digits), told.get("attacheddocumentreference", "")
        if target is not None and number:
            made.entries.append(Entry(target.place, f"Attached document {digits}", number))


def _waste(root: "Element", names: set[str]) -> Declared:
    made = Declared(kind=_waste_kind(names))
    boxes = 0
    for path, name, text in _leaves(root, "", set()):
        if path.endswith("wastetypecode") or path.endswith("wasteclassifications/entry/code"):
            scheme = next((scheme for scheme, form in _LISTED if re.fullmatch(form, text)), "")
            if scheme:
                made.entries.append(Entry(f"goods.0.waste.{scheme}", name, text))
            else:
                made.unknown.append(f"{name} {text}")
        elif path.endswith(("containeridentification", "containeridentificationno", "containerid")):
            made.entries.append(Entry(f"containers.{boxes}.number", name, text))
            boxes += 1
        else:
            _add(made, "waste", path, name, text, "goods.0.")
    return made


def _waste_kind(names: set[str]) -> PaperKind:
    joined = " ".join(names)
    if "annex7" in joined or "annexvii" in joined:
        return "annex_vii_document"
    return (
        "waste_movement_document" if "movement" in joined or "actualdateofshipment" in names else "waste_notification"
    )


def _add(
    made: Declared, form: str, path: str, name: str, text: str, where: str, units: dict[str, str] | None = None
) -> None:
    target = of_element(form, path)
    if target is None:
        made.unknown.append(name)
        return
    room, _, slot = target.place.partition(".")
    if room in ("goods", "containers"):
        made.entries.append(Entry(f"{where}{slot}", name, text, target.unit or (units or {}).get(slot, "")))
    elif room:
        made.entries.append(Entry(target.place, name, text, target.unit))


def _leaves(element: "Element", path: str, apart: set[int]) -> Iterator[Leaf]:
    """Yield what is filled in below `element`; `apart` are elements that are told elsewhere."""
    for child in element:
        if id(child) in apart:
            continue
        below = f"{path}/{_local(child.tag)}".strip("/")
        text = (child.text or "").strip()
        if len(child) == 0 and text and text.lower() != "null":
            yield below, child.tag.rpartition("}")[2], text
        elif len(child):
            yield from _leaves(child, below, apart)


def _local(tag: object) -> str:
    """Return an element's name without namespace, in small letters without signs; empty for a comment."""
    return re.sub(r"[^a-z0-9]", "", tag.rpartition("}")[2].lower()) if isinstance(tag, str) else ""
