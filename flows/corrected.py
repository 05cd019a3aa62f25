"""Papers with what people have corrected: a corrected value is certain, and what was read is kept beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from extractors.identifiers import container_is_valid
from flows.identity import Place, places
from flows.typed import SHAPES, value_of
from models.field import Frozen
from models.paper import Paper, PaperKind, Role

Json = Any


class Correction(Frozen):
    """`path` of the paper at `place` says `corrected` (JSON of a field, or None: not on the paper), not `original`."""

    place: Place
    path: str
    original: Json = None
    corrected: Json = None


def apply(papers: Iterable[Paper], corrections: Sequence[Correction]) -> tuple[tuple[Paper, ...], list[Correction]]:
    """Return `papers` with the corrections made, in their order, and the corrections that no longer fit anywhere."""
    waiting: defaultdict[Place, list[Correction]] = defaultdict(list)
    for correction in corrections:
        waiting[correction.place].append(correction)
    done, left = [], []
    known = list(papers)
    for paper, place in zip(known, places(known), strict=True):
        asked = waiting.pop(place, [])
        if not asked:
            done.append(paper)
            continue
        told = paper.model_dump(mode="json")
        left += [each for each in asked if not put(told, each.path, each.corrected, each.original)]
        done.append(Paper.model_validate(told))
    return tuple(done), [*left, *(each for rest in waiting.values() for each in rest)]


def read(paper: Paper, path: str) -> Json:
    """Return JSON of the value at `path`, None where there is none. Raises ValueError for a path that cannot be."""
    return _leaf(paper.model_dump(mode="json"), _steps(path))


def typed(path: str, text: str, evidence: Sequence[Json] = ()) -> Json:
    """Return what a person typed for `path` as JSON of its field, None for an empty text.

    Raises ValueError for a path that cannot be, or a text that is no such value.
    """
    room, *steps = _steps(path)
    if room == "kind":
        if text not in get_args(PaperKind):
            raise ValueError(f"{text!r} is no kind of paper.")
        return text
    if not text.strip():
        return None
    return {**value_of(room, steps[-1], text), "evidence": list(evidence)}


def put(paper: Json, path: str, value: Json, original: Json = None) -> bool:
    """Set the value at `path` in JSON of a paper; False when the place is not there.

    A list may have moved since (another edition reads another row first): the entry whose text there is the original
    one is taken, if it is the only one.
    """
    room, *steps = _steps(path)
    if room == "kind":
        paper["kind"], paper["kind_confidence"] = value, 1.0
        return True
    node = paper[room]
    if room == "fields":
        node[steps[0]] = value
        return True
    row = _row(room, node, steps, original)
    if row is None:
        return False
    _set(room, node, row, steps[1:], value)
    return True


def _set(room: str, rows: list[Json], row: int, steps: Sequence[str], value: Json) -> None:
    entry = rows[row]
    name = steps[0]
    if len(steps) == 1:
        if room == "containers" and name == "number":
            if value is None:
                del rows[row]
                return
            entry["valid"] = container_is_valid(value["value"] or "")
        entry[name] = value
        return
    inside, which = entry[name], steps[1]
    coded = name in ("waste_codes", "identifiers")
    place = _among(inside, which) if coded else int(which)
    if place is not None and place < len(inside):
        if value is None:
            del inside[place]
        else:
            inside[place] = {**inside[place], "value": value} if coded else value
    elif value is not None:
        inside.append({"scheme": which, "value": value} if coded else value)


def _row(room: str, rows: list[Json], steps: Sequence[str], original: Json) -> int | None:
    which = steps[0]
    if not which.isdigit():  # a role: the first party in it, or a new one
        found = next((number for number, party in enumerate(rows) if party["role"] == which), None)
        if found is None:
            rows.append(_PARTY | {"role": which})
            found = len(rows) - 1
        return found
    number = int(which)
    if original is not None:
        same = [
            n for n, _ in enumerate(rows) if _raw(_leaf({room: rows}, [room, str(n), *steps[1:]])) == _raw(original)
        ]
        if number not in same:
            return same[0] if len(same) == 1 else None
    if number == len(rows) and room in _BLANK:
        rows.append(dict(_BLANK[room]))
    return number if number < len(rows) else None


def _leaf(paper: Json, steps: Sequence[str]) -> Json:
    node = paper
    for step in steps:
        if node is None:
            return None
        if isinstance(node, list):
            place = _among(node, step)
            node = node[place] if place is not None and place < len(node) else None
        else:
            node = node.get(step)
    return node["value"] if isinstance(node, dict) and "scheme" in node else node


def _among(rows: list[Json], which: str) -> int | None:
    if which.isdigit():
        return int(which)
    return next((n for n, row in enumerate(rows) if which in (row.get("role"), row.get("scheme"))), None)


def _raw(field: Json) -> Json:
    return field.get("raw") if isinstance(field, dict) else field


def _steps(path: str) -> list[str]:
    """Return the steps of a path. Raises ValueError for one that leads to no value of a paper."""
    steps = path.split(".")
    room = steps[0]
    fits = path == "kind" or (room == "fields" and len(steps) == 2 and steps[1] in SHAPES["fields"].model_fields)
    if room in ("parties", "goods", "containers") and len(steps) in (3, 4):
        which, name = steps[1], steps[2]
        listed = name in _LISTS
        fits = (
            ((which.isdigit() and len(which) < 5) or (room == "parties" and which in get_args(Role)))
            and name in SHAPES[room].model_fields
            and name not in ("role", "valid")
            and (len(steps) == 4) == listed
            and (not listed or _fits_list(name, steps[3]))
        )
    if not fits:
        raise ValueError(f"{path!r} leads to no value of a paper.")
    return steps


def _fits_list(name: str, which: str) -> bool:
    return (which.isdigit() and len(which) < 5) or (name in ("waste_codes", "identifiers") and which.isalnum())


_LISTS = {"waste_codes", "identifiers", "cas", "seals"}
_FIELD: Json = {"value": None, "raw": "", "confidence": 1.0, "evidence": []}
_BLANK: dict[str, dict[str, Json]] = {
    "goods": {name: [] if name in _LISTS else None for name in SHAPES["goods"].model_fields},
    "containers": {"number": _FIELD, "valid": False, "type": None, "seals": []},
}
_PARTY: dict[str, Json] = {"name": None, "address": None, "country": None, "identifiers": []}
