"""Mails and texts made to cost more than their length: each is read or refused by name, and its neighbours are read."""

import csv
from pathlib import Path

import pytest

from extractors import lettering
from extractors.limits import Limits
from extractors.mail import text_of_html
from extractors.sources import Source, open_sources
from models.report import Unread

HEAD = b"From: a@example.org\r\nSubject: papers\r\nMIME-Version: 1.0\r\n"


def opened(tmp_path: Path, data: bytes, limits: Limits | None = None) -> tuple[list[Source], list[Unread]]:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.eml").write_bytes(data)
    (tmp_path / "in/b.csv").write_bytes(b"Description;HS code\nScrap;391590\nPellets;390210\n")
    sources, unread = open_sources([tmp_path / "in"], limits or Limits())
    assert [source.name for source in sources][-1] == "b.csv"
    return sources[:-1], unread


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain; " + b"".join(b"a*%d=x;" % number for number in range(20_000)),
        b"Content-Type: text/plain; " + b"(" * 200_000,
        b"Subject: " + b"=?utf-8?q?a?= " * 20_000,
        b'Content-Disposition: attachment; filename="' + b'\\"' * 50_000 + b'"',
    ],
)
def test_a_header_without_end_is_refused(tmp_path: Path, header: bytes) -> None:
    data = b"From: a@example.org\r\nMIME-Version: 1.0\r\nMessage-ID: <1@x>\r\n" + header + b"\r\n\r\nInvoice 4711\r\n"
    sources, unread = opened(tmp_path, data)
    assert sources == []
    assert [(entry.file, entry.code) for entry in unread] == [("a.eml", "damaged")]


def test_a_mail_of_parts_without_number_is_refused(tmp_path: Path) -> None:
    part = b'--b\r\nContent-Type: text/csv; name="a.csv"\r\n\r\na,b\r\n1,2\r\n'
    data = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 300 + b"--b--\r\n"
    sources, unread = opened(tmp_path, data, Limits(max_files=100))
    assert sources == []
    assert [entry.code for entry in unread] == ["too-large"]


def test_parts_within_parts_without_end_are_refused(tmp_path: Path) -> None:
    levels = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(300))
    _, unread = opened(tmp_path, HEAD + levels + b"\r\ntext 4711\r\n")
    assert [entry.code for entry in unread] == ["too-large"]


def test_mails_within_mails_are_opened_as_deep_as_is_allowed_and_then_named(tmp_path: Path) -> None:
    mail = HEAD + b"Content-Type: message/rfc822\r\n\r\n"
    _, unread = opened(tmp_path, mail * 8 + HEAD + b"\r\nInvoice 4711 of 12 bales of film\r\n")
    assert [entry.code for entry in unread] == ["too-large"]


@pytest.mark.parametrize("unit", ["<!", "&#", "<a ", "<div>", "<!--", "<", "<script>"])
def test_html_that_is_none_gives_text_or_nothing(unit: str) -> None:
    text = text_of_html(f"<p>Invoice 4711</p>{unit * 100_000}")
    assert text.splitlines()[0].startswith("Invoice 4711")


def test_a_script_in_a_letter_is_no_text_of_it() -> None:
    assert text_of_html("<script>steal()</script><p onclick='steal()'>12 bales</p>") == "12 bales"


def test_a_cell_longer_than_any_makes_a_text_no_table_and_no_fault(request: pytest.FixtureRequest) -> None:
    before = csv.field_size_limit(131_072)  # of the whole process, and screening raises it
    request.addfinalizer(lambda: csv.field_size_limit(before))
    assert lettering.delimiter('Description,Qty\n"' + "x" * 200_000 + '",4\nscrap,5\n') is None
