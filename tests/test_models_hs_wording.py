"""How descriptions become words, and what of them the engine knows."""

import doctest

import pytest

from models.hs import regulated, silence, translation, verdict, wording
from models.hs.features import Vocabulary
from models.hs.wording import FOR, words


@pytest.mark.parametrize("module", [wording, translation, silence, verdict, regulated])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 CTNS x 500ML", []),
        ("Tyres 205/55 R16", ["tyre", "r16"]),
        ("Boxes, glasses and batteries", ["box", "glass", "battery"]),
        ("废旧轮胎", ["废旧", "旧轮", "轮胎"]),
        ("T-shirts, V belts and X-ray tubes", ["tshirt", "vbelt", "xray", "tube"]),
        ("25bags 500mlx12 brg assy", ["bearing", "assembly"]),
        ("Women's shoes, children", ["woman", "shoe", "child"]),
        ("R-404A / HFC 134a / UN 1950", ["r404a", "hfc134a", "un1950"]),
        ("filters for pumps", ["filter", FOR, "pump"]),
        ("for parts only", ["part", "only"]),
        ("25 BAGS OF RICE", ["rice"]),
        ("EAF dust, big bags", ["eaf", "dust"]),
        ("Used oil in drums", ["used", "oil"]),
        ("lindane technical, fûts 50 kg", ["lindane", "technical"]),
        ("shoes, bags", ["shoe", "bag"]),
        ("tuna in tins", ["tuna", "tin"]),
        ("Big bags of polypropylene", ["big", "bag", "polypropylene"]),
        ("Rottami di rame", ["scrap", "copper"]),
        ("500 bales x 12 dozen plastic bags", ["plastic", "bag"]),
        ("500 BAGS", ["bag"]),
        ("wipes (apricot)", ["wipe", FOR, "apricot"]),
        ("lead (acid) batteries", ["lead", "acid", "battery"]),
        ("(used clothing, grade C)", ["used", "clothing"]),
        ("废PCB板", ["废", "pcb", "板"]),
        ("Baumwollhemden, rostfreie Rohre", ["cotton", "shirt", "stainless", "pipe", "tube"]),
        ("pneus usagés", ["tyre", "used"]),
        ("zużyte opony", ["used", "tyre"]),
        ("Deșeurilor de cupru", ["waste", "copper"]),
        ("anvelope uzate pentru autoturisme", ["tyre", "used", "car"]),
        ("opony nieprzekraczające 50 kg", ["tyre"]),
        ("acumulatori cu plumb", ["accumulator", "battery", "lead"]),
        ("hoses, plates and mobile salads", ["hose", "plate", "mobile", "salad"]),
        ("adhesive figures, lavatory", ["adhesive", "figure", "lavatory"]),
        ("Chiffons non triés", ["rag", "unsorted", "mixed"]),
        ("chiffon blouses", ["chiffon", "blouse"]),
        ("non-halogenated solvents", ["nonhalogenated", "solvent"]),
        ("disolventes no halogenados", ["solvent", "nonhalogenated"]),
        ("niet-gehalogeneerde oplosmiddelen", ["nonhalogenated", "solvent"]),
        ("non woven bags", ["nonwoven", "bag"]),
        ("phones without batteries", ["phone", "without", "-battery"]),
        ("sem bateria, SEM filament", ["-battery", "filament"]),
        ("mancozebe saco de 20 kg", ["mancozeb"]),
        ("saco de rafia 20 kg", ["sack", "bag", "rafia"]),
        ("woven bags 20 kg", ["woven", "bag"]),
        ("404a refrigerant", ["r404a", "refrigerant"]),
        ("2,4-D amine, 2,4,5-T ester", ["herbicide24d", "amine", "herbicide245t", "ester"]),
        ("pó de zinco, fios d'ouro", ["powder", "zinc", "yarn", "gold"]),
        ("Déchets de carton", ["waste", "cardboard"]),
        ("vriezers, koelkasten", ["freezer", "refrigerator"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_rows_have_length_one_and_unknown_words_still_have_letters() -> None:
    vocabulary = Vocabulary.of([["used", "tyre"], ["rubber"], ["hose"], ["glass"]])
    matrix = vocabulary.lines([["tyre"], ["tyrex"], []]).matrix()
    lengths = matrix.multiply(matrix).sum(axis=1).ravel().tolist()[0]
    assert lengths == pytest.approx([1.0, 1.0, 0.0], abs=1e-5)
    assert (matrix @ matrix.T)[0, 1] > 0.1
