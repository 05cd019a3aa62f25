"""The rules by the code of their findings, and the judgement of a consignment by all of them.

A rule is a function `rule(consignment, today) -> Iterator[Finding]`, or `rule(consignment, today, tolerances)` where it
weighs how far values lie apart; its docstring is its page in `docs/rules.md`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from checks.arithmetic import arithmetic
from checks.containers import container_invalid, containers_differ
from checks.counts import packages_differ, quantity_differs
from checks.descriptions import vague_description, waste_word_on_one_paper
from checks.hs_agreement import hs_differs
from checks.hs_codes import hs_incomplete, hs_invalid, hs_outdated
from checks.masses import mass_differs, net_exceeds_gross
from checks.tolerances import DEFAULTS, Tolerances
from checks.waste_as_goods import hs_waste_as_goods
from checks.waste_papers import annex_vii_missing, movement_document_missing
from models.finding import Finding, Severity
from models.report import Consignment

Rule = Callable[..., Iterator[Finding]]

_RANK: dict[Severity, int] = {"high": 0, "medium": 1, "low": 2}


class Entry(NamedTuple):
    """A rule and the highest severity that it gives by default; a `tolerant` one takes the tolerances as well."""

    rule: Rule
    severity: Severity
    tolerant: bool = False


RULES: Mapping[str, Entry] = MappingProxyType(
    {
        "hs-invalid": Entry(hs_invalid, "medium"),
        "hs-outdated": Entry(hs_outdated, "medium"),
        "hs-incomplete": Entry(hs_incomplete, "low"),
        "hs-differs": Entry(hs_differs, "high"),
        "hs-waste-as-goods": Entry(hs_waste_as_goods, "high"),
        "waste-word-on-one-paper": Entry(waste_word_on_one_paper, "high"),
        "vague-description": Entry(vague_description, "low"),
        "quantity-differs": Entry(quantity_differs, "medium", tolerant=True),
        "mass-differs": Entry(mass_differs, "medium", tolerant=True),
        "net-exceeds-gross": Entry(net_exceeds_gross, "medium"),
        "packages-differ": Entry(packages_differ, "medium"),
        "containers-differ": Entry(containers_differ, "high"),
        "container-invalid": Entry(container_invalid, "medium"),
        "arithmetic": Entry(arithmetic, "medium", tolerant=True),
        "movement-document-missing": Entry(movement_document_missing, "high"),
        "annex-vii-missing": Entry(annex_vii_missing, "medium"),
    }
)


def judge(
    consignment: Consignment,
    *,
    today: date | None = None,
    severities: Mapping[str, Severity] | None = None,
    tolerances: Tolerances = DEFAULTS,
) -> list[Finding]:
    """Return every finding of every rule, the severest first.

    `today` stands in for a consignment whose papers bear no date; `severities` by finding code win over the rules' own;
    `tolerances` say how far values may lie apart.
    """
    day = today or date.today()
    found = [
        _weighed(finding, severities or {})
        for entry in RULES.values()
        for finding in (entry.rule(consignment, day, tolerances) if entry.tolerant else entry.rule(consignment, day))
    ]
    return sorted(found, key=lambda finding: _RANK[finding.severity])


def page(code: str) -> str:
    """Return the page of the rule book on a finding code: its rule's docstring, without indentation.

    Raises KeyError for a code that has no rule.
    """
    lines = (RULES[code].rule.__doc__ or "").strip().splitlines()
    return "\n".join(line.strip() for line in lines)


def _weighed(finding: Finding, severities: Mapping[str, Severity]) -> Finding:
    severity = severities.get(finding.code, finding.severity)
    return finding if severity == finding.severity else finding.model_copy(update={"severity": severity})
