"""Files, folders, archives and mails become sources; what cannot be read is named and costs the others nothing."""

import hashlib
import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from extractors.archives import harmless
from extractors.limits import Limits
from extractors.sources import Source, open_sources
from models.report import Unread

PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30


def zipped(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def opened(folder: Path, name: str, data: bytes, limits: Limits | None = None) -> tuple[list[Source], list[Unread]]:
    path = folder / name
    path.write_bytes(data)
    return open_sources([path], limits or Limits())


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("scan.jpg", PDF, "pdf"),
        ("junk-before.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + PDF, "pdf"),
        ("page.pdf", PNG, "png"),
        ("photo", b"\xff\xd8\xff\xe0" + b"\0" * 20, "jpeg"),
        ("fax.bin", b"II*\0" + b"\0" * 20, "tiff"),
        ("big-endian.tif", b"MM\0*" + b"\0" * 20, "tiff"),
        ("picture.webp", b"RIFF\x24\0\0\0WEBPVP8 ", "webp"),
        ("lines.txt", b"hs_code;description\n390210;granules\n391510;scrap\n", "csv"),
        ("lines", b"hs_code\tdescription\n390210\tgranules, white\n", "csv"),
        ("letter.csv", b"Dear Sirs,\nplease find our offer.\nRegards, J. Smith\n", "text"),
        ("letter.txt", "Größe: 12 Stück\nGewicht: 1.200 kg".encode("cp1252"), "text"),
        ("wide.txt", "Gross weight 1 200 kg".encode("utf-16"), "text"),
    ],
)
def test_the_type_comes_from_the_bytes(tmp_path: Path, name: str, data: bytes, media: str) -> None:
    sources, unread = opened(tmp_path, name, data)
    assert unread == []
    assert [(source.name, source.media) for source in sources] == [(name, media)]
    assert sources[0].sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "code", "advice"),
    [
        (b"", "empty", "Send it again"),
        (b" \r\n\t\n", "empty", "Send it again"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "unknown-type", "program"),
        (b"MZ\x90\0\x03\0\0\0\x04\0" + b"\xff" * 60, "unknown-type", "program"),
        (bytes(range(256)) * 8, "unknown-type", "no document"),
        (b"{\\rtf1\\ansi Invoice}", "unknown-type", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + "Workbook".encode("utf-16-le"), "unknown-type", "XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + "WordDocument".encode("utf-16-le"), "unknown-type", "DOCX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "unknown-type", "JPEG"),
        (b"GIF89a" + b"\0" * 20, "unknown-type", "PNG"),
        (b"<!DOCTYPE html><html><body>Invoice</body></html>", "unknown-type", "PDF"),
        (b'<?xml version="1.0"?><Invoice/>', "unknown-type", "PDF"),
        (b'{"invoice": 1}', "unknown-type", "JSON"),
        (b"Rar!\x1a\x07\x01\0", "unknown-type", "ZIP"),
        (b"PK\x03\x04" + b"\x14\0" * 40, "damaged", "broken"),
    ],
)
def test_bytes_that_are_no_paper_are_named_with_what_to_do(tmp_path: Path, data: bytes, code: str, advice: str) -> None:
    sources, unread = opened(tmp_path, "paper.pdf", data)
    assert sources == []
    assert [(item.file, item.code) for item in unread] == [("paper.pdf", code)]
    assert advice in unread[0].message


def test_a_path_that_leads_nowhere_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    _, unread = open_sources([tmp_path / "gone.pdf", tmp_path / "empty"])
    assert [item.code for item in unread] == ["not-found", "no-pages"]


def test_a_folder_is_walked_in_order_without_hidden_files_and_foreign_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(PDF)
    folder = tmp_path / "consignment"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "two.pdf").write_bytes(PDF)
    (folder / "a.pdf").write_bytes(PDF)
    (folder / ".hidden.pdf").write_bytes(PDF)
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "link.pdf").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    sources, unread = open_sources([folder])
    assert [source.name for source in sources] == ["a.pdf", "b/two.pdf"]
    assert unread == []


def test_two_folders_with_files_of_one_name_keep_them_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "bl.pdf").write_bytes(PDF)
    sources, _ = open_sources([tmp_path / "one", tmp_path / "two", tmp_path / "two" / "bl.pdf"])
    assert len({source.name for source in sources}) == 3


def test_a_file_over_the_limit_is_named(tmp_path: Path) -> None:
    _, unread = opened(tmp_path, "big.pdf", PDF + b"\0" * 2_000, Limits(max_bytes=1_000))
    assert unread[0].code == "too-large"


def test_nested_archives_unfold_with_their_path_as_name(tmp_path: Path) -> None:
    inner = zipped(("bl.pdf", PDF))
    sources, unread = opened(tmp_path, "all.zip", zipped(("inner.zip", inner), ("ci.csv", b"a;b\nc;d\n")))
    assert [source.name for source in sources] == ["all.zip/inner.zip/bl.pdf", "all.zip/ci.csv"]
    assert unread == []


def test_archives_nested_too_deep_are_refused_and_the_others_read(tmp_path: Path) -> None:
    data = zipped(("bl.pdf", PDF))
    for level in range(5):
        data = zipped((f"{level}.zip", data), (f"{level}.pdf", PDF))
    sources, unread = opened(tmp_path, "deep.zip", data)
    assert len(sources) == 3
    assert [item.code for item in unread] == ["too-large"]


def test_a_zip_bomb_is_refused_and_its_neighbour_read(tmp_path: Path) -> None:
    sources, unread = opened(tmp_path, "bomb.zip", zipped(("zeros.csv", b"0" * 30_000_000), ("bl.pdf", PDF)))
    assert [source.name for source in sources] == ["bomb.zip/bl.pdf"]
    assert [(item.file, item.code) for item in unread] == [("bomb.zip/zeros.csv", "too-large")]


def test_many_files_and_many_bytes_in_all_are_bounded(tmp_path: Path) -> None:
    members = [(f"{index}.pdf", PDF) for index in range(50)]
    sources, unread = opened(tmp_path, "many.zip", zipped(*members), Limits(max_files=10))
    assert len(sources) == 9
    assert {item.code for item in unread} == {"too-large"}
    sources, unread = opened(
        tmp_path, "many.zip", zipped(*members), Limits(max_expanded_bytes=len(zipped(*members)) + 40)
    )
    assert len(sources) == 2
    assert {item.code for item in unread} == {"too-large"}


def test_a_member_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(("lie.csv", b"a;b\n" * 1000)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    sources, unread = opened(tmp_path, "lie.zip", bytes(data))
    assert sources == []
    assert unread[0].code == "damaged"


def test_a_broken_member_does_not_cost_the_others(tmp_path: Path) -> None:
    data = bytearray(zipped(("one.csv", b"a;b\n1;2\n"), ("two.pdf", PDF), compression=zipfile.ZIP_STORED))
    place = data.index(b"a;b")
    data[place] = ord("x")
    sources, unread = opened(tmp_path, "broken.zip", bytes(data))
    assert [source.name for source in sources] == ["broken.zip/two.pdf"]
    assert [(item.file, item.code) for item in unread] == [("broken.zip/one.csv", "damaged")]


def test_members_with_a_password_are_named(tmp_path: Path) -> None:
    data = bytearray(zipped(("secret.pdf", PDF), ("open.pdf", PDF)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    sources, unread = opened(tmp_path, "half.zip", bytes(data))
    assert [source.name for source in sources] == ["half.zip/open.pdf"]
    assert [item.code for item in unread] == ["encrypted"]


def test_an_archive_with_a_password_is_named_once(tmp_path: Path) -> None:
    data = bytearray(zipped(("secret.pdf", PDF)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    _, unread = opened(tmp_path, "all.zip", bytes(data))
    assert [(item.file, item.code) for item in unread] == [("all.zip", "encrypted")]


def test_an_empty_archive_is_named(tmp_path: Path) -> None:
    _, unread = opened(tmp_path, "none.zip", zipped())
    assert [item.code for item in unread] == ["no-pages"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\Users\\x\\bl.pdf", "Users/x/bl.pdf"),
        ("/abs/bl.pdf", "abs/bl.pdf"),
        ("a\x00\nb.pdf", "ab.pdf"),
        ("..", "unnamed"),
    ],
)
def test_names_from_archives_are_harmless(name: str, plain: str) -> None:
    assert harmless(name) == plain


def mail(body: str = "", html: str = "", **attachments: bytes) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "agent@example.com"
    message["To"] = "desk@example.com"
    message["Subject"] = "Shipping papers"
    message["Date"] = "Mon, 03 Nov 2025 10:00:00 +0100"
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message


def test_a_mail_gives_its_attachments_and_drops_an_empty_letter(tmp_path: Path) -> None:
    sources, unread = opened(
        tmp_path, "m.eml", mail("Please find attached.", bl_pdf=PDF, ci_csv=b"a;b\nc;d\n").as_bytes()
    )
    assert [source.name for source in sources] == ["m.eml/bl.pdf", "m.eml/ci.csv"]
    assert unread == []


def test_a_letter_that_says_something_is_a_source_as_well(tmp_path: Path) -> None:
    body = "Container CSQU3054383 was loaded with 24 bales of plastic scrap, gross 21 400 kg."
    sources, _ = opened(tmp_path, "m.eml", mail(body, bl_pdf=PDF).as_bytes())
    assert [(source.name, source.media) for source in sources] == [("m.eml/body.txt", "text"), ("m.eml/bl.pdf", "pdf")]
    assert b"CSQU3054383" in sources[0].data


def test_a_mail_without_attachments_is_read_itself_also_as_html(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@example.com", "Hi", "Mon, 03 Nov 2025 10:00:00 +0100"
    message.set_content("<style>p{}</style><p>Gross mass</p><p>12 bales of film</p>", subtype="html")
    sources, _ = opened(tmp_path, "m.eml", message.as_bytes())
    assert sources[0].data.decode().splitlines() == ["Subject: Hi", "", "Gross mass", "12 bales of film"]


def test_a_mail_with_nothing_in_it_is_named(tmp_path: Path) -> None:
    _, unread = opened(tmp_path, "m.eml", mail(" ").as_bytes())
    assert [item.code for item in unread] == ["no-pages"]


def test_a_forwarded_mail_is_opened_in_its_turn(tmp_path: Path) -> None:
    outer = mail("See below.")
    outer.add_attachment(mail("See attached.", bl_pdf=PDF))
    sources, unread = opened(tmp_path, "m.eml", outer.as_bytes())
    assert [source.name for source in sources] == ["m.eml/attachment-1/bl.pdf"]
    assert unread == []


def test_small_logos_of_the_letter_are_left_out(tmp_path: Path) -> None:
    message = mail("See attached.", html='<p>See attached</p><img src="cid:logo1">', bl_pdf=PDF)
    message.get_payload()[0].get_payload()[1].add_related(PNG, "image", "png", cid="<logo1>")  # type: ignore[union-attr]
    sources, _ = opened(tmp_path, "m.eml", message.as_bytes())
    assert [source.name for source in sources] == ["m.eml/bl.pdf"]


def test_a_bad_attachment_does_not_cost_the_others(tmp_path: Path) -> None:
    sources, unread = opened(tmp_path, "m.eml", mail("Hi", bad_pdf=b"\x7fELF" + b"\0" * 50, bl_pdf=PDF).as_bytes())
    assert [source.name for source in sources] == ["m.eml/bl.pdf"]
    assert [(item.file, item.code) for item in unread] == [("m.eml/bad.pdf", "unknown-type")]
