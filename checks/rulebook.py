"""The rules by the code of their findings, and the judgement of a consignment by all of them.

A rule is a function `rule(consignment, today) -> Iterator[Finding]`; it takes `tolerances` as well where it weighs how
far values lie apart, and `history` where it compares with earlier consignments. Its docstring is its page in
`docs/rules.md`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from checks.arithmetic import arithmetic
from checks.asbestos import asbestos
from checks.bans import ban_amendment, disposal_export_ban, eu_export_ban, eu_plastic_ban, non_party_trade
from checks.bounds import Bounds
from checks.chemical_trade import mercury_consent_missing, pic_reference_missing, pop_controlled
from checks.chemicals import cas_invalid, chemical_hs_mismatch
from checks.containers import container_invalid, containers_differ, seals_differ
from checks.counts import packages_differ, quantity_differs
from checks.dangerous_goods import un_number_mismatch, un_number_missing
from checks.description_agreement import description_differs
from checks.description_mismatch import hs_description_mismatch
from checks.descriptions import vague_description, waste_word_on_one_paper
from checks.gas_licences import hfc_licence_missing, ods_licence_missing
from checks.hazards import hazard_contradiction
from checks.history import NOTHING, History
from checks.hs_agreement import hs_differs
from checks.hs_codes import hs_incomplete, hs_invalid, hs_outdated
from checks.itinerary import country_route_differs, dates_out_of_order
from checks.masses import mass_differs, net_exceeds_gross
from checks.movement_forms import document_incomplete, movement_notification_differs
from checks.notifications import annex_vii_not_allowed, consent_exceeded, consent_expired, notification_missing
from checks.operations import interim_operation_without_final, operation_contradiction
from checks.parties import party_differs
from checks.references import paper_duplicated, reference_differs
from checks.refrigerants import disposable_cylinder, refrigerant_hs_mismatch
from checks.reuse import paper_reused
from checks.tolerances import DEFAULTS, Tolerances
from checks.used_goods import hs_goods_as_waste, used_equipment_untested
from checks.values import price_implausible, value_differs
from checks.waste_as_goods import hs_waste_as_goods
from checks.waste_codes import waste_code_description_mismatch, waste_code_hs_mismatch, waste_code_outdated
from checks.waste_papers import annex_vii_missing, movement_document_missing
from models.finding import Finding, Severity
from models.report import Consignment

Rule = Callable[..., Iterator[Finding]]

_TOLERANCES, _BOTH = ("tolerances",), ("tolerances", "history")
_RANK: dict[Severity, int] = {"high": 0, "medium": 1, "low": 2}


class Entry(NamedTuple):
    """A rule, the highest severity that it gives by default, and what it takes beside the consignment and the day."""

    rule: Rule
    severity: Severity
    takes: tuple[str, ...] = ()


RULES: Mapping[str, Entry] = MappingProxyType(
    {
        "hs-invalid": Entry(hs_invalid, "medium"),
        "hs-outdated": Entry(hs_outdated, "medium"),
        "hs-incomplete": Entry(hs_incomplete, "low"),
        "hs-description-mismatch": Entry(hs_description_mismatch, "high"),
        "hs-waste-as-goods": Entry(hs_waste_as_goods, "high"),
        "hs-goods-as-waste": Entry(hs_goods_as_waste, "medium"),
        "chemical-hs-mismatch": Entry(chemical_hs_mismatch, "high"),
        "refrigerant-hs-mismatch": Entry(refrigerant_hs_mismatch, "high"),
        "un-number-mismatch": Entry(un_number_mismatch, "high"),
        "un-number-missing": Entry(un_number_missing, "medium"),
        "waste-code-hs-mismatch": Entry(waste_code_hs_mismatch, "high"),
        "waste-code-description-mismatch": Entry(waste_code_description_mismatch, "medium"),
        "waste-code-outdated": Entry(waste_code_outdated, "high"),
        "hazard-contradiction": Entry(hazard_contradiction, "high"),
        "cas-invalid": Entry(cas_invalid, "medium"),
        "container-invalid": Entry(container_invalid, "medium"),
        "arithmetic": Entry(arithmetic, "medium", _TOLERANCES),
        "net-exceeds-gross": Entry(net_exceeds_gross, "medium"),
        "price-implausible": Entry(price_implausible, "medium", _TOLERANCES),
        "vague-description": Entry(vague_description, "low"),
        "used-equipment-untested": Entry(used_equipment_untested, "high"),
        "disposable-cylinder": Entry(disposable_cylinder, "high"),
        "hs-differs": Entry(hs_differs, "high"),
        "description-differs": Entry(description_differs, "high"),
        "waste-word-on-one-paper": Entry(waste_word_on_one_paper, "high"),
        "quantity-differs": Entry(quantity_differs, "medium", _TOLERANCES),
        "mass-differs": Entry(mass_differs, "medium", _TOLERANCES),
        "packages-differ": Entry(packages_differ, "medium"),
        "containers-differ": Entry(containers_differ, "high"),
        "seals-differ": Entry(seals_differ, "medium"),
        "party-differs": Entry(party_differs, "medium", _TOLERANCES),
        "country-route-differs": Entry(country_route_differs, "medium"),
        "dates-out-of-order": Entry(dates_out_of_order, "medium", _TOLERANCES),
        "value-differs": Entry(value_differs, "medium", _TOLERANCES),
        "reference-differs": Entry(reference_differs, "medium"),
        "paper-duplicated": Entry(paper_duplicated, "medium"),
        "paper-reused": Entry(paper_reused, "high", _BOTH),
        "movement-document-missing": Entry(movement_document_missing, "high"),
        "notification-missing": Entry(notification_missing, "high"),
        "annex-vii-missing": Entry(annex_vii_missing, "medium"),
        "annex-vii-not-allowed": Entry(annex_vii_not_allowed, "high"),
        "consent-exceeded": Entry(consent_exceeded, "high", _BOTH),
        "consent-expired": Entry(consent_expired, "high"),
        "ban-amendment": Entry(ban_amendment, "high"),
        "non-party-trade": Entry(non_party_trade, "high"),
        "eu-plastic-ban": Entry(eu_plastic_ban, "high"),
        "eu-export-ban": Entry(eu_export_ban, "high"),
        "disposal-export-ban": Entry(disposal_export_ban, "high"),
        "pic-reference-missing": Entry(pic_reference_missing, "high"),
        "pop-controlled": Entry(pop_controlled, "high"),
        "ods-licence-missing": Entry(ods_licence_missing, "high"),
        "hfc-licence-missing": Entry(hfc_licence_missing, "high"),
        "mercury-consent-missing": Entry(mercury_consent_missing, "high"),
        "asbestos": Entry(asbestos, "high"),
        "interim-operation-without-final": Entry(interim_operation_without_final, "medium"),
        "operation-contradiction": Entry(operation_contradiction, "medium"),
        "document-incomplete": Entry(document_incomplete, "medium"),
        "movement-notification-differs": Entry(movement_notification_differs, "high", _TOLERANCES),
    }
)


def judge(
    consignment: Consignment,
    *,
    today: date | None = None,
    severities: Mapping[str, Severity] | None = None,
    tolerances: Tolerances = DEFAULTS,
    history: History = NOTHING,
    bounds: Bounds | None = None,
) -> list[Finding]:
    """Return every finding of every rule, the severest first.

    `today` stands in for a consignment whose papers bear no date; `severities` by finding code win over the rules' own;
    `tolerances` say how far values may lie apart; `history` is what earlier consignments held. Raises NotJudged beyond
    the `bounds`, which are looked at with every rule and every finding.
    """
    day, bounds = today or date.today(), bounds or Bounds()
    bounds.admit(consignment)
    given = {"tolerances": tolerances, "history": history}
    found: list[Finding] = []
    for entry in RULES.values():
        bounds.in_time()
        for finding in entry.rule(consignment, day, **{name: given[name] for name in entry.takes}):
            bounds.in_time()
            found.append(_weighed(finding, severities or {}))
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
