"""Printing a report for a person: the verdict, the findings with paper and page, the papers, what was not read."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape as kept
from rich.table import Table

from extractors.names import spelled
from models.finding import Finding, Spot
from models.paper import Paper
from models.report import Report, Verdict

VERDICTS: dict[Verdict, str] = {
    "mismatch": "[bold red]mismatch[/]: the papers do not fit together, or not the law",
    "review": "[bold yellow]review[/]: something is off or unread; have a look",
    "consistent": "[bold green]consistent[/]: nothing above low was found",
}
SEVERITIES = {"high": "[bold red]high[/]", "medium": "[yellow]medium[/]", "low": "[dim]low[/]"}


def escape(text: str) -> str:
    """Return `text` of a paper or a file's name as it may be printed: neither rich nor the terminal obeys it."""
    return kept(spelled(text))


def print_report(report: Report, console: Console) -> None:
    """Print the verdict of `report`, its findings (worst first), its papers, and the files that were not read."""
    consignment = report.consignment
    console.print(f"Consignment {consignment.id}: {VERDICTS[consignment.verdict]}", highlight=False)
    if consignment.findings:
        console.print(findings_table(consignment.findings, consignment.papers))
    print_papers(report, console)


def print_papers(report: Report, console: Console) -> None:
    """Print what was read, one line a paper, and the files that were not read."""
    for paper in report.consignment.papers:
        number = paper.fields.number.raw if paper.fields.number else "no number"
        console.print(
            f"[cyan]{paper.id}[/] {paper.kind} {escape(number)} · {escape(paper.file)} {pages_of(paper.pages)} · "
            f"{len(paper.goods)} goods, {len(paper.containers)} containers ({paper.origin})",
            highlight=False,
        )
        for problem in paper.problems:
            console.print(f"   [yellow]{problem.code}[/] {escape(problem.message)}", highlight=False)
    for entry in report.unread:
        console.print(f"[red]not read[/] {escape(entry.file)}: {entry.code}: {escape(entry.message)}", highlight=False)


def findings_table(findings: Iterable[Finding], papers: Iterable[Paper]) -> Table:
    """Return a table of `findings`, worst first, each with where to look."""
    files = {paper.id: paper for paper in papers}
    table = Table(show_lines=True, header_style="bold")
    for heading in ("severity", "finding", "where"):
        table.add_column(heading, overflow="fold")
    for finding in sorted(findings, key=lambda finding: list(SEVERITIES).index(finding.severity)):
        doubt = "\n[dim]may be misread: look first[/]" if finding.certainty == "may_be_misread" else ""
        suggested = "".join(
            f"\n[dim]perhaps {hint.code} {escape(hint.label)} ({hint.score:.2f})[/]" for hint in finding.suggested_hs
        )
        told = f"[bold]{finding.code}[/]\n{escape(finding.message)}{doubt}{suggested}"
        table.add_row(SEVERITIES[finding.severity], told, "\n".join(_places(finding.evidence, files)))
    return table


def pages_of(pages: tuple[int, ...]) -> str:
    """Say the pages in the fewest words.

    >>> pages_of((1, 2, 3)), pages_of((2,))
    ('pages 1-3', 'page 2')
    """
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}-{pages[-1]}" if pages else "no page"


def _places(evidence: tuple[Spot, ...], papers: dict[str, Paper]) -> list[str]:
    places: dict[str, list[str]] = {}
    for spot in evidence:
        file = papers[spot.paper].file if spot.paper in papers else "?"
        places.setdefault(f"[cyan]{spot.paper}[/] {escape(file)} p. {spot.page}", []).append(spot.text)
    return [
        f"{place}\n  [dim]{escape(' · '.join(dict.fromkeys(' '.join(text.split())[:60] for text in texts if text)))}[/]"
        for place, texts in places.items()
    ]


def print_evaluation(figures: dict[str, Any], console: Console | None = None) -> None:
    """Print an evaluation's figures: a column for all papers and one an origin, then what was planted and alarmed."""
    console = console or Console()
    origins = figures["by_origin"]
    table = Table("F1 (kinds: accuracy)", "all", *origins)
    for name, value in figures["all"].items():
        table.add_row(name, f"{value:.3f}", *(f"{part[name]:.3f}" if name in part else "" for part in origins.values()))
    console.print(table)
    average = ", ".join(f"{name} {value:.3f}" for name, value in figures["average_of_layouts"].items())
    if average:
        console.print(f"average of {len(figures['by_layout'])} layouts: {average}", highlight=False)
    for stated in figures["reliability"]["all"]["bins"]:
        told = f"confidence from {stated['least']:.2f}: stated {stated['stated']:.2f}, right {stated['right']:.2f}"
        console.print(f"{told} (of {stated['values']})", highlight=False)
    _print_judging(figures["findings"], console)


def _print_judging(stages: dict[str, Any], console: Console) -> None:
    """Print recall and precision by code, a column a stage, then the false alarms on clean consignments."""
    if not stages:
        return
    table = Table("finding: recall / precision", *stages)
    codes = sorted({code for stage in stages.values() for code in stage["codes"]})
    for code in ("", *codes):
        told = [stage if not code else stage["codes"].get(code) for stage in stages.values()]
        table.add_row(code or "all", *(_shares(each) for each in told))
    console.print(table)
    for name, stage in stages.items():
        if stage["clean"]:
            alarmed = f"{stage['clean_alarmed']} of {stage['clean']} clean consignments alarmed at medium or above"
            console.print(f"{name}: {alarmed}", highlight=False)


def _shares(figures: dict[str, Any] | None) -> str:
    if figures is None:
        return ""
    told = ("-" if share is None else f"{share:.2f}" for share in (figures["recall"], figures["precision"]))
    return f"{' / '.join(told)} ({figures['found']} of {figures['planted']})"
