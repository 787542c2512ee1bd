"""`wijkfoto check` on the published country: do the rules on coherence hold in its tables?

Only tables are read. That a column feeds one domain is a rule of the catalog, checked there.
"""

from dataclasses import dataclass
from typing import Any

import duckdb

from wijkfoto.ask import open_published
from wijkfoto.catalog import Catalog, shipped_catalog
from wijkfoto.errors import EditionError, WijkfotoError
from wijkfoto.home import Home
from wijkfoto.profile.select import MIN_FACTS_TO_JUDGE
from wijkfoto.settings import Settings

_TOO_WEAK = """
    select c.domain_id, c.indicator_id, c.r_rest
    from coherence as c
    where c.role = 'behoefte' and c.status = 'used' and c.r_rest < ?
        and (select max(f.fact) from coherence as f
             where f.domain_id = c.domain_id and f.role = c.role) >= ?
        and (select e.referentie from edition as e) = 'land'
    order by all
"""
_TWO_FACTS = """
    select p.domain_left, p.left_id, p.right_id, p.r
    from coherence_pair as p
    inner join coherence as a
        on a.domain_id = p.domain_left and a.indicator_id = p.left_id and a.role = p.role_left
    inner join coherence as b
        on b.domain_id = p.domain_right and b.indicator_id = p.right_id and b.role = p.role_right
    where p.domain_left = p.domain_right and p.role_left = p.role_right and abs(p.r) > ?
        and a.fact <> b.fact
    order by all
"""
_ACROSS = """
    select p.left_id, p.domain_left, p.right_id, p.domain_right, p.r
    from coherence_pair as p
    where p.domain_left <> p.domain_right and p.left_id <> p.right_id and abs(p.r) > ?
    order by abs(p.r) desc, p.left_id, p.right_id
"""


@dataclass(frozen=True)
class CountryCheck:
    """What the published tables say of the rules: broken ones, and pairs worth knowing."""

    faults: tuple[WijkfotoError, ...] = ()
    remarks: tuple[str, ...] = ()


def check_country(settings: Settings) -> CountryCheck:
    """Hold the published edition against the rules on coherence; nothing without an edition."""
    if not Home(settings.home).published.exists():
        return CountryCheck()
    con = open_published(settings)
    try:
        return _check(con, shipped_catalog())
    except duckdb.CatalogException:
        told = "The published edition is older than the coherence report; run again to check it."
        return CountryCheck(remarks=(told,))
    finally:
        con.close()


def _check(con: duckdb.DuckDBPyConnection, catalog: Catalog) -> CountryCheck:
    same, least = catalog.norm("zelfde_feit_r"), catalog.norm("min_samenhang_r")

    def rows(query: str, *values: float) -> list[tuple[Any, ...]]:
        return con.execute(query, list(values)).fetchall()

    weak = [
        _fault(domain, f"{name} is averaged at r {r:.2f} with the rest, under {least}.")
        for domain, name, r in rows(_TOO_WEAK, least, MIN_FACTS_TO_JUDGE)
    ]
    split = [
        _fault(domain, f"{left} and {right} count as two facts at r {r:.2f}, above {same}.")
        for domain, left, right, r in rows(_TWO_FACTS, same)
    ]
    across = [
        f"across domains: {left} ({one}) and {right} ({other}) go together at r {r:.2f}"
        for left, one, right, other, r in rows(_ACROSS, same)
    ]
    return CountryCheck((*weak, *split), tuple(across))


def _fault(domain_id: str, what: str) -> EditionError:
    return EditionError(what, where=domain_id, next_step="Run again with the catalog of now.")
