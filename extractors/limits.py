"""What one file may cost. Defaults are small: a hostile or accidental monster must not stop the papers beside it."""

from dataclasses import dataclass
from typing import Literal

# fast: Tesseract alone. auto: a second reader for the words in doubt. best: the second reader for whole sheets.
Reader = Literal["fast", "auto", "best"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on reading. Bytes are of one file, `max_expanded_bytes` of all that archives and mails unfold to.

    `max_pixels` bounds any image that is opened or drawn, `max_pixels_in_all` the pictures of one image file together
    (500 sheets of A4 at 300 dpi). `seconds_per_file` is what may be spent on a file before its next page. `max_ratio`
    is expanded to packed size of one archive member (looked at from a few megabytes on), `max_depth` how deep archives
    and mails may nest, `max_cells` the used cells of a workbook or CSV file and the pieces of text of a letter. `dpi`
    is the resolution at which pages are drawn for OCR, `reader` how hard scans are looked at, `second_seconds` what the
    second reader may take a page in `auto`, of a processor, so that a busy machine reads the same.
    """

    max_bytes: int = 100_000_000
    max_pages: int = 500
    max_pixels: int = 50_000_000
    max_pixels_in_all: int = 5_000_000_000
    max_files: int = 2_000
    max_depth: int = 3
    max_ratio: int = 200
    max_expanded_bytes: int = 500_000_000
    max_cells: int = 200_000
    seconds_per_page: float = 60.0
    seconds_per_file: float = 300.0
    dpi: int = 200
    reader: Reader = "auto"
    second_seconds: float = 4.0


DEFAULT = Limits()
