"""Numbers of papers in print: the run of letters and figures that identifies one, cut from what stands beside it."""

import re

from extractors import dates

_IDENTIFIER_WORD = re.compile(r"^(?:[A-Z0-9][A-Za-z0-9\-/._\\]*|[a-z]+[\-/_][A-Za-z0-9\-/_]*)$")
_TORN = re.compile(r" -(?=\w)|(?<=\w)- ")  # before or after the hyphen in a number
_SHARE = re.compile(r"\d{1,2}/\d{1,2}")  # of pages
_OF_A_LAW = re.compile(r"\((?:EU|EC|UE|CE|EG|EEC|CEE|EWG|EEG|WE|ES)\)\s?(?:n[or°º.]{1,2})?\s?$", re.IGNORECASE)
_LAW = re.compile(r"\d{1,4}/\d{1,4}")  # after its community: "(EU) 2024/1157"
_SIGN_BEFORE_NUMBER = re.compile(r"N\.[029]\s(?:\D{0,9}\d){3}")  # "N.9 2026/171" of a text layer that OCR made


def identifier(text: str) -> tuple[str, int, int] | None:
    """Return the identifier that `text` begins with or holds, and where; None for dates, phrases and phone numbers.

    >>> identifier("GB 0001 123456 (England)")[0], identifier("INV-77/A dated 1 May 2025")[0], identifier("see above")
    ('GB 0001 123456', 'INV-77/A', None)
    >>> identifier("CI-2025 -63793")[0], identifier("BG- 7564/26")[0]
    ('CI-2025-63793', 'BG-7564/26')
    >>> identifier("Regulation (EU) 2024/1157"), identifier("(EC) No 1013/2006 A-7041")[0]
    (None, 'A-7041')
    >>> identifier("N.9")[0], identifier("N.9 2026/171")[0], identifier("1/12")
    ('N.9', '2026/171', None)
    """
    if re.search(r"@|www\.|\+\d", text):
        return None
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    for n, (word, start, _) in enumerate(words):
        bare = word.strip(",;:()*")
        printed = dates.find(text)
        if not any(c.isdigit() for c in bare) or not _IDENTIFIER_WORD.match(bare):
            continue
        if (printed and printed.start <= start < printed.stop) or _SHARE.fullmatch(bare):
            continue
        if (not printed and _SIGN_BEFORE_NUMBER.match(text[start:])) or _is_of_a_law(text[:start], bare):
            continue
        first = n
        while first > 0 and re.fullmatch(r"[A-Z]{1,5}-?", words[first - 1][0]) and n - first < 1:
            first -= 1
        last = n
        while (
            last + 1 < len(words)
            and re.fullmatch(r"-?[0-9A-Z]{1,10}", words[last + 1][0])
            and any(c.isdigit() for c in words[last + 1][0])
            and not (printed and printed.start <= words[last + 1][1] < printed.stop)
            and not words[last][0].endswith((",", ";"))
        ):
            last += 1
        value = " ".join(word for word, _, _ in words[first : last + 1]).strip(",;:()*")
        return _TORN.sub("-", value), words[first][1], words[last][2]
    return None


def _is_of_a_law(before: str, number: str) -> bool:
    """Say whether a number is that of a law, after its community: "(EU) 2024/1157"."""
    return _LAW.fullmatch(number) is not None and _OF_A_LAW.search(before[-12:]) is not None
