"""How sure a score is, in sentences: what one figure decides, and where most of the doubt is from.

Which rows are told of is chosen here; the sentences stand in zinnen.yaml.
"""

from markupsafe import Markup

from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk


def sureness_sentences(desk: Desk, row: r.Score) -> list[Markup]:
    """Return the sentences on what would change a class and on what would make it surer."""
    return [*_without_a_figure(desk, row), *_most_doubt(desk, row)]


def _without_a_figure(desk: Desk, row: r.Score) -> list[Markup]:
    """Say in one sentence which figures the class cannot do without; nothing when there is none."""
    parts = [
        desk.texts.fill(
            "zinnen.domein.zonder_cijfer",
            cijfer=desk.tables.indicators[each.indicator_id].naam,
            klasse=desk.texts.name("klassen", each.klasse_zonder),
        )
        for each in desk.tables.without.get((row.region_code, row.domain_id), ())
        if each.klasse_zonder is not None and each.klasse_zonder != each.klasse
    ]
    if not parts:
        return []
    listed = Markup("; ").join(parts)
    return [desk.texts.fill("zinnen.domein.zonder_cijfers", cijfers=listed)]


def _most_doubt(desk: Desk, row: r.Score) -> list[Markup]:
    """Say which cause weighs most, where the draws leave the class in doubt."""
    causes = desk.tables.variance.get((row.region_code, row.domain_id), ())
    known = [each for each in causes if each.deel is not None]
    if not known or not ("spreiding" in row.zekerheid_reden or "methode" in row.zekerheid_reden):
        return []
    most = max(known, key=lambda each: (each.deel or 0.0, each.oorzaak))
    oorzaak = desk.texts.name("oorzaken", most.oorzaak)
    return [desk.texts.fill("zinnen.domein.meeste_twijfel", oorzaak=oorzaak)]
