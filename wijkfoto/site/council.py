"""Three questions that the council can ask about a wijk, and why they stand there.

Only which domains are asked about is chosen here; the questions stand in reports/text.
"""

from collections.abc import Sequence
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
    desk: Desk, scores: list[r.Score], contradicted: Sequence[str] = ()
) -> tuple[Question, ...]:
    """Return three questions: two from the figures, and always one about safety at home.

    A contradiction between the sides is asked about first.
    """
    texts = desk.texts
    high = [s for s in scores if s.is_sure and s.klasse == "hoog"]
    inside = [s for s in scores if s.is_sure_in_gemeente and s.klasse_gemeente == "hoog"]
    silent = [s for s in scores if not s.is_scored]
    rest = sorted((s for s in scores if s.is_scored), key=lambda s: -(s.score or 0.0))
    reasons: dict[str, str] = dict.fromkeys(contradicted, "tegenspraak")
    for reason, rows in (("hoog", high), ("gemeente", inside), ("stil", silent), ("rest", rest)):
        for row in sorted(rows, key=lambda s: -(s.score or 0.0)):
            reasons.setdefault(row.domain_id, reason)
    found = [_question(desk, domain, reason) for domain, reason in list(reasons.items())[:2]]
    safety = Question(texts.get("domeinen.veiligheid_thuis.raad"), texts.get("zinnen.vraag.veilig"))
    return (*found, safety)


def _question(desk: Desk, domain: str, reason: str) -> Question:
    name = fmt.lower_first(desk.book.catalog.domains[domain].naam)
    asked = f"domeinen.{domain}.raad" if reason != "tegenspraak" else "zinnen.vraag.tegen"
    return Question(
        desk.texts.get(asked).format(onderwerp=name),
        desk.texts.get(f"zinnen.vraag.{reason}").format(onderwerp=name),
    )
