"""Where consignments come from and go to, as a map of ways: countries of export left, of import right."""

from functools import cache
from typing import Any

from desk.speech import Speech
from models.reference.table import rows

Json = dict[str, Any]
SHOWN = 24  # ways that are drawn, the busiest
SOUND, WRONG = "#0f7f80", "#c8483f"
INK = "#71807a"


def route_map(told: list[Json], say: Speech) -> tuple[str, Json | None, list[list[Any]]]:
    """Return the picture's title, its ECharts options (None without a way) and its table; a way with mismatches is red.

    A way is as broad as it has consignments.
    """
    drawn = told[:SHOWN]
    ends = [(country(row["origin"], say), f"→ {country(row['destination'], say)}") for row in drawn]
    links = [
        {"source": start, "target": end, "value": row["cases"],
         "lineStyle": {"color": WRONG if row["mismatches"] else SOUND, "opacity": 0.45}}
        for (start, end), row in zip(ends, drawn, strict=True)
    ]  # fmt: skip
    places = {start: "left" for start, _ in ends} | {end: "right" for _, end in ends}
    options = {
        "tooltip": {"trigger": "item"},
        "animationDuration": 250,
        "series": [{
            "type": "sankey", "left": 120, "right": 130, "top": 8, "bottom": 8, "nodeGap": 10, "draggable": False,
            "data": [{"name": name, "itemStyle": {"color": INK}, "label": {"position": side}}
                     for name, side in places.items()],
            "links": links, "label": {"color": INK}, "emphasis": {"focus": "adjacency"},
        }],
    }  # fmt: skip
    head = [say("fields.country_of_export"), say("fields.country_of_import"), say("pictures.cases"),
            say("verdict.mismatch")]  # fmt: skip
    table = [
        [country(row["origin"], say), country(row["destination"], say), row["cases"], row["mismatches"]] for row in told
    ]
    return say("pictures.route_map"), options if links else None, [head, *table]


def country(alpha2: str, say: Speech) -> str:
    """Return the name of a country in the language, or its code when it is not known.

    >>> country("DE", Speech("fr")), country("QX", Speech("en"))
    ('Allemagne', 'QX')
    """
    return _names(say.language).get(alpha2, alpha2)


@cache
def _names(language: str) -> dict[str, str]:
    return {row["alpha2"]: row[language] or row["en"] for row in rows("countries.csv")}
