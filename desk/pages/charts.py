"""Pictures of the work: findings over time, by rule, route and stream, throughput, and how surely scans are read."""

from collections import Counter
from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from nicegui import run, ui

from desk import figures
from desk.pages.route_map import country, route_map
from desk.pages.shell import Desk, Visit
from desk.people import Person
from desk.speech import FIRST, Speech
from flows.ledger.tables import now
from models.reference.nomenclature import label

Json = dict[str, Any]
SPANS = (30, 90, 365)  # days
SHOWN = 10  # bars of a ranking
KEPT = 6  # rules told apart over time
HUES = ("#0f7f80", "#c46a1b", "#5b6fb5", "#a8434b", "#6a8f3c", "#8a5a9e", "#93a09b")
QUIET = "#71807a"  # labels: legible on light and on dark
VERDICTS = {"mismatch": "#c8483f", "review": "#d59a35", "consistent": "#4c9a68"}


def add_live(desk: Desk) -> None:
    """Add the page."""

    @ui.page("/pictures", response_timeout=30)
    async def pictures(request: Request, days: int = 90) -> Response | None:
        visit = Visit(request, desk)
        if visit.person is None:
            return visit.to_sign_in()
        days = days if days in SPANS else SPANS[1]
        told = await run.io_bound(_counted, desk, visit.person, days)
        visit.live("pictures", visit.say("pictures.title"), "pages")
        drawn = drawings(told or {}, visit.say)
        with ui.element("main").props("id=main").classes("wide-page"):
            ui.html(visit.rendered("pictures_head.html", days=days, spans=SPANS, empty=not drawn), sanitize=False)
            with ui.element("div").classes("charts"):
                for title, options, table in drawn:
                    with ui.element("section").classes("sheet section"):
                        ui.html(visit.rendered("chart_head.html", title=title), sanitize=False)
                        if options:
                            ui.echart(options).classes("chart")
                        ui.html(visit.rendered("chart_table.html", table=table, opened=not options), sanitize=False)
        return None


def drawings(told: Json, say: Speech) -> list[tuple[str, Json | None, list[list[Any]]]]:
    """Return each picture's title, its ECharts options (None: the table alone) and its table, a head row first."""
    if not any(told.values()):
        return []
    return [
        over_time(told["over_time"], say),
        through(told["throughput"], say),
        ranking(
            say("pictures.by_code"), [(say(f"codes.{each['code']}"), each["raised"]) for each in told["by_code"]], say
        ),
        ranking(
            say("pictures.by_stream"),
            _most([(stream(row["stream"], say), row["findings"]) for row in told["streams"]]),
            say,
        ),
        route_map(told["routes"], say),
        ranking(say("pictures.by_route"), _most([(_way(row, say), row["findings"]) for row in told["routes"]]), say),
        confidence(told["confidence"], say),
    ]


def over_time(rows: list[Json], say: Speech) -> tuple[str, Json, list[list[Any]]]:
    """Return findings a day, the commonest rules told apart."""
    totals: Counter[str] = Counter()
    for row in rows:
        totals.update(row["codes"])
    kept = [code for code, _ in totals.most_common(KEPT)]
    series = [
        _bars(say(f"codes.{code}"), [row["codes"].get(code, 0) for row in rows], HUES[n], stack="all")
        for n, code in enumerate(kept)
    ]
    rest = [sum(row["codes"].values()) - sum(row["codes"].get(code, 0) for code in kept) for row in rows]
    if any(rest):
        series.append(_bars(say("pictures.others"), rest, HUES[-1], stack="all"))
    days = [row["from"] for row in rows]
    table = [
        [say("pictures.day"), say("pictures.findings")],
        *([row["from"], sum(row["codes"].values())] for row in rows),
    ]
    return say("pictures.over_time"), _upright(days, series), table


def through(rows: list[Json], say: Speech) -> tuple[str, Json, list[list[Any]]]:
    """Return consignments a day by verdict, and the decisions made."""
    series = [
        _bars(say(f"verdict.{verdict}"), [row[verdict] for row in rows], hue, stack="all")
        for verdict, hue in VERDICTS.items()
    ]
    line = {
        "name": say("pictures.decisions"),
        "type": "line",
        "data": [row["decisions"] for row in rows],
        "color": HUES[2],
    }
    names = ("cases", "papers", "decisions")
    head = [say("pictures.day"), *(say(f"pictures.{name}") for name in names)]
    table = [head, *([row["from"], *(row[name] for name in names)] for row in rows)]
    return say("pictures.throughput"), _upright([row["from"] for row in rows], [*series, line]), table


def ranking(title: str, rows: list[tuple[str, int]], say: Speech) -> tuple[str, Json | None, list[list[Any]]]:
    """Return the most frequent of something as bars, the first on top."""
    best = rows[:SHOWN][::-1]
    options = {
        **_frame(top=8),
        "xAxis": {"type": "value", "minInterval": 1, "axisLabel": {"color": QUIET}, "splitLine": _rule()},
        "yAxis": {
            "type": "category",
            "data": [name for name, _ in best],
            "axisLabel": {"color": QUIET, "width": 190, "overflow": "truncate"},
            "axisTick": {"show": False},
        },
        "series": [_bars(title, [count for _, count in best], HUES[0])],
    }
    return title, options if best else None, [[title, say("pictures.count")], *([name, count] for name, count in rows)]


def stream(told: str, say: Speech) -> str:
    """Return the name of a stream: its scheme as people call it, the code, and what an HS chapter holds.

    >>> stream("hs:09", Speech("en")), stream("basel:A1160", Speech("fr"))
    ('HS 09 Coffee, tea, maté, spices', 'Bâle A1160')
    """
    scheme, _, code = told.partition(":")
    held = label(code) if scheme == "hs" and say.language == FIRST else ""  # our labels are in that language alone
    name = say(f"schemes.{scheme}") if say.has(f"schemes.{scheme}") else scheme.upper()
    return " ".join(part for part in (name, code, held) if part)


def _way(row: Json, say: Speech) -> str:
    return f"{country(row['origin'], say)} → {country(row['destination'], say)}"


def _most(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return what has findings, the most first."""
    return sorted((row for row in rows if row[1]), key=lambda row: -row[1])


def confidence(rows: list[Json], say: Speech) -> tuple[str, Json, list[list[Any]]]:
    """Return how surely consignments with scans were read, in tenths."""
    names = [f"{round(row['from'] * 100)}–{round(row['to'] * 100)} %" for row in rows]
    counts = [row["cases"] for row in rows]
    table = [[say("pictures.confidence"), say("pictures.cases")], *map(list, zip(names, counts, strict=True))]
    return say("pictures.confidence"), _upright(names, [_bars(say("pictures.cases"), counts, HUES[0])]), table


def _counted(desk: Desk, person: Person, days: int) -> Json:
    since, step = now() - timedelta(days=days), "week" if days > 100 else "day"
    return {
        "over_time": figures.findings_over_time(desk.engine, person, since=since, step=step),  # type: ignore[arg-type]
        "throughput": figures.throughput(desk.engine, person, since=since, step=step),  # type: ignore[arg-type]
        "by_code": figures.by_code(desk.engine, person),
        "streams": figures.streams(desk.engine, person),
        "routes": figures.routes(desk.engine, person),
        "confidence": figures.confidence(desk.engine, person),
    }


def _frame(top: int = 34) -> Json:
    return {
        "grid": {"left": 8, "right": 16, "top": top, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "animationDuration": 250,
    }


def _upright(names: list[str], series: list[Json]) -> Json:
    return {
        **_frame(),
        "legend": {"type": "scroll", "top": 0, "textStyle": {"color": QUIET}, "show": len(series) > 1},
        "xAxis": {"type": "category", "data": names, "axisLabel": {"color": QUIET}, "axisTick": {"show": False}},
        "yAxis": {"type": "value", "minInterval": 1, "axisLabel": {"color": QUIET}, "splitLine": _rule()},
        "series": series,
    }


def _bars(name: str, data: list[int], hue: str, stack: str = "") -> Json:
    told: Json = {"name": name, "type": "bar", "data": data, "color": hue, "barMaxWidth": 26}
    return {**told, "stack": stack} if stack else told


def _rule() -> Json:
    return {"lineStyle": {"color": QUIET, "opacity": 0.2}}
