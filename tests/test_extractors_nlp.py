"""Goods told in running text: the pipeline trains, ships small, and its items hold what belongs to them."""

import doctest
import shutil
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import spacy

from benchmarks import running_text
from extractors import cues
from extractors.goods_text import Said
from extractors.nlp import checked, corpus, items, pipeline, train, words
from fixtures.prose import figures, misprint, texts

LARGEST = 20_000_000  # bytes
FLOOR = 0.55  # of whole rows of texts made by hand and not tuned on; 0.64 measured in November 2026
HEAVY = "import sys; import flows.line; assert 'spacy' not in sys.modules; assert 'fixtures' not in sys.modules"


def read(marked: str, sign: str = ".") -> list[Said]:
    """The items of a text whose entities stand in braces, as if the pipeline had found just these."""
    text, spans = running_text.unmarked(marked)
    return items.items(checked.marked(corpus.doc(spacy.blank("xx").vocab, text, spans)), sign)  # type: ignore[arg-type]


def told(said: Said) -> tuple[object, ...]:
    measures = (said.packages, said.net, said.gross, said.quantity)
    return (said.name, *((measure.value, measure.unit) if measure else None for measure in measures))


def small_corpus(folder: Path) -> Path:
    texts.write(folder / "train.jsonl", 3, 30)
    return folder / "train.jsonl"


@pytest.mark.parametrize("module", [cues, checked, words, figures, misprint, running_text])
def test_examples_in_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_a_small_pipeline_is_trained_stored_and_read_back(tmp_path: Path) -> None:
    source = small_corpus(tmp_path)
    train.train(source, source, tmp_path / "model", steps=4)
    doc = spacy.load(tmp_path / "model")("24 BALES OF LDPE FILM SCRAP, HS 3915.10")
    assert [(span.label_, span._.value) for span in doc.spans[checked.IDENTIFIERS]] == [("HS", "391510")]
    assert str(tmp_path) not in (tmp_path / "model" / "config.cfg").read_text(encoding="utf-8")


def test_one_seed_gives_the_same_weights(tmp_path: Path) -> None:
    source = small_corpus(tmp_path)
    stored = []
    for name in ("a", "b"):
        train.train(source, source, tmp_path / name, steps=2)
        stored.append((tmp_path / name / "ner" / "model").read_bytes())
        shutil.rmtree(tmp_path / name)
    assert stored[0] == stored[1]


def test_texts_of_the_generator_and_their_entities_agree() -> None:
    drawn = list(texts.corpus(5, 60))
    assert drawn == list(texts.corpus(5, 60))
    kinds = {kind for text in drawn for _, _, kind in text["entities"]}  # type: ignore[attr-defined]
    assert kinds == set(corpus.KINDS)
    vocab = spacy.blank("xx").vocab
    for text in drawn:
        made = corpus.doc(vocab, text["text"], text["entities"])  # type: ignore[arg-type]
        assert made.text == text["text"]


def test_held_out_texts_name_goods_of_other_chapters() -> None:
    trained = {name for text in texts.corpus(5, 200) for name in goods_of(text)}
    held = {name for text in texts.corpus(6, 200, held_out=True) for name in goods_of(text)}
    assert held
    assert len(trained & held) <= len(held) // 20


def goods_of(text: texts.Text) -> Sequence[str]:
    printed = str(text["text"])
    return [printed[start:stop].lower() for start, stop, kind in text["entities"] if kind == "GOODS"]  # type: ignore[attr-defined]


def test_the_shipped_pipeline_is_small_and_has_a_card() -> None:
    files = [path for path in pipeline.SHIPPED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < LARGEST
    card = (pipeline.SHIPPED / "card.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("**Data**", "**Seed**", "**Rebuild**", "**Scores**", "GOODS"))


def test_texts_made_by_hand_are_read_above_a_floor() -> None:
    _, rows, misses = running_text.score(running_text.texts("last"))
    assert rows.f1 >= FLOOR, misses


def test_checked_identifiers_are_found_and_a_wrong_check_digit_told() -> None:
    text = "CSQU3054383 / CSQU3054384 UN No. 1593, CAS 75-09-2, Basel A1181, EWC 06 02 04*, H.S. code 2903.12"
    doc = pipeline.parsed(text)
    found = {(span.label_, span._.value): span._.valid for span in doc.spans[checked.IDENTIFIERS]}
    assert found == {
        ("CONTAINER", "CSQU3054383"): True,
        ("CONTAINER", "CSQU3054384"): False,
        ("UN", "1593"): True,
        ("CAS", "75-09-2"): True,
        ("BASEL", "A1181"): True,
        ("EWC", "06 02 04*"): True,
        ("HS", "290312"): True,
    }


def test_a_code_without_a_word_before_it_must_exist() -> None:
    assert [code.value for code in checked.identifiers("SCRAP 4707.10 AND 9876.54, WEIGHT 4707.10 KG")] == ["470710"]


def test_counts_before_the_goods_belong_to_the_goods_after_them() -> None:
    found = read(
        "{QUANTITY 40} {PACKAGE BALES} OF {GOODS PP SCRAP}, NET {MASS 20 MT} "
        "{QUANTITY 8} {PACKAGE PALLETS} OF {GOODS PE FILM}, NET {MASS 4 MT}"
    )
    assert [told(said) for said in found] == [
        ("PP SCRAP", (Decimal(40), "BL"), (Decimal(20), "TNE"), None, None),
        ("PE FILM", (Decimal(8), "PX"), (Decimal(4), "TNE"), None, None),
    ]


def test_counts_after_the_goods_belong_to_the_goods_before_them() -> None:
    found = read("{GOODS PP SCRAP} IN {QUANTITY 40} {PACKAGE BALES}\n{GOODS PE FILM} ON {QUANTITY 8} {PACKAGE PALLETS}")
    assert [told(said)[:2] for said in found] == [("PP SCRAP", (Decimal(40), "BL")), ("PE FILM", (Decimal(8), "PX"))]


def test_a_remark_within_a_name_is_read_to_its_end() -> None:
    (item,) = read("{QUANTITY 90} {PACKAGE CARTONS} {GOODS HAKE (M. CAPENSIS} / M. PARADOXUS), {GOODS FILLETS}")
    assert item.name == "HAKE (M. CAPENSIS / M. PARADOXUS) FILLETS"


def test_the_weight_of_one_bag_is_no_weight_of_the_goods() -> None:
    found = read("{QUANTITY 880} {PACKAGE BAGS} OF {MASS 25 KGS} EACH {GOODS RESIN} N.W. {MASS 22,000 KGS}")
    assert told(found[0]) == ("RESIN", (Decimal(880), "BG"), (Decimal(22000), "KGM"), None, None)


def test_a_total_after_several_goods_belongs_to_none_of_them() -> None:
    found = read(
        "{QUANTITY 2} {PACKAGE DRUMS} {GOODS INK}\n{QUANTITY 3} {PACKAGE DRUMS} {GOODS GLUE}\n"
        "TOTAL: {QUANTITY 5} {PACKAGE DRUMS}, GROSS WEIGHT {MASS 900 KG}"
    )
    assert [told(said) for said in found] == [
        ("INK", (Decimal(2), "DR"), None, None, None),
        ("GLUE", (Decimal(3), "DR"), None, None, None),
    ]


@pytest.mark.parametrize(
    ("printed", "sign", "value", "unit"),
    [
        ("22.450 KGM", ",", "22450", "KGM"), ("1,234.5 LBS", ".", "1234.5", "LBR"),
        ("21.840 M/T", ".", "21.840", "TNE"),
        ("24 750 KGS", ".", "24750", "KGM"), ("12'500 kg", ".", "12500", "KGM"), ("19,3 tonnes", ",", "19.3", "TNE"),
        ("440 US CWT", ".", "440", "CWA"), ("8,640公斤", ".", "8640", "KGM"), ("KG 22.480", ",", "22480", "KGM"),
    ],
)  # fmt: skip
def test_masses_are_read_in_every_unit_and_with_every_mark(printed: str, sign: str, value: str, unit: str) -> None:
    found = read(f"{{QUANTITY 9}} {{PACKAGE BALES}} {{GOODS RAGS}} GROSS {{MASS {printed}}}", sign)
    assert found[0].gross is not None
    assert (found[0].gross.value, found[0].gross.unit) == (Decimal(value), unit)


def test_a_mass_that_is_called_neither_net_nor_gross_is_a_quantity() -> None:
    assert told(read("{MASS 400 tonnes} {GOODS heavy melting scrap} in bulk")[0])[2:] == (
        None,
        None,
        (Decimal(400), "TNE"),
    )


def test_a_code_inside_what_was_taken_for_goods_is_cut_from_their_name() -> None:
    found = read("{QUANTITY 18} {PACKAGE BIG BAGS} {GOODS ALUMINIUM DROSS, HS CODE 2620 40} NET {MASS 17 T}")
    assert found[0].name == "ALUMINIUM DROSS"
    assert [code.value for code in found[0].hs_codes] == ["262040"]


def test_spacy_is_not_imported_before_running_text_is_met() -> None:
    subprocess.run([sys.executable, "-c", HEAVY], check=True)


def test_what_follows_a_count_without_a_name_near_it_is_the_name() -> None:
    found = read("{QUANTITY 20} {PACKAGE PALLETS} COCOA BUTTER, HS 1804.00, NET {MASS 18,000 KG}\n{GOODS Far away}")
    assert [(said.name, said.net and said.net.value) for said in found if said.packages] == [
        ("COCOA BUTTER", Decimal(18000))
    ]


def test_figures_below_a_list_of_containers_are_of_the_whole_shipment() -> None:
    found = read(
        "{QUANTITY 7} {PACKAGE BAGS} OF {GOODS ASH}\nNET WEIGHT {MASS 14 MT}\nCSQU3054383 / SEAL 99120\n"
        "TOTAL GROSS WEIGHT: {MASS 14.1 MT}\nVOLUME: {QUANTITY 7.91} {UNIT CBM}"
    )
    assert (found[0].net, found[0].gross, found[0].volume)[1:] == (None, None)


def test_a_clause_is_no_goods() -> None:
    _, rows, _ = running_text.score([text for text in running_text.texts() if text["kind"] == "clauses"])
    assert (rows.right, rows.missed, rows.invented) == (0, 0, 0)


@pytest.mark.parametrize("pages", ["{QUANTITY 1} {PACKAGE PAGE(S)}", "{QUANTITY 3} {PACKAGE PAGES}"])
def test_pages_of_a_paper_are_no_packages_of_goods(pages: str) -> None:
    assert all(item.packages is None for item in read(f"CONSISTS OF {pages}, INCLUDING {{GOODS ALL ATTACHMENTS}}"))
    assert read("CONSISTS OF {QUANTITY 3} {PACKAGE DRUMS}, {GOODS ACETIC ACID}")[0].packages is not None


def test_the_weight_of_the_empty_container_is_no_weight_of_the_goods() -> None:
    found = read("{GOODS ACID} GROSS {MASS 24,310 KGS} TARE {MASS 3,660 KGS}")
    assert told(found[0])[2:] == (None, (Decimal(24310), "KGM"), None)


def test_a_cas_number_taken_for_goods_belongs_to_the_goods_before_it() -> None:
    found = read("{MASS 21.5 MT} OF {GOODS CRUDE GLYCERINE}, {GOODS CAS 56-81-5. NON-HAZARDOUS}")
    assert [(said.name, [number.value for number in said.cas]) for said in found] == [("CRUDE GLYCERINE", ["56-81-5"])]
