"""The values of a paper as an officer reads them: grouped, labelled, with what is printed and where it stands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from desk.corrections import Amendment
from desk.speech import Speech
from models.field import Code, Field, Quantity
from models.paper import Container, Fields, GoodsItem, Paper, Party, Role

Json = dict[str, Any]
EXPECTED: tuple[Role, ...] = ("consignor", "consignee", "notify")  # asked for even where the paper names none


def groups(paper: Paper, amendments: Sequence[Amendment], say: Speech) -> list[Json]:
    """Return the groups of a paper's values: its head, parties, goods items and containers.

    A row has `key` (`p1/fields.date`), `label`, `text` (what it means to us), `raw` (as printed), `confidence`,
    `spots` (page and box), and `was` where a person corrected it. What is not on the paper has neither text nor raw.
    """
    changed = {each.path: each for each in amendments if each.paper == paper.id}

    def row(path: str, label: str, field: Field[Any] | None) -> Json:
        return _row(f"{paper.id}/{path}", label, field, changed.get(path), say)

    head = [row(f"fields.{name}", say(f"fields.{name}"), getattr(paper.fields, name)) for name in Fields.model_fields]
    found = [{"title": say("review.group_head"), "at": 0, "rows": head}]
    for at, (path, role, party) in enumerate(_parties(paper)):
        rows = [row(f"{path}.{name}", label, field) for name, label, field in _party(party, say)]
        found.append({"title": say(f"roles.{role}"), "at": at, "rows": rows})
    for at, item in enumerate(paper.goods):
        rows = [row(f"goods.{at}.{name}", label, field) for name, label, field in _goods(item, say)]
        found.append({"title": say("review.group_item", n=at + 1), "at": at, "rows": rows})
    for at, container in enumerate(paper.containers):
        rows = [row(f"containers.{at}.{name}", label, field) for name, label, field in _container(container, say)]
        found.append({"title": say("review.group_container", n=at + 1), "at": at, "rows": rows})
    return found


def text_of(field: Field[Any] | None) -> str:
    """Return what a value means, with its unit; empty for one that is absent or not understood."""
    if field is None or field.value is None:
        return ""
    unit = field.unit if isinstance(field, Quantity) else None
    return f"{field.value} {unit}" if unit else str(field.value)


def _row(key: str, label: str, field: Field[Any] | None, amendment: Amendment | None, say: Speech) -> Json:
    spots = (
        [{"page": each.page, "box": [round(side, 1) for side in each.box]} for each in field.evidence] if field else []
    )
    told: Json = {
        "key": key,
        "label": label,
        "text": text_of(field),
        "raw": field.raw if field else "",
        "confidence": field.confidence if field else 0.0,
        "spots": spots,
    }
    if amendment is not None:
        before = amendment.original
        printed = before.get("raw", "") if isinstance(before, dict) else ""
        told["was"] = {"id": amendment.id, "text": printed, "by": amendment.account}
    return told


def _parties(paper: Paper) -> Iterator[tuple[str, Role, Party]]:
    """Yield each party with its path, a role that stands once by its name; then those that every paper should name."""
    roles = Counter(party.role for party in paper.parties)
    for at, party in enumerate(paper.parties):
        yield f"parties.{party.role if roles[party.role] == 1 else at}", party.role, party
    for role in EXPECTED:
        if not roles[role]:
            yield f"parties.{role}", role, Party(role=role)


def _party(party: Party, say: Speech) -> Iterator[tuple[str, str, Field[Any] | None]]:
    for name in ("name", "address", "country"):
        yield name, say(f"fields.{name}"), getattr(party, name)
    yield from _codes("identifiers", party.identifiers, say)


def _goods(item: GoodsItem, say: Speech) -> Iterator[tuple[str, str, Field[Any] | None]]:
    for name in GoodsItem.model_fields:
        if name == "waste_codes":
            yield from _codes(name, item.waste_codes, say)
        elif name == "cas":
            yield from ((f"cas.{at}", say("fields.cas"), field) for at, field in enumerate(item.cas))
        else:
            yield name, say(f"fields.{name}"), getattr(item, name)


def _container(container: Container, say: Speech) -> Iterator[tuple[str, str, Field[Any] | None]]:
    yield "number", say("fields.number"), container.number
    yield "type", say("fields.type"), container.type
    yield from ((f"seals.{at}", say("fields.seals"), field) for at, field in enumerate(container.seals))


def _codes(name: str, codes: Sequence[Code], say: Speech) -> Iterator[tuple[str, str, Field[Any]]]:
    for at, code in enumerate(codes):
        yield f"{name}.{at}", f"{say(f'fields.{name}')} ({code.scheme.upper()})", code.value
