"""Numbers known by their form or place alone, which papers print without a label of their own."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from statistics import median

from extractors import dates
from extractors.kinds import Title, titles
from extractors.layout import Line, Phrase
from extractors.made import field, span
from extractors.regions import Layout
from extractors.title_words import title_words
from extractors.wording import tokens
from models.field import Field
from models.geometry import Box
from models.reference.countries import country

_GREEN_LIST = re.compile(r"(?<!\w)GLW\s?\.\s?([A-Z]{2}\d{2}[0-9A-Z]{8,10})(?!\w)")
_TITLED = re.compile(
    r"(?:n[o°ºr]?|№|nummer|num[eé]ro?)\s?[.:°º]{0,2}\s*((?:[A-Z]{1,4} )?(?=\S*\d)[\w\-/]{3,20})", re.IGNORECASE
)
# No regulation's.
_INFORMAL = re.compile(
    r"(?:n[o°ºr]|№|nummer|num[eé]ro|ref)\s?[.:°º]{0,2}\s*((?=[\w\-/.]{0,24}\d)(?=[\w\-/.]{0,24}[A-Z]|\d{5})[\w\-/.]{3,24})$",
    re.IGNORECASE,
)
_NUMBER_SIGN = re.compile(r"(?:n[o°ºr]?|№|nummer|num[eé]ro?)\s?[.:°º]{0,2}", re.IGNORECASE)
# A series and its number: "WZ 0398/2026", "TR 118824-F".
_LETTERED = re.compile(r"[A-Z]{1,4}[ \-](?=\S*\d{3})\d[\d/\-]{3,18}(?:(?<=-)[A-Z])?")
_LARGE = 1.25  # times the usual height of print: what heads a paper
_ENDING = re.compile(r"(?:^|\s)#?((?=\S*\d{2})[A-Z0-9][A-Z0-9\-/.]{3,19})\s*$")
_BARE = re.compile(r"(?=\S*\d{4})[A-Z]{2,6}[A-Z0-9\-/]{4,16}")  # letters of the carrier or the series lead
_UNDER = re.compile(r"(?=\S*\d{4})(?:[A-Z]{2,6}[A-Z0-9\-/]{4,16}|[A-Z]{1,6}[\-/][A-Z0-9\-/]{4,16})")  # "F-88213"
_SERIAL = re.compile(
    r"([A-Z]{1,3} ?(?:\d ?){4,6}\d)(?: ?\W? ?(?:ORIGINAL|COPY|COPIE|KOPIE|COPIA))?"
)  # of a certificate's print
_INVOICE_CODE = re.compile(
    r"(?<!\w)(?:N?380|N?935)\s?[-:/]?\s+(?=\S{0,24}\d)([A-Z0-9][\w\-/.]{3,24})(?!\w)"
)  # UN/EDIFACT 1001: commercial invoice, invoice with declaration of value
_NUMBER = re.compile(r"(?<![\w-])(\d{3})\s?-\s?(\d{4})\s?(\d{4})(?![\w-])")
_PARTED = re.compile(r"(?<![\w-])(\d{3})[\s|]{1,3}(?:[A-Z]{3}[\s|]{1,3})?(\d{4})\s?(\d{4})(?![\w-])")
_PLAIN = re.compile(r"\d{6,8}")  # as pads of road consignment notes are numbered
_SERIES = re.compile(r"(?<!\S)([A-Z]{1,3})$")  # the country or the pad that a number leads with: "CMR NL 0998412"
_COUNTRY = 2  # letters of its code
_HEAD = 0.2  # of the page's height, above which a number beside a title is the paper's own


def is_air_number(serial: str) -> bool:
    """Say whether the check digit of the eight digits after the airline's prefix holds: the first seven modulo 7.

    >>> is_air_number("24857626"), is_air_number("24857627")
    (True, False)
    """
    return int(serial[:7]) % 7 == int(serial[7])


def air_number(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the number that stands alone at the head or foot of a page, a valid one before others."""
    spots = (phrase for line, _ in _outer_lines(layouts) for phrase in line.phrases)
    found = [_air_number(phrase, match) for phrase in spots for match in _NUMBER.finditer(phrase.text)]
    return max(found, key=lambda each: each[0], default=(False, None))[1]


def parted_air_number(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the number whose parts stand in boxes of their own, if valid: "020 | FRA | 1234 5675".

    A house air waybill has its own by a label, and the master's so in its boxes.
    """
    spots = (Phrase(tuple(line.words), page) for line, page in _outer_lines(layouts))
    found = (_air_number(phrase, match) for phrase in spots for match in _PARTED.finditer(phrase.text))
    return next((number for valid, number in found if valid), None)


def _outer_lines(layouts: Sequence[Layout]) -> Iterator[tuple[Line, int]]:
    """Yield the lines at the head and the foot of each page, with its number."""
    for layout in layouts:
        for line in layout.lines:
            if not 0.15 < line.box.middle[1] / layout.page.height < 0.85:
                yield line, layout.page.number


def _air_number(phrase: Phrase, match: re.Match[str]) -> tuple[bool, Field[str]]:
    valid = is_air_number(match[2] + match[3])
    spot = span(phrase, *match.span())
    return valid, field([spot], f"{match[1]}-{match[2]}{match[3]}", sure=0.95 if valid else 0.7)


def green_list_number(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the number of an Annex VII document, such as `GLW.MX2616480992`."""
    for layout in layouts:
        for line in layout.lines:
            for phrase in line.phrases:
                if match := _GREEN_LIST.search(phrase.text):
                    return field([span(phrase, *match.span())], f"GLW.{match[1]}")
    return None


def declared_invoice(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the number of the invoice that a customs declaration cites by the code of its kind: "N935 INV-77/26"."""
    for layout in layouts:
        for line in layout.lines:
            for phrase in line.phrases:
                if match := _INVOICE_CODE.search(phrase.text):
                    return field([span(phrase, *match.span(1))], match[1], sure=0.85)
    return None


def titled_number(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the bare number in the title, under it or beside it: "N. 118820" by "CMR", "Packing list 26-2207";
    or the one that heads the page in large print."""
    return _by_title(layouts) or _large(layouts)


def _by_title(layouts: Sequence[Layout]) -> Field[str] | None:
    layout, found = layouts[0], titles(layouts[0])
    for title in found[:1]:
        box = title.phrase.box
        ends = (_at_end(each.phrase) for each in found if each.kind == title.kind)  # a title over "CMR PL 0731155"
        if number := next((end for end in ends if end), None):
            return number
        cell = layout.cells.around(box)
        beside = layout.inside(cell) if layout.cells.is_ruled(cell) else []
        for phrase in beside:
            if match := _SERIAL.fullmatch(phrase.text):
                return field([span(phrase, *match.span(1))], match[1], sure=0.8)
        for line in layout.lines:
            near = -0.5 * box.height < line.box.middle[1] - box.top < 3.5 * box.height
            for phrase in _signed(line.phrases) if near else ():
                beneath = phrase.box.x0 > box.x1 or min(phrase.box.x1, box.x1) > max(phrase.box.x0, box.x0)
                if beneath and (match := _TITLED.fullmatch(phrase.text.strip())):
                    return field([phrase], match[1], sure=0.8)
                under = (
                    0 < phrase.box.top - box.top < 2.2 * box.height
                    and min(abs(side - other) for side, other in zip(_edges(phrase.box), _edges(box), strict=True)) < 6
                )
                if under and _UNDER.fullmatch(phrase.text) and dates.find(phrase.text) is None:
                    return field([phrase], phrase.text, sure=0.75)
        return _in_corner(layout, title) or _informal(layout, title)
    return None


def _informal(layout: Layout, title: Title) -> Field[str] | None:
    """Return the number that ends a line close under the title of an Annex VII form: firms number it as they like."""
    box = title.phrase.box
    near = [line for line in layout.lines if 0 < line.box.middle[1] - box.middle[1] < 5 * box.height]
    for phrase in (phrase for line in near for phrase in line.phrases if title.kind == "annex_vii_document"):
        if match := _INFORMAL.search(phrase.text):
            return field([span(phrase, *match.span(1))], match[1], sure=0.75)
    return None


def _signed(phrases: Sequence[Phrase]) -> Iterator[Phrase]:
    """Yield the phrases of a line, one that is only a sign for a number with what stands behind it."""
    for phrase, after in zip_longest(phrases, phrases[1:]):
        alone = after is not None and _NUMBER_SIGN.fullmatch(phrase.text)
        near = after is not None and after.box.x0 - phrase.box.x1 < 3 * phrase.box.height
        yield Phrase((*phrase.words, *after.words), phrase.page) if alone and near and after else phrase


def _large(layouts: Sequence[Layout]) -> Field[str] | None:
    """Return the one number with the letters of its series that heads a page in large print: "WZ 0398/2026"."""
    layout = layouts[0]
    usual = median(word.box.height for word in layout.page.words) if layout.page.words else 0.0
    found = [
        phrase
        for line in layout.lines
        for phrase in line.phrases
        if phrase.box.bottom < _HEAD * layout.page.height and phrase.box.height > _LARGE * usual
        if _LETTERED.fullmatch(phrase.text) and dates.find(phrase.text) is None and layout.label_at(phrase) is None
    ]
    return field(found, found[0].text, sure=0.75) if len(found) == 1 else None


def _at_end(title: Phrase) -> Field[str] | None:
    """Return the number that a title ends with, with the letters of its series: "CMR NL 0998412"."""
    match = _ENDING.search(title.text)
    if match is None or dates.find(title.text) is not None:
        return None
    before, start = title.text[: match.start()].rstrip(), match.start(1)
    if (series := _SERIES.search(before)) and _is_series(series[1]):
        before, start = before[: series.start()], series.start(1)
    words = [word for word in tokens(before) if word != "no"]
    if not words or any(word not in title_words() for word in words):
        return None
    return field([span(title, start, match.end(1))], title.text[start : match.end(1)], sure=0.8)


def _is_series(letters: str) -> bool:
    """Say whether letters before a number are of its series: a country's may be a word of a title elsewhere ("ES")."""
    worded = letters.lower() in title_words() and (len(letters) != _COUNTRY or country(letters) is None)
    return not worded and letters.lower() not in {"no", "nr"}


def _in_corner(layout: Layout, title: Title) -> Field[str] | None:
    """Return the number right of a title at the head of a page that no label owns, as carriers print theirs."""
    owned = {value.box for label in layout.labels if (value := next(layout.candidates(label), None))}
    box = title.phrase.box
    for phrase in (phrase for line in layout.lines for phrase in line.phrases):
        level = -0.5 * box.height < phrase.box.middle[1] - box.top < 2 * box.height
        if not level or phrase.box.x0 <= box.x1 or phrase.box.bottom > _HEAD * layout.page.height:
            continue
        if phrase.box in owned or layout.label_at(phrase) is not None or dates.find(phrase.text):
            continue
        match = _BARE.fullmatch(phrase.text) or _SERIAL.fullmatch(phrase.text)
        if match is None and title.kind == "road_consignment_note":
            match = _PLAIN.fullmatch(phrase.text) or _LETTERED.fullmatch(phrase.text)
        if match:
            return field([phrase], match[1] if match.re is _SERIAL else match[0], sure=0.7)
    return None


def _edges(box: Box) -> tuple[float, float, float]:
    """Return where a box begins, has its middle and ends across the page."""
    return box.x0, box.middle[0], box.x1
