"""What the builder of one page works at: rows, wording, catalog and the register of numbers.

Turns a row of a table into a number as it is shown; what is said about it stands in the contexts.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import shapely
from markupsafe import Markup

from wijkfoto.bronnen.files import is_file_snapshot
from wijkfoto.catalog import Catalog, unfetched_figures
from wijkfoto.regio import LAND
from wijkfoto.site import rows as r
from wijkfoto.site.buurt_rows import Buurten
from wijkfoto.site.maps import Ground, Locator, Outline, ground
from wijkfoto.site.number_key import AGES, HOUSEHOLDS, Key
from wijkfoto.site.numbers import Label, Register, Shown, no_number
from wijkfoto.site.rows_changed import NOTHING, Changed
from wijkfoto.site.rows_scenario import Scenarios
from wijkfoto.site.rows_team import Teamgebied
from wijkfoto.site.tables import Tables
from wijkfoto.site.text import Texts

HAS_VALUE = ("ok", "indicatie", "geschat", "harmonised")
WIDE = 0.1
"""A band wider than this part of the value is shown beside it."""

TOUCHING = 1.0
"""Areas at most this far apart, in metres, touch: outlines are rounded."""

Cell = Shown | Markup


@dataclass(frozen=True)
class Book:
    """Everything the pages of one gemeente draw from."""

    tables: Tables
    texts: Texts
    catalog: Catalog
    titel: str
    buurten: Buurten
    scenarios: Scenarios = field(default_factory=dict)
    changed: Changed = NOTHING

    def naam(self, code: str) -> str:
        """Return the name of a region, with its code when another wijk has the same name."""
        return self._names[code]

    @cached_property
    def _names(self) -> dict[str, str]:
        wijken = Counter(wijk.naam for wijk in self.tables.wijken)
        return {
            code: f"{region.naam} ({code})"
            if region.level == "wijk" and wijken[region.naam] > 1
            else region.naam
            for code, region in self.tables.regions.items()
        }

    @cached_property
    def areas(self) -> dict[str, str]:
        """The name of every area that a number may be of: regions, teamgebieden and buurten."""
        teams = {team.teamgebied_id: team.naam for team in self.tables.teams}
        return {**self.buurten.namen, **self._names, **teams}

    def areas_beside(self, area: str) -> tuple[Teamgebied, ...]:
        """Return the teamgebieden that touch one; none where shapes are missing."""
        shapes = {
            t.teamgebied_id: shapely.from_wkb(t.geometry)
            for t in self.tables.teams
            if t.geometry is not None
        }
        if area not in shapes:
            return ()
        return tuple(
            team
            for team in self.tables.teams
            if team.teamgebied_id in shapes
            and team.teamgebied_id != area
            and shapely.dwithin(shapes[area], shapes[team.teamgebied_id], TOUCHING)
        )

    def window(self) -> range:
        """Return the years of which a figure may be shown."""
        newest = self.tables.edition.peiljaar
        return range(newest - round(self.catalog.norm("venster_jaren")), newest + 1)

    @cached_property
    def _years(self) -> dict[str, int]:
        window, years = self.window(), dict[str, int]()
        for o in self.tables.observations.values():
            if o.waarde_status in (*HAS_VALUE, "censored") and o.peiljaar in window:
                years[o.indicator_id] = max(o.peiljaar, years.get(o.indicator_id, o.peiljaar))
        return years

    @cached_property
    def _outline(self) -> Ground | None:
        return ground([Outline.of(wijk) for wijk in self.tables.wijken])

    def locator(self, wijk: str) -> Locator | None:
        """Return where a wijk lies in its gemeente; None when it has no shape."""
        return self._outline.locate(wijk) if self._outline else None

    @cached_property
    def all_snapshots(self) -> tuple[str, ...]:
        """Every snapshot behind the figures of this gemeente."""
        return tuple(sorted({o.snapshot_id for o in self.tables.observations.values()}))

    @cached_property
    def unfetched(self) -> dict[str, str]:
        """The figures that were not fetched, each with the source that has them.

        Their table is not in this edition, or came as a file that does not hold them.
        """
        snapshots = self.tables.snapshots.values()
        served = {s.table_id for s in snapshots if not is_file_snapshot(s.snapshot_id)}
        present = served | {s.table_id for s in snapshots}
        peiljaar = self.tables.edition.peiljaar
        seen = {indicator_id for _, indicator_id, _ in self.tables.observations}
        unserved = unfetched_figures(self.catalog, peiljaar, served)
        not_in_files = {name: one for name, one in unserved.items() if name not in seen}
        return not_in_files | unfetched_figures(self.catalog, peiljaar, present)

    def year_of(self, indicator_id: str) -> int | None:
        """Return the newest year in which a figure is filled anywhere in gemeente or land."""
        return self._years.get(indicator_id)

    def observation(self, region: str, indicator_id: str) -> r.Observation | None:
        """Return the figure of a region in the year that is shown."""
        jaar = self.year_of(indicator_id)
        return self.tables.observations.get((region, indicator_id, jaar)) if jaar else None


class Desk:
    """A book, and the register of the numbers that one page shows."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.texts = book.texts
        self.tables = book.tables
        self.register = Register(book.texts)

    @property
    def jaar(self) -> int:
        """Peiljaar of the edition."""
        return self.tables.edition.peiljaar

    def label(self, what: str, region: str) -> Label:
        """Return the name of a number: what it is, and of which area."""
        return Label(what, self.book.areas.get(region) or region)

    # --- figures ------------------------------------------------------------------------------

    def value(self, region: str, indicator_id: str, *, band: bool = False) -> Cell:
        """Return a figure as shown; in words why there is none.

        Args:
            region: Code of the region.
            indicator_id: The figure.
            band: Whether a wide interval is shown beside it.
        """
        found = self.book.observation(region, indicator_id)
        if found is None:
            return no_number(self._why_absent(indicator_id))
        if found.waarde_status == "censored" and found.waarde_high is not None:
            return self._observed(
                found,
                {"waarde_low": found.waarde_low or 0, "waarde_high": found.waarde_high},
                "tot",
            )
        if found.waarde is None:
            return no_number(self.texts.name("statussen", found.waarde_status))
        low, high = found.waarde_low, found.waarde_high
        if band and low is not None and high is not None and high - low > WIDE * abs(found.waarde):
            values = {"waarde": found.waarde, "waarde_low": low, "waarde_high": high}
            return self._observed(found, values, "band")
        return self._observed(found, {"waarde": found.waarde}, "een")

    def _why_absent(self, indicator_id: str) -> str:
        """Say why no region has a figure: not to be published is another thing than not fetched."""
        if indicator_id in self.book.unfetched:
            return self.texts.get("zinnen.cijfer.niet_opgehaald.kort")
        return self.texts.name("statussen", "not_published")

    def _observed(self, found: r.Observation, values: dict[str, float], pattern: str) -> Shown:
        indicator = self.tables.indicators[found.indicator_id]
        return self.register.show(
            Key("observation", found.region_code, found.indicator_id, found.peiljaar),
            values,
            label=self.label(indicator.naam, found.region_code),
            snapshot_ids=[found.snapshot_id],
            unit=indicator.unit,
            status=self.status(found),
            pattern=pattern,
        )

    def status(self, found: r.Observation) -> str:
        """Return how a figure came about, in words."""
        indicator = self.tables.indicators[found.indicator_id]
        words = [self.texts.name("soorten", indicator.kind)]
        words.append(self.texts.name("statussen", found.waarde_status))
        return ", ".join(word for word in words if word)

    def inwoners(self, region: str) -> Cell:
        """Return the inhabitants of a region."""
        return self.value(region, "inwoners")

    def parts(self, region: str, group: Sequence[str]) -> list[float | None]:
        """Return the shares (out of 100) of the groups of a region; None where a figure lacks."""
        found = [self.book.observation(region, name) for name in group]
        values = [o.waarde if o else None for o in found]
        known = [v for v in values if v is not None]
        if len(known) < len(values) or sum(known) <= 0:
            return [None] * len(values)
        return [100 * v / sum(known) for v in known]

    def part(self, region: str, indicator_id: str) -> Cell:
        """Return the share of an age group or kind of household in a region."""
        group = AGES if indicator_id in AGES else HOUSEHOLDS
        share = self.parts(region, group)[group.index(indicator_id)]
        found = self.book.observation(region, indicator_id)
        if share is None or found is None:
            return no_number(self.texts.get("namen.zekerheden.te_weinig_gegevens"))
        return self.register.show(
            Key("observation", region, indicator_id, found.peiljaar),
            {"deel": share},
            label=self.label(self.tables.indicators[indicator_id].naam, region),
            snapshot_ids=[found.snapshot_id],
        )

    # --- scores -------------------------------------------------------------------------------

    def score(self, row: r.Score, *columns: str, pattern: str = "een") -> Shown:
        """Return columns of a score as one shown number; the caller knows that they are filled."""
        values = {c: self._column(row, c) for c in columns}
        return self.register.show(
            Key("domain_score", row.region_code, row.domain_id, self.jaar),
            values,
            label=self.label(self.book.catalog.domains[row.domain_id].naam, row.region_code),
            snapshot_ids=self.score_snapshots(row),
            status=self.texts.name("zekerheden", row.zekerheid),
            pattern=pattern,
        )

    @staticmethod
    def _column(row: r.Score, column: str) -> float:
        if column == "gemeente":
            return (row.score or 0.0) - (row.verschil_gemeente or 0.0)
        return float(getattr(row, column))

    def score_snapshots(self, row: r.Score) -> list[str]:
        """Return the snapshots behind a score: those of its figures."""
        if (row.region_code, row.domain_id) in self.book.buurten.snapshots:
            return list(self.book.buurten.snapshots[row.region_code, row.domain_id])
        evidence = self.tables.evidence.get((row.region_code, row.domain_id), ())
        keys = [(e.indicator_id, e.peiljaar) for e in evidence]
        if not keys:
            names = self.need_of(row.domain_id)
            keys = [(name, year) for name in names if (year := self.book.year_of(name))]
        found = [self.tables.observations.get((row.region_code, *key)) for key in keys]
        return sorted({o.snapshot_id for o in found if o})

    def need_of(self, domain_id: str) -> list[str]:
        """Return the indicators of need of a domain, in the order of the catalog."""
        domain = self.book.catalog.domains[domain_id]
        return [name for fact in domain.behoefte for name in fact.any_of]

    def scores_of(self, wijk: str) -> list[r.Score]:
        """Return the scores of a wijk in the order of the domains."""
        wanted = [(wijk, domain) for domain in self.book.catalog.domains]
        return [self.tables.scores[key] for key in wanted if key in self.tables.scores]

    def count(self, table: str, region: str, item: str, number: int, what: str) -> Shown:
        """Return a count over rows of a table."""
        return self.register.show(
            Key(table, region, item, self.jaar),
            {"aantal": number},
            label=self.label(what, region),
            snapshot_ids=[],
        )

    # --- teams --------------------------------------------------------------------------------

    def of_area(
        self,
        table: str,
        area: str,
        item: str,
        values: dict[str, float] | dict[str, str],
        what: str,
        pattern: str = "een",
    ) -> Shown:
        """Return columns of an advice on an area as one shown number, or one shown sentence."""
        return self.register.show(
            Key(table, area, item, self.jaar),
            values,
            label=self.label(what, area),
            snapshot_ids=self.book.all_snapshots,
            pattern=pattern,
        )

    def land_and_gemeente(self) -> tuple[str, str]:
        """Return the codes that a wijk is compared with: the land, and the gemeente."""
        return LAND, self.tables.gemeente_code
