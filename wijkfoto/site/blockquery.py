"""The query that gives several numbers of a page at once, each row with its codes.

It is made from the query of one number; what a page shows stands in `origin`.
"""

import re
from collections.abc import Hashable, Sequence

from wijkfoto.site.number_key import Key

# Of an item in two parts, the one that the rows of a block share.
_SHARED_PART = {"team_advice": 1, "team_scenario": 1, "change": 0}
ONE_QUERY = ("observation", "domain_score", "team_advice", "team_form_rule")
"""Tables of which one query gives all figures of all areas, also those that a number does not
show. Of other tables the columns of a query are those of each of its numbers, so that the attack
on an edition reads every one of them."""
_SUMMED = "select sum({c}) from "
_PARTS = "100 * waarde / sum(waarde) over (partition by region_code)"
_PARTS_QUERY = (
    "select {c} from observation_now where region_code = '{r}'"
    " and indicator_id in ({group}) and peiljaar = {j}"
)


def shares_query(key: Key, columns: Sequence[str]) -> Hashable:
    """Return what rows have in common that one query can give together; None for a row alone."""
    if list(columns) == ["deel"]:
        return (key.table, key.jaar, key.group)
    if "'{r}'" not in key.template:
        return None
    if key.template.startswith(_SUMMED):
        return (key.table, key.jaar, key.item)
    if key.is_special or not key.template.startswith("select {c} from "):
        return None
    part = _SHARED_PART.get(key.table)
    first, _, second = key.item.partition(".")
    own = () if key.table in ONE_QUERY else tuple(columns)
    return (key.table, key.jaar, "" if part is None else (first, second)[part], own)


def query_of_block(keys: Sequence[Key], columns: Sequence[str]) -> str:
    """Return the query that gives columns of several rows, each row with its codes.

    Args:
        keys: Rows of one table that `shares_query` puts together.
        columns: Columns of those rows.
    """
    first, regions = keys[0], list(dict.fromkeys(key.region for key in keys))
    shares = list(columns) == ["deel"]
    template = _PARTS_QUERY if shares else first.template
    if shares:
        template = template.replace("select ", "select indicator_id, ", 1)
    elif len({key.item for key in keys}) > 1:
        template = _keyed(template, _varying(first), keep=False)
    if len(regions) > 1:
        listed = ", ".join("'" + region.replace("'", "''") + "'" for region in regions)
        summed = template.startswith(_SUMMED)
        template = _keyed(template, "r", keep=True).replace("= '{r}'", f"in ({listed})")
        if summed:
            template += f" group by {template.split()[1].rstrip(',')}"
    return first.filled(template, [_PARTS] if shares else columns)


def _varying(key: Key) -> str:
    """Return the place of a template that differs between the rows of a block."""
    part = _SHARED_PART.get(key.table)
    return "i" if part is None else f"i{1 - part}"


def _keyed(template: str, place: str, *, keep: bool) -> str:
    """Show the column that a place is compared with; the comparison stays or goes."""
    found = re.search(rf"(?: and )?(\w+) = '{{{place}}}'", template)
    if found is None:
        return template
    kept = template if keep else template.replace(found[0], "", 1)
    return kept.replace("select ", f"select {found[1]}, ", 1)
