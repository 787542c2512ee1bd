"""The register of numbers: which number stands on a page, how it is written, which query gives it.

One way of writing and one query per table and column, so a number reads the same on every page.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from wijkfoto.site import format as fmt
from wijkfoto.site.text import Texts

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


def _whole(value: float) -> str:
    return fmt.decimal(value)


def _hours(value: float) -> str:
    """Write FTE with one decimal, or two where a step or a total is that fine."""
    return fmt.decimal(value, 1 if abs(value * 10 - round(value * 10)) < 1e-6 else 2)


def _more_or_less(value: float) -> str:
    return f"+{_hours(value)}" if value > 0 else _hours(value)


_WRITE: dict[tuple[str, str], Callable[[float], str]] = {
    ("domain_score", "percentile"): fmt.out_of_100,
    ("domain_score", "verschil_gemeente"): fmt.signed,
    ("domain_score", "verschil_low"): fmt.signed,
    ("domain_score", "verschil_high"): fmt.signed,
    ("domain_score", "verschil_vergelijkbaar"): fmt.signed,
    ("domain_score", "verschil_vergelijkbaar_low"): fmt.signed,
    ("domain_score", "verschil_vergelijkbaar_high"): fmt.signed,
    ("team_advice", "share"): lambda v: fmt.percent(100 * v, 1),
    ("team_form", "share"): fmt.out_of_100,
    ("team_form", "other_share"): fmt.out_of_100,
    ("observation", "deel"): lambda v: fmt.percent(v, 0),
    ("team_total", "keer_gemeente"): lambda v: fmt.decimal(v, 1),
    ("team_scenario", "fte"): _hours,
    ("team_scenario", "fte_norm"): lambda v: fmt.decimal(v, 1),
    ("team_scenario", "verschil"): _more_or_less,
    ("team_advice", "verschil"): _more_or_less,
    ("coherence_pair", "r"): lambda v: fmt.decimal(v, 2),
    ("effective_weight", "weight"): lambda v: fmt.percent(100 * v, 1),
    ("effective_weight", "effective_weight"): lambda v: fmt.percent(100 * v, 1),
    ("model_share", "model_weight"): lambda v: fmt.percent(100 * v, 1),
    ("model_share", "other_class"): lambda v: fmt.percent(100 * v, 1),
    ("norm_sensitivity", "deel_inwoners"): lambda v: fmt.percent(100 * v, 1),
} | {
    (table, c): lambda v: fmt.decimal(v, 1)
    for table in ("team_advice", "team_total", "formation")
    for c in ("fte", "fte_low", "fte_high")
}
_WRITE |= {
    ("chance_risk", c): lambda v: fmt.percent(100 * v, 0)
    for c in ("kansrisico", "kansrisico_low", "kansrisico_high")
}
# A survey cannot tell tenths of a percent.
_WRITE |= {
    ("survey_estimate", c): lambda v: fmt.percent(v, 0)
    for c in ("waarde", "waarde_low", "waarde_high", "waarde_gemeente")
}
_WRITE |= {
    ("buurt_in_wijk", c): fmt.signed for c in ("verschil_wijk", "verschil_low", "verschil_high")
}
_WRITE |= {("score_change", c): lambda v: fmt.decimal(v, 1) for c in ("score_was", "score_nu")}
_WRITE |= {
    ("score_change", c): fmt.signed_tenths
    for c in ("verschil", "wijk", "land", "definitie", "grens", "methode", "samen")
}
_WRITE |= {("change", c): lambda v: fmt.decimal(v, 1) for c in ("was_waarde", "nu_waarde")}


def write_value(table: str, column: str, value: float | str, unit: str = "aantal") -> str:
    """Return a value as it is written on every page; a sentence with numbers stays as it is."""
    if isinstance(value, str):
        return value
    if (table, column) in _WRITE:
        return _WRITE[table, column](value)
    if table in ("observation", "trend"):
        return fmt.in_unit(value, unit)
    return _whole(value)


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


@dataclass(frozen=True)
class Label:
    """What a number is, and of which area; `waar` is empty where that is said already."""

    wat: str
    waar: str = ""

    def __str__(self) -> str:
        return f"{self.wat}, {self.waar}" if self.waar else self.wat


@dataclass(frozen=True)
class Shown:
    """A number as it stands on a page, with the place of its origin on that page."""

    text: str
    href: str
    bron: str = ""

    def __html__(self) -> Markup:
        """Return the link that a template writes; print shows the numbers of its sources."""
        source = Markup(' data-b="{}"').format(self.bron) if self.bron else Markup()
        return Markup('<a class="getal" href="{}"{}>{}</a>').format(self.href, source, self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Origin:
    """One row of the section on where the numbers come from.

    Attributes:
        anchor: Place of the row on the page.
        label: What the number is, for a reader.
        values: Every column shown, as written, with its caption ("" for the main one).
        key: The row that the number is about.
        columns: Columns shown.
        number_id: Id of the main number.
        query: Query that gives these columns.
        status: Status of the figure in words; "" where that has no meaning.
        snapshot_ids: Snapshots behind it.
    """

    anchor: str
    table: str
    label: Label
    values: tuple[tuple[str, str], ...]
    key: Key
    columns: tuple[str, ...]
    number_id: str
    query: str
    jaar: int
    status: str
    snapshot_ids: tuple[str, ...]


@dataclass
class _Entry:
    key: Key
    anchor: str
    label: Label
    status: str
    snapshot_ids: tuple[str, ...]
    columns: dict[str, str] = field(default_factory=dict)


class Register:
    """Collects the numbers of one page while its context is built."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._entries: dict[tuple[Key, bool], _Entry] = {}
        self._sources: dict[str, int] = {}

    def show(
        self,
        key: Key,
        values: Mapping[str, float] | Mapping[str, str],
        *,
        label: Label,
        snapshot_ids: Sequence[str],
        unit: str = "aantal",
        status: str = "",
        pattern: str = "een",
    ) -> Shown:
        """Register the columns of a row and return them as one shown number.

        Args:
            key: The row.
            values: Columns with their values, the leading one first.
            label: What the number is, for a reader.
            snapshot_ids: Snapshots behind it.
            unit: Unit of an observed value.
            status: Status in words.
            pattern: Name of the text in `getallen.patroon` that joins the values.
        """
        own_query = "deel" in values
        entry = self._entries.setdefault(
            (key, own_query),
            _Entry(
                key, f"g{len(self._entries) + 1}", label, status, tuple(sorted(set(snapshot_ids)))
            ),
        )
        written = [write_value(key.table, c, v, unit) for c, v in values.items()]
        entry.columns.update(zip(values, written, strict=True))
        joined = self._texts.get(f"getallen.patroon.{pattern}").format(*written)
        return Shown(joined, f"#{entry.anchor}", self.source_numbers(entry.snapshot_ids))

    def source_numbers(self, snapshot_ids: Sequence[str]) -> str:
        """Return the numbers of sources on this page, such as ``1, 3-5``; new ones get the next."""
        for snapshot_id in snapshot_ids:
            self._sources.setdefault(snapshot_id, len(self._sources) + 1)
        return fmt.number_ranges([self._sources[s] for s in snapshot_ids])

    def sources(self) -> tuple[tuple[int, str], ...]:
        """Return every source of the page with its number."""
        return tuple((number, snapshot_id) for snapshot_id, number in self._sources.items())

    def origins(self) -> tuple[Origin, ...]:
        """Return where each number of the page comes from, in order of appearance."""
        return tuple(self._origin(entry) for entry in self._entries.values())

    def _origin(self, entry: _Entry) -> Origin:
        names = list(entry.columns)
        captions = [self._caption(entry.key.table, column) for column in names]
        return Origin(
            anchor=entry.anchor,
            table=entry.key.table,
            label=entry.label,
            values=tuple(zip(captions, entry.columns.values(), strict=True)),
            key=entry.key,
            columns=tuple(names),
            number_id=entry.key.number_id(names[0]),
            query=entry.key.query(names),
            jaar=entry.key.jaar,
            status=entry.status,
            snapshot_ids=entry.snapshot_ids,
        )

    def _caption(self, table: str, column: str) -> str:
        return "" if column == MAIN_COLUMN[table] else self._texts.name("kolommen", column)

    def rows(self) -> list[dict[str, str]]:
        """Return one row of the table `number` for each number."""
        return [
            {
                "number_id": entry.key.number_id(column),
                "region_code": entry.key.region,
                "text": text,
                "query": entry.key.query([column]),
                "snapshot_ids": json.dumps(list(entry.snapshot_ids)),
            }
            for entry in self._entries.values()
            for column, text in entry.columns.items()
        ]


def no_number(text: str) -> Markup:
    """Return the words that stand where there is no number, escaped."""
    return Markup('<span class="geen">{}</span>').format(text)
