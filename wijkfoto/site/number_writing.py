"""How a value is written: one way per table and column, so it reads the same on every page.

Rounding happens here and in the filters of the templates, nowhere before.
"""

from collections.abc import Callable

from wijkfoto.site import format as fmt


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
