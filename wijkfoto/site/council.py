"""Three questions that the council can ask about a wijk, and why they stand there.

Only which domains are asked about is chosen here; the questions stand in reports/text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk
from wijkfoto.site.text import Texts

DOMAIN_OF_USE = {
    "bijstand": "werk_inkomen_schulden",
    "jeugdzorg": "jeugd_gezin",
    "wmo": "gezondheid_beperking",
}
"""The domain that a kind of use is asked about; Wmo serves more, and is asked about once."""


@dataclass(frozen=True)
class Question:
    """A question that the council can ask, and why it stands here."""

    vraag: str
    waarom: str


def questions(
    desk: Desk, scores: list[r.Score], contradicted: Mapping[str, str]
) -> tuple[Question, ...]:
    """Return three questions: two on uncertain points, and always one about safety at home.

    A question belongs where the figures fall short: contradicted by people or other figures, use of
    help far from what was expected, a score that may be high but is not sure, no score at all. Only
    where none of these is left it follows a sure score.

    Args:
        desk: The desk of the page.
        scores: Scores of the wijk.
        contradicted: Domains that one side contradicts, each with who does (`mensen` or `cijfers`);
            these are asked about first.
    """
    texts = desk.texts
    gaps = _domains_of_gaps(desk, scores)
    unsure = [s for s in scores if s.is_scored and not s.is_sure and s.klasse == "hoog"]
    high = [s for s in scores if s.is_sure and s.klasse == "hoog"]
    inside = [s for s in scores if s.is_sure_in_gemeente and s.klasse_gemeente == "hoog"]
    silent = [s for s in scores if not s.is_scored]
    rest = sorted((s for s in scores if s.is_scored), key=lambda s: -(s.score or 0.0))
    reasons = dict(contradicted)
    for reason, rows in (
        ("gebruik", gaps),
        ("onzeker", unsure),
        ("stil", silent),
        ("gemeente", inside),
        ("hoog", high),
        ("rest", rest),
    ):
        for row in sorted(rows, key=lambda s: -(s.score or 0.0)):
            reasons.setdefault(row.domain_id, reason)
    found = [_question(desk, domain, reason) for domain, reason in list(reasons.items())[:2]]
    safety = Question(texts.get("domeinen.veiligheid_thuis.raad"), texts.get("zinnen.vraag.veilig"))
    return (*found, safety)


def question_on(texts: Texts, domain_id: str, soort: str) -> str:
    """Return what can be asked about a domain: high, low, average, unsure or without a score."""
    own = f"domeinen.{domain_id}.vraag.{'onbekend' if soort == 'geen' else soort}"
    return texts.get(own if texts.has(own) else f"domeinen.{domain_id}.vraag.gemiddeld")


def _domains_of_gaps(desk: Desk, scores: list[r.Score]) -> list[r.Score]:
    """Return the score of each domain whose use of help surely differs from what was expected."""
    code = scores[0].region_code if scores else ""
    told = {
        DOMAIN_OF_USE[gap.use_id]
        for gap in desk.tables.gaps.get(code, ())
        if gap.is_told and gap.use_id in DOMAIN_OF_USE
    }
    return [s for s in scores if s.domain_id in told]


def _question(desk: Desk, domain: str, reason: str) -> Question:
    name = fmt.lower_first(desk.book.catalog.domains[domain].naam)
    against = f"zinnen.vraag.tegen_{reason}"
    asked = against if desk.texts.has(against) else f"domeinen.{domain}.raad"
    return Question(
        desk.texts.get(asked).format(onderwerp=name),
        desk.texts.get(f"zinnen.vraag.{reason}").format(onderwerp=name),
    )
