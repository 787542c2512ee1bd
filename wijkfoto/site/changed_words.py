"""Words of a change: of what, from what to what, and why.

Which changes a page tells is decided in `context_changed`.
"""

from dataclasses import dataclass

from wijkfoto.advice.rules import AdviceRules
from wijkfoto.site import format as fmt
from wijkfoto.site.desk import HAS_VALUE, Cell, Desk
from wijkfoto.site.kort import form_name
from wijkfoto.site.number_key import Key
from wijkfoto.site.numbers import Shown
from wijkfoto.verandering.rows import Change

CLASSES = ("klasse", "klasse_gemeente")
SURENESS = {"klasse": "zekerheid", "klasse_gemeente": "zekerheid_gemeente"}
"""How sure each class is; a class that is not sure is not named, here as on the other pages."""

UNSURE = ("onzeker", "te_weinig_gegevens")


@dataclass(frozen=True)
class ChangeLine:
    """One change: of what, from what to what, and why."""

    wat: str
    was: Cell | str
    nu: Cell | str
    waardoor: str


class Wording:
    """Puts changes into words."""

    def __init__(self, desk: Desk, rules: AdviceRules) -> None:
        self._desk, self._rules, self._texts = desk, rules, desk.texts
        self._disciplines = {d.discipline_id: d.naam for d in rules.disciplines}
        self._products = {p.product_group_id: p.naam for p in rules.products}
        self._changes: dict[tuple[str, str], list[Change]] = {}
        for row in desk.book.changed.changes:
            self._changes.setdefault((row.kind, row.area_code), []).append(row)

    def lines(self, *kinds: str, area: str = "") -> tuple[ChangeLine, ...]:
        """Return the changes of some kinds, of one area or of all, each once."""
        rows = [
            row
            for (kind, code), found in sorted(self._changes.items())
            for row in found
            if kind in kinds and area in ("", code) and not self._was_and_is_unsure(row)
        ]
        lines = [self._line(row) for row in rows]
        return tuple(dict.fromkeys(sorted(lines, key=lambda line: fmt.name_key(line.wat))))

    def hours(self, row: Change, discipline: str) -> ChangeLine:
        """Return a change of hours."""
        name = self._disciplines.get(discipline, discipline)
        cells = [
            self._fte(row, column, name) if getattr(row, column) is not None else ""
            for column in ("was_waarde", "nu_waarde")
        ]
        return ChangeLine(name, cells[0], cells[1], self._why(row))

    def found(self, cause: str) -> tuple[str, ...]:
        """Return what was found of a cause, each kind in one sentence."""
        own = f"WK{self._desk.tables.gemeente_code[2:]}"
        names: dict[str, list[str]] = {}
        for ground in self._desk.book.changed.grounds:
            about_wijk = ground.kind.startswith("wijk_")
            if ground.cause == cause and (not about_wijk or ground.item_id.startswith(own)):
                names.setdefault(ground.kind, []).append(self._ground(ground.kind, ground.item_id))
        return tuple(
            self._texts.get(f"veranderd.gevonden.{kind}").format(
                namen=fmt.and_list(list(dict.fromkeys(found)))
            )
            for kind, found in names.items()
        )

    def _ground(self, kind: str, item: str) -> str:
        tables = self._desk.tables
        second = item.partition(".")[2]
        if kind in ("indicator", "samenstelling"):
            name = second if kind == "samenstelling" else item
            return tables.indicators[name].naam if name in tables.indicators else name
        if kind == "domein":
            domains = self._desk.book.catalog.domains
            return domains[item].naam if item in domains else item
        if kind.startswith("bron_"):
            table = item.partition("/")[2]
            titles = [s.title for s in tables.snapshots.values() if s.table_id == table and s.title]
            return f"{titles[0]} ({table})" if titles else table
        if kind.startswith("wijk_"):
            return self._area(item)
        if kind == "norm":
            return self._texts.name("methode", item)
        return item

    def _line(self, row: Change) -> ChangeLine:
        what = self._what(row)
        was, nu = (
            self._word(row, value, now=now) for value, now in ((row.was, False), (row.nu, True))
        )
        return ChangeLine(what, was, nu, self._why(self._deciding(row)))

    def _deciding(self, row: Change) -> Change:
        """Return the change that a line tells: of a class that was or is not sure, how sure."""
        if row.kind in SURENESS:
            words = [self._certainty(row, now=now) in UNSURE for now in (True, False)]
            certainty = self._certainty_change(row)
            if any(words) and certainty is not None:
                return certainty
        return row

    def _certainty_change(self, row: Change) -> Change | None:
        found = self._changes.get((SURENESS[row.kind], row.area_code), ())
        return next((change for change in found if change.item_id == row.item_id), None)

    def _certainty(self, row: Change, *, now: bool) -> str:
        """Return how sure a class is now, or was: the same, unless a change of it is told."""
        change = self._certainty_change(row)
        if change is not None:
            return (change.nu if now else change.was) or UNSURE[0]
        score = self._desk.tables.scores.get((row.area_code, row.item_id))
        return str(getattr(score, SURENESS[row.kind])) if score else UNSURE[0]

    def _was_and_is_unsure(self, row: Change) -> bool:
        """Say whether a class changed that pages did not name, and do not name now."""
        if row.kind not in SURENESS:
            return False
        return all(self._certainty(row, now=now) in UNSURE for now in (True, False))

    def _what(self, row: Change) -> str:
        if row.kind in (*CLASSES, *SURENESS.values()):
            name = self._desk.book.catalog.domains[row.item_id].naam
            against = self._texts.get(f"veranderd.wat.{row.kind}")
            return f"{name}{against}"
        if row.kind == "status":
            return self._ground("indicator", row.item_id)
        area = self._area(row.area_code)
        if row.kind == "ring":
            discipline = row.item_id.partition(".")[0]
            return f"{area}, {self._disciplines.get(discipline, discipline)}"
        if row.kind == "inkoop":
            return f"{area}, {self._products.get(row.item_id, row.item_id)}"
        return self._texts.get(f"veranderd.wat.{row.kind}").format(naam=area)

    def _area(self, code: str) -> str:
        return self._desk.book.areas.get(code, code)

    def _word(self, row: Change, value: str | None, *, now: bool) -> str:
        if row.kind in SURENESS and self._certainty(row, now=now) in UNSURE:
            return self._texts.name("zekerheden", self._certainty(row, now=now))
        if value is None:
            return self._texts.get("veranderd.geen")
        if row.kind == "teamvorm":
            return form_name(value, self._rules)
        if row.kind == "teamgebied":
            return fmt.and_list([self._area(code) for code in value.split(", ")])
        kinds = {
            "klasse": "klassen", "klasse_gemeente": "klassen_gemeente",
            "zekerheid": "zekerheden", "zekerheid_gemeente": "zekerheden",
            "inkoop": "signalen", "ring": "ringen",
        }  # fmt: skip
        if row.kind == "status":
            has_value = value in HAS_VALUE
            return (
                self._texts.get("veranderd.cijfer")
                if has_value
                else self._texts.name("statussen", value)
            )
        return self._texts.name(kinds[row.kind], value)

    def _why(self, row: Change) -> str:
        if row.oorzaak == "niet_te_splitsen":
            causes = [self._texts.get(f"veranderd.oorzaak.{cause}") for cause in row.shown]
            return self._texts.get("veranderd.samen").format(oorzaken=fmt.and_list(causes))
        return self._texts.get(f"veranderd.oorzaak.{row.oorzaak}")

    def _fte(self, row: Change, column: str, name: str) -> Shown:
        return self._desk.register.show(
            Key("change", row.area_code, f"fte.{row.item_id}", self._desk.jaar),
            {column: getattr(row, column)},
            label=self._desk.label(name, row.area_code),
            snapshot_ids=self._desk.book.all_snapshots,
        )
