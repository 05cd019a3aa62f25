"""What kind of paper a page begins: from the title it prints, checked against the labels that such papers carry."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from extractors.labels import Label
from extractors.layout import Phrase
from extractors.regions import Layout
from extractors.title_words import captioned, is_title, title_of
from extractors.wording import tokens
from models.geometry import Box
from models.paper import PaperKind
from models.reference.table import rows

HEAD_LINES = 3  # of a page: where a long line may be a form's title in several languages
BEGINNING = 3  # words by which a title is the same as the next
REPEATED = 3
PROMINENT = 1.2  # weight of a title that outweighs all labels of other kinds
TOP = 0.15  # of the page's height, above which a title in a box is a title all the same
LARGE = 1.3  # times the usual print: what a title with its number may be known by beside other words
LONGEST = 9  # words of a line that may be two titles beside each other; a longer one is a sentence
HEAD = 0.25  # of the page's height, below which papers are listed, and over which the caption of one's number tells it
CAPTIONED = 0.4  # what the caption of a paper's number tells less than a title
NUMBERED = 0.25  # what a title with its number on the line counts less, since labels look alike
# Labels by which a paper without a title is known, with what each is worth.
_SIGNS: dict[PaperKind, tuple[str, ...]] = {
    "commercial_invoice": ("goods:unit_price", "goods:amount", "party:buyer", "party:seller", "incoterm",
                           "invoice_number"),
    "packing_list": ("goods:net_mass", "goods:gross_mass", "goods:packages", "total_gross_mass", "total_net_mass"),
    "bill_of_lading": ("vessel", "vessel_voyage", "port_of_loading", "port_of_discharge", "party:notify",
                       "party:consignor", "bill_of_lading_number", "place_of_receipt"),
    "air_waybill": ("flight",),
    "customs_declaration": ("party:declarant", "goods:hs_code"),
    "waste_movement_document": ("movement_serial", "notification_number", "party:generator", "party:facility",
                                "waste:designation", "operation"),
    "annex_vii_document": ("party:generator", "party:facility", "waste:designation", "waste:basel", "operation"),
    "waste_notification": ("total_shipments", "party:generator", "party:facility", "waste:designation", "operation"),
}  # fmt: skip

_LABELLED = re.compile(r"[^\W\d_][. ]{0,40}:\s?\S{0,4}\d")  # a word, a colon and figures
_LISTED = re.compile(r"[^\W\d_],\s")
_BILLED = ("invoice_number", "goods:unit_price", "goods:amount")  # together they make a bill without any title


@dataclass(frozen=True)
class Title:
    """A printed title: the kind it names, how much it stands out (0..1), and its words."""

    kind: PaperKind
    weight: float
    phrase: Phrase


def titles(layout: Layout) -> list[Title]:
    """Return the titles on a page, the weightiest first.

    A title is a phrase of its own near the top or in large print; the same words inside a sentence or before a colon
    are none.
    """
    if not layout.lines:
        return []
    height = layout.page.height
    usual = sorted(p.box.height for line in layout.lines for p in line.phrases)[len(layout.lines) // 2]
    found, captions = list[Title](), list[Title]()
    attached = _attached(layout)
    for number, line in enumerate(layout.lines):
        for phrase in _candidates(layout, number):
            if attached and any(word.box in attached for word in phrase.words):
                continue
            kind, length, extra = title_of(phrase.text, fuzzy=layout.page.origin != "text_layer")
            numbered = kind is not None and _is_longer_label(layout, phrase, length)
            size = min(phrase.box.height / max(usual, 1.0), 2.5)
            if (named := captioned(phrase.text)) and phrase.box.bottom < HEAD * height and phrase.text[:2].isupper():
                captions.append(Title(named, 1.2 - CAPTIONED - phrase.box.top / height, phrase))
            if kind is None or _is_of_sum(layout, phrase) or _is_of_other(phrase, extra, height):
                continue
            captioning = numbered and size < LARGE and not _heads_page(layout, number, phrase)
            place = 1.0 - phrase.box.top / height
            upper = 0.25 if phrase.text.isupper() else 0.0
            weight = 0.35 * size + 0.5 * place + 0.12 * min(length, 5) + upper - 0.12 * extra
            if phrase.text.rstrip().endswith(":") or line.box.top > 0.85 * height:
                weight -= 0.6
            weight += 0.12 * extra - NUMBERED if numbered else 0.0
            (captions if captioning else found).append(Title(kind, weight, phrase))
    # "INVOICE / RECHNUNG" over its number is the title where the page has no other.
    found = found or [title for title in captions if _is_in_capitals(title.phrase) and title.weight > 0]
    # "AS PER INVOICE" beside every row is no title, whatever follows it on its line
    times = Counter(beginning for beginning, _ in {(_beginning(t), t.phrase.box.top) for t in found})
    return sorted((t for t in found if times[_beginning(t)] < REPEATED), key=lambda title: -title.weight)


def _is_of_other(phrase: Phrase, extra: int, height: float) -> bool:
    """Say whether a title's words begin another label ("INVOICE AMOUNT: 21,280.00"), or a list of papers attached."""
    labelled = extra > 0 and _LABELLED.search(phrase.text) is not None
    return labelled or (phrase.box.top > HEAD * height and _LISTED.search(phrase.text) is not None)


def _attached(layout: Layout) -> frozenset[Box]:
    """Return where the papers are named that a paper says are attached to it: none of them is its title."""
    owned = (layout.block(label) for label in layout.labels if label.announces("stop:attached"))
    return frozenset(word.box for phrases in owned for phrase in phrases for word in phrase.words)


def _is_in_capitals(phrase: Phrase) -> bool:
    """Say whether a title is set in capitals; what abbreviates "number" behind it may be small: "CMR N.º"."""
    words = [word.text for word in phrase.words if tokens(word.text) not in (("no",), ("n",))]
    return " ".join(words).isupper()


def _beginning(title: Title) -> tuple[str, ...]:
    return tuple(word.text for word in title.phrase.words[:BEGINNING])


def kind_of(layout: Layout) -> tuple[PaperKind, float]:
    """Return the kind of paper that a page is, with a confidence 0..1; `other` when nothing tells."""
    scores: dict[PaperKind, float] = defaultdict(float)
    for title in titles(layout):
        if title.weight > 0.55:
            scores[title.kind] = max(scores[title.kind], title.weight)
    told = _signs(layout)
    best_title = max(scores.values(), default=0.0)
    for kind, sign in told.items():
        if best_title < PROMINENT or scores[kind] > best_title - 0.4:
            scores[kind] += sign
    if scores["proforma_invoice"]:
        scores["commercial_invoice"] = min(scores["commercial_invoice"], scores["proforma_invoice"] - 0.2)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else ("other", 0.0)
    if best[1] < 0.35:
        return "other", 0.6
    margin = best[1] - second[1]
    return best[0], round(min(0.99, 0.6 + 0.35 * min(best[1], 1.0) * min(1.0, margin + 0.3)), 3)


def _signs(layout: Layout) -> dict[PaperKind, float]:
    """Return what the labels of a page are worth for each kind, without its titles."""
    told: dict[PaperKind, float] = defaultdict(float)
    for kind, signs in _SIGNS.items():
        told[kind] = 0.1 * sum(any(label.announces(sign) for label in layout.labels) for sign in signs)
    if all(any(label.announces(sign) for label in layout.labels) for sign in _BILLED):
        told["commercial_invoice"] += 0.1
    seen = set()
    for line in layout.lines:
        for phrase in line.phrases:
            words = tokens(re.sub(r"^\W*\d{1,2}(?:\s*+(?:[a-z][.)]?|[.)]))?\s+", "", phrase.text))
            for known in _phrases().get(words[0], ()) if words else ():
                if words[: len(known[0])] == known[0]:
                    seen.add(known)
    for _, kind in seen:
        told[kind] += 0.15
    return told


def _is_longer_label(layout: Layout, phrase: Phrase, length: int) -> bool:
    """Say whether the words are a label, such as "Invoice no", or the value beside one, and so no title."""
    label = layout.label_at(phrase)
    if label is None:
        return False
    titled = all(is_title(part.strip(" .:")) for part in re.split(r"[/|]", label.words.text))  # in two languages
    if (len(tokens(label.words.text)) > length and not titled) or _captions_number(layout, label):
        return True
    return label.rest is not None and (label.colon or any(c.isdigit() for c in label.rest.text))


def _is_of_sum(layout: Layout, phrase: Phrase) -> bool:
    """Say whether the words begin the label of a sum, however large it is printed: "TOTAL INVOICE VALUE"."""
    label = layout.label_at(phrase)
    return label is not None and any(field.startswith("total_") for field in label.fields)


def _captions_number(layout: Layout, label: Label) -> bool:
    """Say whether a title's words are the caption of a box that holds a number: "OCEAN BILL OF LADING" over EGLV14."""
    if not any(field.endswith("number") for field in label.fields) or label.box.top < TOP * layout.page.height:
        return False
    value = next(layout.candidates(label), None)
    boxed = layout.cells.is_ruled(layout.cells.around(label.box))
    return boxed and value is not None and any(map(str.isdigit, value.text))


def _heads_page(layout: Layout, number: int, phrase: Phrase) -> bool:
    """Say whether a title stands alone with its number, as "Facture n° 562" over a bill; labels in a list do not."""
    label = layout.label_at(phrase)
    told = label is not None and not label.colon and label.announces("number", "invoice_number", "order_number")
    if not told or label is None or label.rest is None:
        return False
    others = [layout.label_at(other) for other in layout.lines[number].phrases if other.words != phrase.words]
    high = phrase.box.top < TOP * layout.page.height  # beside the letterhead
    return all(other.announces("date") if other is not None else high for other in others)


def _candidates(layout: Layout, number: int) -> list[Phrase]:
    """Return what may be a title on a line: each phrase, the whole line, and a phrase with the one under it."""
    line = layout.lines[number]
    found = list(line.phrases)
    for start, first in enumerate(line.phrases):  # wide spacing tears a title: "DELIVERY   NOTE"
        run = [first]
        for phrase in line.phrases[start + 1 : start + 4]:
            joined = Phrase(tuple(word for part in (*run, phrase) for word in part.words), layout.page.number)
            alike = abs(phrase.box.height - first.box.height) <= 0.15 * first.box.height
            if not alike or (_announces(layout, [first, phrase]) and not is_title(joined.text)):
                break
            run.append(phrase)
            found.append(joined)
    for phrase in line.phrases:  # "ANNEX VII - INFORMATION", "PACKING LIST / WEIGHT NOTE"
        cuts = [n for n, word in enumerate(phrase.words) if re.fullmatch(r"[-–—/|:]", word.text)]
        most = LONGEST * (len(cuts) + 1) if number < HEAD_LINES else LONGEST  # a form's title in two languages
        if _announces(layout, [phrase]) or len(phrase.words) > most:
            continue
        for left, right in zip([-1, *cuts], [*cuts, len(phrase.words)], strict=True):
            if cuts and (part := phrase.part(left + 1, right)):
                found.append(part)
    sized = line.phrases if layout.page.origin == "text_layer" else ()  # OCR boxes hold the ink, and tell no type size
    found += [large for phrase in sized if (large := _in_larger_print(phrase))]
    if number + 1 < len(layout.lines) and line.box.top < 0.35 * layout.page.height:
        for upper in line.phrases:
            for lower in layout.lines[number + 1].phrases:
                near = lower.box.top - upper.box.bottom < upper.box.height
                if layout.label_at(upper) or layout.label_at(lower):
                    continue
                if near and min(upper.box.x1, lower.box.x1) > max(upper.box.x0, lower.box.x0):
                    found.append(Phrase((*upper.words, *lower.words), layout.page.number))
                    found.append(Phrase((*lower.words, *upper.words), layout.page.number))
    return found


def _in_larger_print(phrase: Phrase) -> Phrase | None:
    """Return the first words of a phrase that goes on in far smaller print: a form's title before what it is for."""
    first = phrase.words[0].box.height
    stop = next((n for n, word in enumerate(phrase.words) if word.box.height * LARGE < first), 0)
    return phrase.part(0, stop) if stop else None


def _announces(layout: Layout, phrases: Sequence[Phrase]) -> bool:
    """Say whether one of `phrases` is a label of something, such as "Invoice ref."."""
    found = [label for phrase in phrases if (label := layout.label_at(phrase)) is not None]
    return any(not all(field.startswith("stop") for field in label.fields) for label in found)


@cache
def _phrases() -> dict[str, tuple[tuple[tuple[str, ...], PaperKind], ...]]:
    """Return the headings that only one kind of paper carries, by their first word."""
    known: dict[str, list[tuple[tuple[str, ...], PaperKind]]] = defaultdict(list)
    for row in rows("kind_phrases.csv"):
        words = tokens(row["phrase"])
        known[words[0]].append((words, cast("PaperKind", row["kind"])))
    return {first: tuple(found) for first, found in known.items()}
