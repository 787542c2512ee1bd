"""The context of klopt-het.html: how well expected use did where the outcome is known.

The figures come from the published tables, the yardsticks from the recipe; nothing is fitted here.
"""

from dataclasses import dataclass

from wijkfoto.site import format as fmt
from wijkfoto.site.figures import Axis
from wijkfoto.site.text import Texts
from wijkfoto.site.use_rows import Backtest, Coverage, UseRows
from wijkfoto.use import Recipe

NULL_MODEL = "null_model"
"""The model that expects the same part everywhere."""

YARDSTICK_USE, YARDSTICK_YEAR = "bijstand", 2020
"""What the yardsticks of the recipe were measured on."""


@dataclass(frozen=True)
class ModelLine:
    """One model in the table: its name, how well it did, and what a trial before gave."""

    naam: str
    uitleg: str
    is_kop: bool
    cirkel: bool
    r: str
    fout: str
    totaal: str
    helling: str
    bereik: str
    vorige: str
    eerder: str


@dataclass(frozen=True)
class CoverageLine:
    """How often the interval held in wijken of one size."""

    naam: str
    wijken: str
    geheim: str
    deel: str
    breedte: str
    breedte_gok: str


@dataclass(frozen=True)
class Point:
    """A tenth of the wijken in the drawing (percent) and in the table."""

    x: str
    y: str
    naam: str
    verwacht: str
    echt: str


@dataclass(frozen=True)
class UseBlock:
    """One kind of use."""

    use_id: str
    naam: str
    kern: str
    kern_vorige: str
    inleiding: str
    verschillen: str
    modellen: tuple[ModelLine, ...]
    eerder: tuple[ModelLine, ...]
    heeft_vorige: bool
    heeft_geheim: bool
    dekking: tuple[CoverageLine, ...]
    punten: tuple[Point, ...]
    tekening: str
    as_verwacht: str
    as_echt: str


@dataclass(frozen=True)
class UseContext:
    """Everything on the page."""

    soorten: tuple[UseBlock, ...]
    ontbreekt: tuple[str, ...]
    betekenis: tuple[str, ...]
    redenen: tuple[str, ...]


def use_context(rows: UseRows, recipe: Recipe, texts: Texts, *, is_fictief: bool) -> UseContext:
    """Return everything on the page.

    Args:
        rows: The published rows.
        recipe: Models in their order, and the yardsticks.
        texts: The wording.
        is_fictief: Whether the figures are made: then yardsticks of real ones say nothing.
    """
    by_use = {
        kind.use_id: {row.model_id: row for row in rows.backtest if row.use_id == kind.use_id}
        for kind in recipe.gebruik
    }
    return UseContext(
        soorten=tuple(
            _block(use_id, tested, rows, recipe, texts, is_fictief=is_fictief)
            for use_id, tested in by_use.items()
            if tested
        ),
        ontbreekt=tuple(
            texts.get(f"klopt.soort.{use_id}") for use_id, tested in by_use.items() if not tested
        ),
        betekenis=texts.items("klopt.betekenis"),
        redenen=texts.items("klopt.redenen"),
    )


def _block(
    use_id: str,
    tested: dict[str, Backtest],
    rows: UseRows,
    recipe: Recipe,
    texts: Texts,
    *,
    is_fictief: bool,
) -> UseBlock:
    headline = tested[recipe.headline.model_id]
    same_trial = (use_id, headline.peiljaar, headline.basis)
    compares = not is_fictief and same_trial == (YARDSTICK_USE, YARDSTICK_YEAR, "land")
    naam = texts.get(f"klopt.soort.{use_id}")
    points = _points(use_id, headline.model_id, rows)
    return UseBlock(
        use_id=use_id,
        naam=naam,
        kern=_gist(headline, tested.get(NULL_MODEL), texts),
        kern_vorige=_gist_before(headline, texts),
        inleiding=_introduction(headline, texts),
        verschillen=_told(headline, texts),
        modellen=tuple(
            _line(tested[model.model_id], rows, recipe, texts, compares=compares)
            for model in recipe.modellen
            if model.model_id in tested
        ),
        eerder=_other_yardsticks(recipe, texts) if compares else (),
        heeft_vorige=any(row.peiljaar_vorige is not None for row in tested.values()),
        heeft_geheim=any(
            row.n_geheim for row in _by_size(use_id, headline.model_id, rows).values()
        ),
        dekking=_coverage(use_id, headline.model_id, rows, texts),
        punten=points,
        tekening=texts.get("klopt.tekening").format(naam=naam),
        as_verwacht=texts.get("klopt.as_verwacht"),
        as_echt=texts.get("klopt.as_echt"),
    )


def _introduction(headline: Backtest, texts: Texts) -> str:
    """Say on how many wijken and figures the test rests."""
    return texts.get(f"klopt.basis.{headline.basis}").format(
        jaar=headline.peiljaar,
        wijken=fmt.decimal(headline.n_wijken),
        gemeenten=fmt.decimal(headline.n_gemeenten),
        groot=fmt.decimal(headline.n_mape),
        delen=headline.folds,
        cijfers=headline.most_predictors,
    )


def _gist(headline: Backtest, guess: Backtest | None, texts: Texts) -> str:
    """Say in one breath how far off the expectation is, beside the simplest guess."""
    if headline.mape is None:
        return ""
    if guess is None or guess.mape is None:
        return texts.get("klopt.kern_alleen").format(fout=_percent(headline.mape, texts))
    return texts.get("klopt.kern").format(
        fout=_percent(headline.mape, texts), gok=_percent(guess.mape, texts)
    )


def _gist_before(headline: Backtest, texts: Texts) -> str:
    """Say what the edition before found, so that a reader sees whether it got better."""
    if headline.mape_vorige is None:
        return ""
    return texts.get("klopt.kern_vorige").format(
        jaar=headline.peiljaar_vorige, fout=_percent(headline.mape_vorige, texts)
    )


def _told(headline: Backtest, texts: Texts) -> str:
    """Say how many wijken are told to differ, beside how many would lie so far by chance alone."""
    if headline.n_tested is None or headline.n_told is None or headline.n_by_chance is None:
        return ""
    return texts.get("klopt.verschillen").format(
        getoetst=fmt.decimal(headline.n_tested),
        genoemd=fmt.decimal(headline.n_told),
        toeval=fmt.decimal(headline.n_by_chance),
    )


def _line(
    row: Backtest, rows: UseRows, recipe: Recipe, texts: Texts, *, compares: bool
) -> ModelLine:
    held = {(c.use_id, c.model_id): c for c in rows.coverage if c.size_class == "totaal"}
    whole = held.get((row.use_id, row.model_id))
    marks = {mark.model_id: mark for mark in recipe.ijkpunten if mark.model_id}
    mark = marks.get(row.model_id) if compares else None
    return ModelLine(
        naam=texts.get(f"klopt.model.{row.model_id}.naam"),
        uitleg=texts.get(f"klopt.model.{row.model_id}.uitleg"),
        is_kop=row.model_id == recipe.headline.model_id,
        cirkel=row.deels_cirkel,
        r=_number(row.correlation, texts),
        fout=_percent(row.mape, texts),
        totaal=_percent(row.total_ratio, texts, 1),
        helling=_number(row.slope, texts),
        bereik=_percent(whole.coverage if whole else None, texts, 1),
        vorige=_percent(row.mape_vorige, texts),
        eerder=_yardstick(mark.r, mark.mape, texts) if mark else "",
    )


def _other_yardsticks(recipe: Recipe, texts: Texts) -> tuple[ModelLine, ...]:
    """Return what a trial gave with a model that we do not use."""
    none = texts.get("klopt.niet_nodig")
    return tuple(
        ModelLine(
            naam=mark.naam,
            uitleg=texts.get("klopt.niet_van_ons"),
            is_kop=False,
            cirkel=True,
            r=none,
            fout=none,
            totaal=none,
            helling=none,
            bereik=none,
            vorige=none,
            eerder=_yardstick(mark.r, mark.mape, texts),
        )
        for mark in recipe.ijkpunten
        if mark.model_id is None
    )


def _yardstick(r: float | None, mape: float, texts: Texts) -> str:
    pattern = "klopt.ijkpunt" if r is not None else "klopt.ijkpunt_zonder_r"
    return texts.get(pattern).format(r=fmt.decimal(r or 0.0, 2), fout=fmt.percent(100 * mape, 0))


def _number(value: float | None, texts: Texts) -> str:
    return texts.get("klopt.niet_nodig") if value is None else fmt.decimal(value, 2)


def _percent(value: float | None, texts: Texts, decimals: int = 0) -> str:
    if value is None:
        return texts.get("klopt.niet_nodig")
    return fmt.percent(100 * value, decimals)


def _coverage(use_id: str, model_id: str, rows: UseRows, texts: Texts) -> tuple[CoverageLine, ...]:
    found = _by_size(use_id, model_id, rows)
    guess = _by_size(use_id, NULL_MODEL, rows)
    names = texts.node("klopt.klasse")
    return tuple(
        CoverageLine(
            naam=str(naam),
            wijken=fmt.decimal(found[name].n_wijken),
            geheim=fmt.decimal(found[name].n_geheim),
            deel=_percent(found[name].coverage, texts, 1),
            breedte=_percent(found[name].breedte, texts),
            breedte_gok=_percent(guess[name].breedte if name in guess else None, texts),
        )
        for name, naam in names.items()
        if name in found
    )


def _by_size(use_id: str, model_id: str, rows: UseRows) -> dict[str, Coverage]:
    return {
        row.size_class: row
        for row in rows.coverage
        if row.use_id == use_id and row.model_id == model_id
    }


def _points(use_id: str, model_id: str, rows: UseRows) -> tuple[Point, ...]:
    found = [row for row in rows.tenths if row.use_id == use_id and row.model_id == model_id]
    top = max((max(row.expected, row.observed) for row in found), default=1.0)
    axis = Axis(0.0, 1.05 * top)
    return tuple(
        Point(
            x=axis.place(row.expected),
            y=f"{100 - float(axis.place(row.observed)):.1f}",
            naam=str(row.tiende),
            verwacht=fmt.decimal(row.expected, 1),
            echt=fmt.decimal(row.observed, 1),
        )
        for row in sorted(found, key=lambda row: row.tiende)
    )
