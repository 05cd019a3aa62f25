"""Files made to harm: entities that swell, depth without end, and names that a database might take for orders."""

import pytest

from extractors import declared_json, declared_xml
from flows import line
from models.errors import PaperError
from tests.conftest import MakePdf

SWELLING = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'
FOREIGN = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [SWELLING, FOREIGN])
def test_entities_in_a_declaration_are_refused(head: str) -> None:
    with pytest.raises(PaperError):
        declared_xml.declared(f"{head}<ASYCUDA>&x;</ASYCUDA>".encode())


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 200_000])
def test_depth_without_end_in_json_is_refused(data: bytes) -> None:
    with pytest.raises(PaperError):
        declared_json.declared(data)


def test_depth_without_end_in_xml_is_refused() -> None:
    with pytest.raises(PaperError):
        declared_xml.declared(b"<ASYCUDA>" * 200_000 + b"</ASYCUDA>" * 200_000)


def test_a_name_that_is_sql_is_a_name(pdf: MakePdf) -> None:
    name = "x'); DROP TABLE files;--.pdf"
    assert [paper.file for paper in line.check([pdf(name)]).consignment.papers] == [name]
