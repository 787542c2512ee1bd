"""What a number is about, its id, and the query that gives it.

One query per table and column, so a number is found the same way from every page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

AGES = ("inwoners_0_15", "inwoners_15_25", "inwoners_25_45", "inwoners_45_65", "inwoners_65plus")
HOUSEHOLDS = ("eenpersoonshuishoudens", "huishoudens_zonder_kinderen", "huishoudens_met_kinderen")

MAIN_COLUMN = {
    "observation": "waarde",
    "domain_score": "score",
    "comparable": "aantal",
    "buurt_in_wijk": "verschil_wijk",
    "team_advice": "fte",
    "team_form": "share",
    "team_form_rule": "reden",
    "team_total": "fte",
    "team_scenario": "fte",
    "advice_note": "text",
    "demand": "cases",
    "teamgebied": "inwoners",
    "teamgebied_region": "aantal",
    "region": "inwoners",
    "survey_estimate": "waarde",
    "qualitative": "deelnemers",
    "registration": "vragen",
    "formation": "fte",
    "rescan": "detail",
    "coherence_pair": "r",
    "effective_weight": "effective_weight",
    "model_share": "model_weight",
    "norm_sensitivity": "deel_inwoners",
    "trend": "waarde_tot",
    "outlook": "aantal",
    "use_gap": "observed",
    "chance_risk": "kansrisico",
    "score_change": "score_nu",
    "change": "nu_waarde",
}

# Places: c = expression, r = region or area, i = item, i0/i1 = parts of the item, j = peiljaar.
_QUERIES = {
    "observation": "select {c} from observation_now where region_code = '{r}'"
    " and indicator_id = '{i}' and peiljaar = {j}",
    "domain_score": "select {c} from domain_score where region_code = '{r}' and domain_id = '{i}'",
    "comparable": "select count(*) from comparable where region_code = '{r}'",
    "buurt_in_wijk": "select {c} from buurt_in_wijk"
    " where region_code = '{r}' and domain_id = '{i}'",
    "team_advice": "select {c} from team_advice where area_code = '{r}'"
    " and discipline_id = '{i0}' and modus = '{i1}'",
    "team_form": "select {c} from team_form where area_code = '{r}'",
    "team_form_rule": "select {c} from team_form_rule where area_code = '{r}' and rule_id = '{i}'",
    "team_total": "select {c} from team_total where area_code = '{r}' and modus = '{i}'",
    "team_scenario": "select {c} from team_scenario where area_code = '{r}'"
    " and discipline_id = '{i0}' and scenario_id = '{i1}'",
    "advice_note": "select {c} from advice_note where area_code = '{r}' and note_id = '{i}'",
    "demand": "select {c} from demand where area_code = '{r}' and domain_id = '{i}'",
    "teamgebied": "select {c} from teamgebied where teamgebied_id = '{r}'",
    "region": "select {c} from region where region_code = '{r}' and is_current",
    "survey_estimate": "select {c} from survey_estimate"
    " where region_code = '{r}' and question_id = '{i}'",
    "qualitative": "select {c} from qualitative where entry_id = '{i}'",
    "formation": "select {c} from formation where gemeente_code = '{r}' and discipline_id = '{i}'",
    "registration": "select {c} from registration where region_code = '{r}'"
    " and domain_id = '{i}' and jaar = {j}",
    "rescan": "select {c} from rescan where region_code = '{r}' and reason = '{i}'",
    "coherence_pair": "select max({c}) from coherence_pair"
    " where left_id = '{i0}' and right_id = '{i1}'",
    "effective_weight": "select {c} from effective_weight"
    " where domain_id = '{i0}' and indicator_id = '{i1}'",
    "model_share": "select {c} from model_share where domain_id = '{i}'",
    "norm_sensitivity": "select max({c}) from norm_sensitivity where norm_id = '{i0}'"
    " and kant = '{i1}' and uitkomst = 'klasse' and area_code = '{r}'",
    "trend": "select {c} from trend where region_code = '{r}' and indicator_id = '{i}'",
    "outlook": "select {c} from outlook where region_code = '{r}' and target_group = '{i}'"
    " and jaar = {j}",
    "use_gap": "select {c} from use_gap where region_code = '{r}' and use_id = '{i}'",
    "chance_risk": "select {c} from chance_risk"
    " where area_code = '{r}' and product_group_id = '{i}'",
    "score_change": "select {c} from score_change where region_code = '{r}' and domain_id = '{i}'",
    "change": "select {c} from change where area_code = '{r}'"
    " and kind = '{i0}' and item_id = '{i1}'",
}
# Sums and counts over rows of one table, by table and first part of the item.
_SPECIAL_QUERIES = {
    ("domain_score", "zonder_score"): "select count(*) from domain_score"
    " where region_code = '{r}' and zekerheid = 'te_weinig_gegevens'",
    ("domain_score", "onderwerpen"): "select count(*) from domain_score where region_code = '{r}'",
    ("qualitative", "over"): "select count(*) from qualitative"
    " where region_code = '{r}' and domain_id = '{i1}'",
    ("qualitative", "zonder_tekst"): "select count(*) from qualitative"
    " where region_code = '{r}' and not consent",
    ("team_advice", "totaal"): "select sum({c}) from team_advice where area_code = '{r}'"
    " and modus = '{i1}' and financier = 'gemeente'",
    ("team_scenario", "totaal"): "select sum({c}) from team_scenario where area_code = '{r}'"
    " and scenario_id = '{i1}'",
    ("formation", "totaal"): "select sum({c}) from formation where gemeente_code = '{r}'",
    ("region", "wijken"): "select count(*) from region"
    " where gemeente_code = '{r}' and level = 'wijk' and is_current",
    ("change", "alle_klassen"): "select count(*) from change where gemeente_code = '{r}'"
    " and kind in ('klasse', 'klasse_gemeente')",
    ("change", "klassen"): "select count(*) from change where gemeente_code = '{r}'"
    " and kind in ('klasse', 'klasse_gemeente') and oorzaak = '{i1}'",
    ("teamgebied", "teamgebieden"): "select count(*) from teamgebied where gemeente_code = '{r}'",
    ("teamgebied_region", "teamgebieden"): "select count(*) from teamgebied_region"
    " where region_code = '{r}'",
}
_PART_OF = "100 * max(waarde) filter (where indicator_id = '{i}') / sum(waarde)"
_PART_QUERY = (
    "select {c} from observation_now where region_code = '{r}'"
    " and indicator_id in ({group}) and peiljaar = {j}"
)
_EXPRESSIONS = {
    ("domain_score", "gemeente"): "score - verschil_gemeente",
    ("team_advice", "verschil"): "fte - (select f.fte from formation as f"
    " where f.gemeente_code = area_code and f.discipline_id = team_advice.discipline_id)",
    ("team_scenario", "verschil"): "fte - (select f.fte from formation as f"
    " where f.gemeente_code = area_code and f.discipline_id = team_scenario.discipline_id)",
}


@dataclass(frozen=True)
class Key:
    """What a number is about: a row of a published table."""

    table: str
    region: str
    item: str
    jaar: int

    def number_id(self, column: str) -> str:
        """Return the id of the number in one column of the row."""
        base = f"{self.table}/{self.region}/{self.item}/{self.jaar}"
        return base if column == MAIN_COLUMN[self.table] else f"{base}:{column}"

    def query(self, columns: Sequence[str]) -> str:
        """Return the query that gives these columns of the row."""
        if list(columns) == ["deel"]:
            return self.filled(_PART_QUERY, [_PART_OF.replace("{i}", _quoted(self.item))])
        return self.filled(self.template, columns)

    @property
    def template(self) -> str:
        """The query of the row, with places as named above `_QUERIES`."""
        first = self.item.partition(".")[0]
        return _SPECIAL_QUERIES.get((self.table, first)) or _QUERIES[self.table]

    @property
    def is_special(self) -> bool:
        """Whether the number is made of several rows of its table."""
        return (self.table, self.item.partition(".")[0]) in _SPECIAL_QUERIES

    @property
    def group(self) -> tuple[str, ...]:
        """The figures that the share of this one is a share of."""
        return AGES if self.item in AGES else HOUSEHOLDS

    def filled(self, template: str, columns: Sequence[str]) -> str:
        """Return a template with its places filled, every code quoted."""
        first, _, second = self.item.partition(".")
        parts = {"r": self.region, "i": self.item, "i0": first, "i1": second}
        quoted = {name: _quoted(part) for name, part in parts.items()}
        quoted["group"] = ", ".join(f"'{name}'" for name in self.group)
        wanted = [_EXPRESSIONS.get((self.table, column), column) for column in columns]
        if "sum({c})" in template:
            summed = ", ".join(f"sum({c})" for c in wanted)
            return template.replace("sum({c})", summed).format(c="", j=self.jaar, **quoted)
        return template.format(c=", ".join(wanted), j=self.jaar, **quoted)


def _quoted(code: str) -> str:
    """Return a code for the inside of quotes in SQL."""
    return code.replace("'", "''")
