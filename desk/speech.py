"""What the desk says, in the reader's language: one catalogue a language in `desk/strings`, none in page code."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

CATALOGUES = Path(__file__).parent / "strings"
LANGUAGES = MappingProxyType({"en": "English", "fr": "Français", "es": "Español"})
FIRST = "en"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every string of a language by `section.key`; raises OSError for one that has no catalogue."""
    tables = tomllib.loads((CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))
    return MappingProxyType({f"{part}.{key}": text for part, texts in tables.items() for key, text in texts.items()})


class Speech:
    """Says things in one language: `say("age.days", n=3)`. A key without a string says itself, which is seen."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else FIRST
        self.words = catalogue(self.language)

    def __call__(self, key: str, **given: object) -> str:
        """Return the string of `key` with `{names}` filled in."""
        text = self.words.get(key, key)
        for name, value in given.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def count(self, key: str, number: int) -> str:
        """Return the string of `key` with the number `n` in it, or of `key_one` for a number that is singular.

        >>> Speech("en").count("queue.total", 1), Speech("es").count("queue.total", 12_345)
        ('1 consignment', '12.345 envíos')
        """
        singular = number == 1 or (number == 0 and self.language == "fr")
        grouped = f"{number:,}".replace(",", self("common.thousand").strip("10"))
        return self(f"{key}_one" if singular else key, n=grouped)

    def has(self, key: str) -> bool:
        """Say whether there is a string for `key`."""
        return key in self.words

    def parts(self, *sections: str) -> dict[str, str]:
        """Return the strings of some sections, for a component in the browser."""
        return {key: text for key, text in self.words.items() if key.partition(".")[0] in sections}


def language_of(accepted: str, chosen: str = "") -> str:
    """Return the language to speak: the chosen one, else the first of an Accept-Language header that we have.

    >>> language_of("de-AT,fr;q=0.8,en;q=0.5"), language_of("", "es"), language_of("ja")
    ('fr', 'es', 'en')
    """
    if chosen in LANGUAGES:
        return chosen
    asked = (part.partition(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((language for language in asked if language in LANGUAGES), FIRST)
