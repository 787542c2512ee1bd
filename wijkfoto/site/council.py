"""Three questions that the council can ask about a wijk, and why they stand there.

Only which domains are asked about is chosen here; the questions stand in reports/text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from wijkfoto.site import format as fmt
from wijkfoto.site import rows as r
from wijkfoto.site.desk import Desk


@dataclass(frozen=True)
class Question:
    """A question that the council can ask, and why it stands here."""

    vraag: str
    waarom: str


def questions(
    desk: Desk, scores: list[r.Score], contradicted: Mapping[str, str]
) -> tuple[Question, ...]:
    """Return three questions: two from the figures, and always one about safety at home.

    Args:
        desk: The desk of the page.
        scores: Scores of the wijk.
        contradicted: Domains that one side contradicts, each with who does (`mensen` or `cijfers`);
            these are asked about first.
    """
    texts = desk.texts
    high = [s for s in scores if s.is_sure and s.klasse == "hoog"]
    inside = [s for s in scores if s.is_sure_in_gemeente and s.klasse_gemeente == "hoog"]
    silent = [s for s in scores if not s.is_scored]
    rest = sorted((s for s in scores if s.is_scored), key=lambda s: -(s.score or 0.0))
    reasons = dict(contradicted)
    for reason, rows in (("hoog", high), ("gemeente", inside), ("stil", silent), ("rest", rest)):
        for row in sorted(rows, key=lambda s: -(s.score or 0.0)):
            reasons.setdefault(row.domain_id, reason)
    found = [_question(desk, domain, reason) for domain, reason in list(reasons.items())[:2]]
    safety = Question(texts.get("domeinen.veiligheid_thuis.raad"), texts.get("zinnen.vraag.veilig"))
    return (*found, safety)


def _question(desk: Desk, domain: str, reason: str) -> Question:
    name = fmt.lower_first(desk.book.catalog.domains[domain].naam)
    against = f"zinnen.vraag.tegen_{reason}"
    asked = against if desk.texts.has(against) else f"domeinen.{domain}.raad"
    return Question(
        desk.texts.get(asked).format(onderwerp=name),
        desk.texts.get(f"zinnen.vraag.{reason}").format(onderwerp=name),
    )
