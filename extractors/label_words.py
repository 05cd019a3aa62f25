"""Which words of a phrase are a label's own: its block number, its words, its remark, its translation."""

import re
from collections.abc import Sequence

from extractors import dates
from extractors.layout import Phrase
from extractors.lexicon import Entry, lexicon
from extractors.wording import tokens
from models.page import Word
from models.reference.companies import looks_like_company
from models.reference.countries import country
from models.reference.units import package_kind

_BLOCK = re.compile(r"^\(?(\d{1,2}(?:\.?\(?[a-z]\)|[a-z])?|[ivx]{1,5}|[a-h])[.):]{0,2}$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^\(\d{1,2}\):$")  # "Disposal facility (2):" that breaks before its mark
_MISREAD_SIGN = re.compile(r"N\.[029][.:]?")
_PART = re.compile(r"^\(?[a-zivx]{1,4}\)\.?$", re.IGNORECASE)
NUMBERS = frozenset(
    {
        "invoice_number",
        "bill_of_lading_number",
        "order_number",
        "booking_number",
        "notification_number",
        "licence_number",
    }
)
_NUMBER_WORDS, _NUMBER_DIGITS = 3, 5  # words and digits of what can only be the number after "No.": "No A 7719043"
_ADDRESSED = frozenset({"party:consignor", "party:consignee", "party:buyer", "party:seller", "party:notify"})
_PARTICLE = 3  # letters of small words in names: "von der", "and"
_AS_OF = frozenset({"on", "by", "per", "am", "bis", "zum", "le", "au", "al", "op", "em", "il"})
SEPARATOR = re.compile(r"^[:\-–—./|·•*#]+$")  # what may stand between a label and its value
IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]")
_MEASURED = frozenset({"total_gross_mass", "total_net_mass", "total_volume"})
_MEASURE = re.compile(r"\d[\d .,']*\s?[^\W\d_]{1,6}\.?[³3]?(?:\.\s[^\W\d_].*)?")  # up to the end of its sentence
_AMOUNT = re.compile(r"\D?\d[\d.,']*[.,]\d\d\D?")
_SPACED = re.compile(r"\d{1,3}(?: \d{3}){1,4}[.,]\d\d(?: ?[^\d\s]{1,4})?")  # "18 610,80 EUR"


def block_of(phrase: Phrase) -> tuple[str | None, int]:
    """Return the block number printed before a label, and the index of the first word after it."""
    first = phrase.words[0].text.lstrip("‘'`|")  # what OCR makes of a ruling
    if phrase.words[0].confidence < 1 and first[:-1].isdigit():
        first = re.sub(",$", ".", first)  # and of the point after a number
    if len(phrase.words) < 2 or not _BLOCK.match(first) or _FOOTNOTE.match(first) or _is_label_alone(first):
        return None, 0
    count = 2 if first[0].isdigit() and len(phrase.words) > 2 and _PART.match(phrase.words[1].text) else 1
    return re.sub(r"[^0-9a-z]", "", "".join(word.text for word in phrase.words[:count]).lower()), count


def goes_on(block: str | None, content: Sequence[Phrase]) -> bool:
    """Say whether lines head one of the blocks that follow `block` on a form: "19 Ctr." beside 18, 30 under 27."""
    phrase = content[0]
    if len(content) > 1 and len(phrase.words) == 1 and phrase.text.strip(".").isdigit():
        phrase = Phrase((*phrase.words, *content[1].words), phrase.page)  # "8" over "Packing" in a narrow box
    after = block_of(phrase)[0] or ""
    if block and re.fullmatch(r"\d+[a-z]", block) and re.fullmatch(r"\d+[a-z]", after):
        return block[:-1] == after[:-1] and block < after  # "5. b) Second carrier" beside "5. a)"
    following = block is not None and block.isdigit() and after.isdigit() and 0 < int(after) - int(block) < 4
    if not following or dates.find(phrase.text):
        return False
    return phrase.words[1].text[:1].isupper() and package_kind(phrase.words[1].text.strip(".,")) is None


def _is_label_alone(text: str) -> bool:
    return not any(c.isdigit() for c in text) and tokens(text) in lexicon().entries and not text.startswith("(")


def is_misread_sign(word: Word) -> bool:
    """Say whether OCR read "N.º" as a figure: "Factura N.9"; print that needs no reading may mean it."""
    return word.origin == "ocr" and _MISREAD_SIGN.fullmatch(word.text) is not None


def longest(phrase: Phrase, start: int, *, fuzzy: bool) -> tuple[int, tuple[Entry, ...], bool]:
    """Return the index after the longest label that begins at word `start` and ends with a whole word."""
    stream: list[str] = []
    ends: list[int] = []  # tokens read up to the end of each word
    for word in phrase.words[start : start + 20]:
        printed = ("no",) if is_misread_sign(word) else tokens(word.text)
        stream.extend(lexicon().parted(printed) if fuzzy else printed)
        ends.append(len(stream))
    text = tuple(stream)
    for fuzziness in (False, True) if fuzzy else (False,):
        size, entries = lexicon().longest(text, fuzzy=fuzziness)
        size = _with_glued(text, size, entries, ends, phrase.words[start:])
        while size and size not in ends:
            shorter = [n for n in ends if n < size and text[:n] in lexicon().entries]
            size = max(shorter, default=0)
            entries = lexicon().entries.get(text[:size], ()) if size else ()
        if size and (outside := _before_remark(phrase, start, start + ends.index(size) + 1)):
            return outside, lexicon().entries[tokens(" ".join(w.text for w in phrase.words[start:outside]))], True
        if size:
            return start + ends.index(size) + 1, entries, not fuzziness
    return start, (), True


def _with_glued(
    text: tuple[str, ...], size: int, entries: tuple[Entry, ...], ends: Sequence[int], words: Sequence[Word]
) -> int:
    """Return how many tokens a label takes with its translations, where only a stroke stands between: "Menge/Quantity".

    What is no translation, or ends within a word, is left off.
    """
    whole = size
    while whole and whole not in ends:
        within = next((n for n, end in enumerate(ends) if end > whole), None)
        if within is None or "/" not in words[within].text:
            return size
        more, others = lexicon().longest(text[whole:])
        if not any(entry.field == other.field for entry in entries for other in others):
            return size
        whole += more
    return whole


def _before_remark(phrase: Phrase, start: int, end: int) -> int:
    """Return the end of a label that stops inside a remark ("Exporter (Name, full address)"), or 0 where none does."""
    words = [word.text for word in phrase.words[start:end]]
    opened = next((n for n, text in enumerate(words) if text.startswith("(")), 0)
    if not opened or any(")" in text for text in words[opened:]):
        return 0
    return start + opened if tokens(" ".join(words[:opened])) in lexicon().entries else 0


def extension(
    phrase: Phrase, end: int, entries: tuple[Entry, ...], *, colon: bool, fuzzy: bool
) -> tuple[int, str, tuple[Entry, ...]]:
    """Take in what still belongs to the label: a remark in parentheses, and its translation after a stroke."""
    words, note = phrase.words, ""
    while end < len(words) and not colon:
        text = words[end].text
        if text.lower() in _AS_OF and (dated := phrase.part(end + 1)) and (day := dates.find(dated.text)):
            if day.start == 0 and not re.search(r"\w", dated.text[day.stop :]):
                end = len(words)  # "Total amount due on 3 August"
            break
        if text.startswith("("):
            stop = next((n for n in range(end, len(words)) if words[n].text.rstrip(":").endswith(")")), None)
            if stop is None:
                break
            note, end = " ".join(word.text for word in words[end : stop + 1]), stop + 1
            colon = words[end - 1].text.endswith(":")
        elif bool(IDEOGRAPHS.search(words[end - 1].text)) != bool(IDEOGRAPHS.search(text)):
            stop, others, _ = longest(phrase, end, fuzzy=False)  # "目的地 To:" needs no stroke between its languages
            if not others or (IDEOGRAPHS.search(text) and not _closes(words[stop - 1].text, stop == len(words))):
                break
            both = tuple(entry for entry in entries if any(entry.field == other.field for other in others))
            end, entries = stop, both or entries
            colon = words[end - 1].text.endswith(":")
        elif SEPARATOR.match(text) and ":" not in text and end + 1 < len(words):
            stop, others, _ = longest(phrase, end + 1, fuzzy=fuzzy)
            if not others:
                end = _unknown_translation(phrase, end)
                colon = words[end - 1].text.endswith(":")
                break
            end, entries = stop, entries + tuple(other for other in others if other not in entries)
            colon = words[end - 1].text.endswith(":")
        else:
            break
    return end, note, entries


def is_numbered(words: Sequence[Word], size: int, entries: tuple[Entry, ...]) -> bool:
    """Say whether the first `size` words are a label that ends with "No." before a number: "Booking No. JX330017"."""
    if size < 2 or len(words) <= size or not {entry.field for entry in entries} & NUMBERS:
        return False
    return tokens(words[size - 1].text) == ("no",) and any(map(str.isdigit, words[size].text))


def _closes(word: str, last: bool) -> bool:
    """Say whether a label ends with a word, as "DATE 日期:" does, and no value begins there."""
    return last or word.endswith((":", "：", ")"))


def _unknown_translation(phrase: Phrase, stroke: int) -> int:
    """Return the index after words that repeat a label in an unknown language: up to a colon or a number."""
    words = phrase.words
    if words[stroke].text != "/":
        return stroke
    for stop in range(stroke + 1, min(stroke + 8, len(words))):
        text = words[stop].text
        if any(c.isdigit() for c in text):
            return stop if stop > stroke + 1 else stroke
        if text.endswith(":"):
            return stop + 1
    whole = len(words) <= stroke + 8 and block_of(phrase)[0] is not None
    return len(words) if whole and words[0].text[0].isdigit() else stroke


_LEADING = ("in", "en", "em", "à", "au")


def runs_on(entries: tuple[Entry, ...], label: Phrase, rest: Phrase) -> bool:
    """Say whether `rest` can be the value of a label that no colon closes: a number, a date, a name; not a sentence."""
    first = rest.words[0].text
    fields = {entry.field for entry in entries}
    if tokens(label.text)[-1] not in _LEADING and country(rest.text) and any("country_of_" in f for f in fields):
        return True  # "País de origen México"; "MADE IN CHINA" is a sentence, said of goods
    day = dates.find(rest.text) if "date" in fields else None
    summed = "total_amount" in fields and (_AMOUNT.fullmatch(first) or _SPACED.fullmatch(rest.text))
    if summed or (day and day.start == 0):
        return True  # "Total 62,000.00", "Date Feb 03, 2026"
    if (
        "number" in fields
        and len(rest.words) <= _NUMBER_WORDS
        and sum(c.isdigit() for c in rest.text) >= _NUMBER_DIGITS
    ):
        return len(label.words) > 1 or re.fullmatch(r"[A-Z0-9][A-Z0-9 \-/]*", rest.text) is not None
    if any(field.startswith("goods:") for field in fields):
        # "Total gross weight 23 640 kg"; a shorter label may be the heading of a column
        return (
            any(f in _MEASURED for f in fields)
            and (len(label.words) > 1 or "total_volume" in fields)
            and _MEASURE.fullmatch(rest.text) is not None
        )
    figured = any(c.isdigit() for c in first)
    if not figured and fields & {"number", "invoice_number", "order_number", "stop", "total_amount"}:
        # "CMR No. CMR 976678": letters before the figures of a number
        return (
            len(rest.words) == 2 and re.fullmatch(r"[A-Z]{1,4}", first) is not None and rest.words[1].text[0].isdigit()
        )
    return figured or (first[:1].isupper() and _can_be_named(fields, label, rest))


def _can_be_named(fields: set[str], label: Phrase, rest: Phrase) -> bool:
    """Say whether a label without a colon may be followed by a name: a company after its role, few words after many."""
    if fields & _ADDRESSED and looks_like_company(rest.text):
        return not any(map(_is_said, rest.words))  # "Consignee Yarra Supply Pty Ltd, Sydney"
    typed = label.text.isupper() and rest.text.isupper()  # "POL SIHANOUKVILLE": all in capitals, as telexes were
    return len(rest.words) <= 5 and (len(tokens(label.text)) >= 2 or (typed and _is_short(label)))


def _is_short(label: Phrase) -> bool:
    return label.text.strip(".") in ("POL", "POD", "VESSEL", "VOY", "ETD", "ETA")


def _is_said(word: Word) -> bool:
    """Say whether a word is of a sentence and no name: "Consignee Yarra Supply Ltd" is named, "shall pay" is said."""
    return word.text.isalpha() and word.text.islower() and len(word.text) > _PARTICLE
