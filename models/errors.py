"""Refusals: what can be wrong with a file, under a stable code, with a message that tells the officer the next step."""

import errno
from typing import ClassVar


class PaperError(Exception):
    """A file that cannot be read; `code` is stable, `message` says what to do next."""

    code: ClassVar[str] = "unreadable"
    advice: ClassVar[str] = "Ask the sender for another copy."

    def __init__(self, what: str = "") -> None:
        self.message = f"{what.rstrip('.')}. {self.advice}" if what else self.advice
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        # The message is built already: without this, a copy from a worker process would carry the advice twice.
        return (_rebuild, (type(self), self.message))


_OF_THE_MACHINE = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO, errno.ESTALE,
    errno.ETIMEDOUT, errno.EHOSTDOWN,
}  # fmt: skip


def of_machine(error: BaseException) -> bool:
    """Say whether an error is the machine's (a full disk, one that is away), and so no outcome for a paper."""
    return isinstance(error, OSError) and error.errno in _OF_THE_MACHINE


def _rebuild(kind: type[PaperError], message: str) -> PaperError:
    error = kind()
    error.message = message
    error.args = (message,)
    return error


class EmptyFile(PaperError):
    """Nothing in it."""

    code = "empty"
    advice = "The file has no bytes: the upload or scan broke off. Send it again."


class MissingFile(PaperError):
    """A path that leads nowhere."""

    code = "not-found"
    advice = "Check the path."


class Unopened(PaperError):
    """A file that the system does not give us."""

    code = "not-opened"
    advice = "See that its disk or share is there and that it may be read, then try again."


class Encrypted(PaperError):
    """A password stands before the text."""

    code = "encrypted"
    advice = "Ask the sender for a copy without a password, or print it to a new PDF."


class Damaged(PaperError):
    """Truncated or broken bytes of a known type."""

    code = "damaged"
    advice = "The file is cut off or broken. Open it in a viewer; if it fails there too, ask for it again."


class NoPages(PaperError):
    """A document without a page."""

    code = "no-pages"
    advice = "The document has no page. Ask the sender for the full document."


class UnknownType(PaperError):
    """Bytes that are none of the types we read."""

    code = "unknown-type"
    advice = "Not a paper Tallyman reads: send PDF, PNG, JPEG, TIFF, WebP, XLSX, DOCX, CSV, EML or ZIP."


class TooLarge(PaperError):
    """Over a limit of size, pixels, pages or nesting."""

    code = "too-large"
    advice = "Split it, scan at 200 to 300 dpi, or raise the limit in the settings."


class TooSlow(PaperError):
    """Over the time allowed for a file."""

    code = "too-slow"
    advice = "Split the file, or raise the time limit in the settings."


class NotJudged(PaperError):
    """A consignment that is over the bounds of judging: a part of the findings would look like all of them."""


class TooManyLines(NotJudged):
    """More goods lines in a consignment than are judged together."""

    code = "too-many-lines"
    advice = "Hand the papers in as several consignments, or raise `judged_lines` in the settings."


class JudgedTooSlow(NotJudged):
    """Over the time allowed for judging a consignment."""

    code = "judged-too-slow"
    advice = "Hand the papers in as several consignments, or raise `seconds_per_file` in the settings."


class EngineMissing(PaperError):
    """Tesseract or its language data is not installed."""

    code = "ocr-missing"
    advice = "Run `tallyman doctor`: it names what is missing and the command that installs it."
