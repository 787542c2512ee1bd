"""Finds sentences that say something else than the row they are about, or than their own numbers.

Words of class, direction and certainty; whether the numbers are those of the row is tested in
test_lineage.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
CLASS = {"hoge": "hoog", "lage": "laag", "gemiddelde": "gemiddeld"}
DIRECTION = {"hoger": ("hoog", 1), "lager": ("laag", -1), "ongeveer als": ("gemiddeld", 0)}
NUMBER = r"([+\u2212-]?\d[\d.]*(?:,\d+)?)"


def is_sure(word: str) -> bool:
    return word in ("stevig", "redelijk")


def _class_of(row: Row, said: re.Match[str]) -> bool:
    word = said["klasse"]
    return row["klasse"] == CLASS.get(word, word) and is_sure(row["zekerheid"])


def _model(row: Row, said: re.Match[str]) -> bool:
    return bool(row["model_dependent"]) == ("naar schatting" in said.string)


def _direction(against: str, certainty: str) -> Callable[[Row, re.Match[str]], bool]:
    def holds(row: Row, said: re.Match[str]) -> bool:
        klasse, sign = DIRECTION[said["richting"]]
        value = row[f"verschil_{against}"]
        same = row[f"klasse_{against}"] == klasse and is_sure(row[certainty])
        return same and value is not None and (sign == 0 or sign * value > 0)

    return holds


def _without_model(row: Row, said: re.Match[str]) -> bool:
    same = row["klasse_zonder_model"] == row["klasse"]
    return row["klasse_zonder_model"] == said["klasse"] and same == (said["ook"] is not None)


def _percentile(row: Row, said: re.Match[str]) -> bool:
    return abs(100 * row["percentile"] - int(said[1])) <= 1


RULES: tuple[tuple[str, Callable[[Row, re.Match[str]], bool]], ...] = (
    (r"Vergeleken met Nederland is de behoefte (?:naar schatting )?(?P<klasse>hoog|gemiddeld|laag)",
     _class_of),
    (r"(?P<klasse>hoge|lage|gemiddelde) behoefte, score", _class_of),
    (r"(?:Vergeleken met Nederland is de behoefte|behoefte, score|de score ligt)", _model),
    (r"(?:De klasse is onzeker|daarom geen klasse|: de score ligt)",
     lambda row, _: not is_sure(row["zekerheid"])),
    (r"De behoefte is (?P<richting>hoger|lager|ongeveer als) (?:dan )?in de gemeente",
     _direction("gemeente", "zekerheid_gemeente")),
    (r"De behoefte is (?P<richting>hoger|lager|ongeveer als) (?:dan )?in wijken die erop lijken",
     _direction("vergelijkbaar", "zekerheid_vergelijkbaar")),
    (r"Het verschil met de gemeente ligt .* onzeker",
     lambda row, _: not is_sure(row["zekerheid_gemeente"])),
    (r"Het verschil met wijken die erop lijken ligt .* onzeker",
     lambda row, _: not is_sure(row["zekerheid_vergelijkbaar"])),
    (r"Zonder RIVM-cijfers zou de klasse (?P<ook>ook )?(?P<klasse>hoog|gemiddeld|laag) zijn",
     _without_model),
    (r"(\d+) van de 100 Nederlanders wonen in een wijk met een lagere score", _percentile),
)  # fmt: skip


def against_row(sentence: str, row: Row) -> Iterator[str]:
    """Yield the rules that a sentence about a score breaks."""
    for pattern, holds in RULES:
        said = re.search(pattern, sentence)
        if said and not holds(row, said):
            yield pattern


def value(text: str) -> float:
    """Read a Dutch number."""
    return float(text.replace("\u2212", "-").replace(".", "").replace(",", "."))


def against_itself(sentence: str) -> Iterator[str]:
    """Yield what the words of a sentence say against its own numbers."""
    unit = r"(?:\u20ac\s*)?"
    moved = re.search(
        rf"(gestegen|gedaald), van {unit}{NUMBER}%?(?:\skm)? naar {unit}{NUMBER}", sentence
    )
    if moved:
        up = value(moved[3]) > value(moved[2])
        if up != (moved[1] == "gestegen"):
            yield f"{moved[1]}: {moved[2]} naar {moved[3]}"
    used = re.search(rf": {NUMBER}\. Dat zijn er (meer|minder) dan .* {NUMBER}", sentence)
    if used:
        more = value(used[1]) > value(used[3])
        if more != (used[2] == "meer"):
            yield f"{used[2]}: {used[1]} naast {used[3]}"
    for word, sign in (("Meer", "\u2212"), ("Minder", "+")):
        if re.search(
            rf"{word} behoefte dan in de hele wijk: .*\({re.escape(sign)}\d", sentence, re.I
        ):
            yield f"{word} with {sign}"
    for low, high in re.findall(rf"tussen {NUMBER}%? en {NUMBER}", sentence):
        if value(low) > value(high):
            yield f"bounds turned: {low} en {high}"
