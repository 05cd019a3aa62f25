"""Mail messages (EML): the papers that are attached, and the letter itself when it says something."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import EmailPolicy
from typing import Any

from extractors.archives import Allowance, harmless
from models.errors import Damaged, Encrypted, NoPages, PaperError, TooLarge

_SIGNATURES = {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
_ENVELOPES = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
_LOGO_BYTES = 20_000
_BLOCKS = {"p", "div", "br", "tr", "li", "table", "h1", "h2", "h3", "h4", "blockquote"}
_LOOKED_INTO = {"subject", "content-type", "content-disposition", "content-id"}
_LONGEST_HEADER = 8_000  # characters; taking one apart costs the square of its length
_MOST_LEVELS = 100  # multiparts; each line is compared with the borders of all that are open


def parts(data: bytes, allowance: Allowance) -> Iterator[tuple[str, bytes | PaperError]]:
    """Yield `(name, bytes)` of each attachment and of the letter (`body.txt`), or `(name, error)`.

    Small pictures that the HTML letter shows (logos) and signatures are left out. With attachments, the letter is
    yielded only when it says something (words and a number); without, whenever it has text. Raises NoPages when the
    message holds nothing, Encrypted when it is sealed, Damaged when it is no message, TooLarge when its structure is
    of no mail that a person sends.
    """
    try:
        message: EmailMessage = message_from_bytes(data, policy=_bounded(allowance.limits.max_files))
        if message.get_content_type() in _ENVELOPES and not _is_signed_only(message):
            raise Encrypted("The message is encrypted")
        attached = list(_attachments(message))
        letter = _letter(message)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, IndexError) as error:
        raise Damaged("The mail message does not open") from error
    if not attached and not letter.strip():
        raise NoPages("The message has neither text nor attachments")
    if letter.strip() and (not attached or says_something(letter)):
        subject = str(message.get("subject", "")).strip()
        yield "body.txt", (f"Subject: {subject}\n\n{letter}" if subject else letter).encode()
    for name, content in attached:
        try:
            allowance.take(len(content))
            yield name, content
        except PaperError as error:
            yield name, error
            if allowance.files > allowance.limits.max_files:
                return


def _bounded(most_parts: int) -> Any:
    """Return a policy under which a message costs no more to take apart than its length."""
    parts = levels = 0

    def part(policy: Any = None) -> EmailMessage:
        nonlocal parts
        parts += 1
        if parts > most_parts:
            raise TooLarge(f"A mail of more than {most_parts} parts")
        return EmailMessage(policy)

    class Bounded(EmailPolicy):
        def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
            nonlocal levels
            name, value = super().header_source_parse(sourcelines)
            if name.lower() in _LOOKED_INTO and len(value) > _LONGEST_HEADER:
                raise Damaged(f"The mail's {name} is longer than any program writes it")
            levels += name.lower() == "content-type" and value.lstrip()[:10].lower() == "multipart/"
            if levels > _MOST_LEVELS:
                raise TooLarge(f"A mail of more than {_MOST_LEVELS} levels")
            return name, value

    return Bounded(message_factory=part)


def _is_signed_only(message: EmailMessage) -> bool:
    return "signed" in str(message.get("content-type", "")).lower()


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    shown = set(re.findall(r"cid:([^\"'>\s)]+)", _html(message)))
    nameless = 0
    for part in _leaves(message):
        kind = part.get_content_type()
        name = part.get_filename()
        if kind in _SIGNATURES:
            continue
        if kind.startswith("text/") and kind != "text/csv" and not name and not part.is_attachment():
            continue
        content = _bytes(part)
        if str(part.get("content-id", "")).strip("<> ") in shown and len(content) < _LOGO_BYTES:
            continue
        if not name:
            nameless += 1
            name = f"attachment-{nameless}"
        yield harmless(str(name)), content


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """Parts that are not multiparts; a forwarded message counts as one, to be opened as mail in its turn."""
    if part.get_content_type() == "message/rfc822" or not part.is_multipart():
        yield part
        return
    for child in part.iter_parts():
        if isinstance(child, MIMEPart):
            yield from _leaves(child)


def _bytes(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return b"".join(child.as_bytes() for child in part.iter_parts())
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _letter(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    if body is not None and not body.is_attachment():
        text = _text(body)
        if text.strip():
            return text
    return text_of_html(_html(message))


def _html(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("html",))
    return "" if body is None else _text(body)


def _text(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", errors="replace")


def says_something(letter: str) -> bool:
    """Tell a letter with facts from "please find attached": some words and at least one number of three digits."""
    return len(letter.split()) >= 6 and re.search(r"\d(?:[.,/ -]*+\d){2}", letter) is not None


def text_of_html(html: str) -> str:
    """Return the visible text of an HTML letter, one line a block, table cells parted by tabs."""
    from lxml import etree  # the standard library's reader takes the square of the time for what is no HTML

    reader = _HtmlText()
    if html.strip():
        etree.fromstring(html.encode(), etree.HTMLParser(target=reader, encoding="utf-8", no_network=True))
    lines = (re.sub(r"[ \u00a0\r\n]+", " ", line).strip(" ") for line in "".join(reader.pieces).split("\x1e"))
    return "\n".join(line for line in lines if line.strip())


class _HtmlText:
    """Gathers text as lxml meets it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._silent = 0

    def start(self, tag: str, _attributes: object) -> None:
        if tag in {"script", "style", "head"}:
            self._silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\x1e")

    def end(self, tag: str) -> None:
        if tag in {"script", "style", "head"}:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\x1e")
        elif tag in {"td", "th"}:
            self.pieces.append("\t")

    def data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data)

    def close(self) -> None:
        """Lxml asks for it."""
