"""Proposes a mapping for a survey file from its variable and value labels, to be completed by hand.

What is not certain is a comment or a question mark; nothing is chosen silently.
"""

import re
from collections.abc import Callable, Iterable

import numpy as np
import yaml

from wijkfoto.peiling.faults import MOST_OF_CODE
from wijkfoto.peiling.source import SurveyFile
from wijkfoto.peiling.survey import is_burgerpeiling, is_no_answer

_MOST_CODES = 12
"""A question has at most this many codes; a column with more is no question."""

_ROLES = {
    "jaar": re.compile(r"^(jr|jaar|meetjaar|agojb\d+)$|\bjaar\b(?! en)", re.IGNORECASE),
    "gemeente": re.compile(r"gemnr|gemeente", re.IGNORECASE),
    "wijk": re.compile(r"wijk", re.IGNORECASE),
    "gewicht": re.compile(r"we(e)?g(ing|factor)|gewicht|standaardisatiefactor", re.IGNORECASE),
    "leeftijd": re.compile(r"leeftijd", re.IGNORECASE),
    "geslacht": re.compile(r"geslacht|gender", re.IGNORECASE),
    "huishouden": re.compile(r"huishouden|woonsituatie|alleenwonend", re.IGNORECASE),
}

_HEAD = """\
# Voorstel voor een mapping van {name}.
# Vul aan wat met ? is gemerkt en haal weg wat u niet gebruikt. Niets is gekozen: kijk alles na.
# Namen van bewoners vindt de computer NIET met zekerheid. Haal antwoorden in woorden uit het
# bestand.
# Haal de # voor een regel weg om hem te gebruiken. Noem dit bestand daarna in survey.mapping,
# en doe `wijkfoto check`.
"""


def draft_mapping(file: SurveyFile) -> str:
    """Return a proposal as YAML with comments (Dutch, for who completes it)."""
    lines = [_HEAD.format(name=_one_line(file.name))]
    if is_burgerpeiling(file):
        lines.append(
            "# Dit is een Burgerpeiling: die leest wijkfoto zonder mapping.\n"
            "# Laat survey.mapping leeg.\n"
        )
    lines.append(f"naam: {_quoted('? naam van het onderzoek')}\n")
    lines.append("per: respondent\n")
    used: set[str] = set()
    for role, pattern in _ROLES.items():
        found = [name for name in file.columns if _matches(file, name, pattern)]
        used |= set(found)
        lines.append(_role(file, role, found))
    lines.append("vragen:\n")
    for name in file.columns:
        if name not in used:
            lines.append(_question(file, name))
    return "".join(lines)


def _matches(file: SurveyFile, name: str, pattern: re.Pattern[str]) -> bool:
    # A label is a sentence: only its beginning tells what the variable is.
    return bool(pattern.search(name) or pattern.match(file.labels.get(name, "")))


def _role(file: SurveyFile, role: str, found: list[str]) -> str:
    seen = ", ".join(f"{name} ({_label(file, name)})" for name in found[:4])
    head = f"# {role}: gevonden: {seen or 'niets'}\n"
    name = found[0] if found else "?"
    return head + _ROLE_LINES[role](file, name)


def _age(file: SurveyFile, name: str) -> str:
    labels = file.value_labels.get(name, {})
    codes, unknown = _told_apart(file, name)
    known = {code: _ages_in(labels.get(code, "")) for code in codes}
    classes = ", ".join(
        f"{code:g}: [{ages[0]}, {ages[1]}]" if (ages := known[code]) else f"{code:g}: [?, ?]"
        for code in codes
    )
    return (
        "# een klasse is [vanaf, tot]; kijk na of dit klopt\n"
        f"# leeftijd: {{variabele: {name}, klassen: {{{classes}}}, "
        f"onbekend: [{_listed(unknown)}]}}\n"
    )


def _told_apart(file: SurveyFile, name: str) -> tuple[list[float], list[float]]:
    """Return the codes of a variable: answers, and what the labels call no answer."""
    codes, labels = _codes(file, name), file.value_labels.get(name, {})
    unknown = [code for code in codes if is_no_answer(labels.get(code, ""))]
    return [code for code in codes if code not in unknown], unknown


def _ages_in(label: str) -> tuple[int, int] | None:
    """Return from which age up to which, where a label holds exactly two ages."""
    ages = [int(text) for text in re.findall(r"\d{1,3}", label)]
    return (ages[0], ages[1] + 1) if len(ages) == 2 and ages[0] < ages[1] else None


def _weight(file: SurveyFile, name: str) -> str:
    if name == "?":
        return "# gewicht: {variabele: ?, soort: gemiddeld_een}\n"
    cells = [cell for cell in file.columns[name] if isinstance(cell, float)]
    mean = float(np.mean(cells)) if cells else float("nan")
    return (
        f"# gemiddelde van {name}: {mean:.2f}. gemiddeld_een is rond 1, uitbreiding telt mensen.\n"
        f"# gewicht: {{variabele: {name}, soort: ?}}\n"
    )


def _split(role: str, first: str, second: str, file: SurveyFile, name: str) -> str:
    return (
        _code_comment(file, name) + f"# {role}: {{variabele: {name}, {first}: [?], {second}: [?], "
        f"onbekend: [{_listed(_told_apart(file, name)[1])}]}}\n"
    )


def _year(file: SurveyFile, name: str) -> str:
    years = _listed(_codes(file, name))
    return (
        f"# jaren in het bestand: {years or '?'}. Meer dan een? Kies er een met kies: 2024\n"
        f"jaar: {{variabele: {_or_asked(name)}}}  # of {{vast: 2024}}\n"
    )


def _gemeente(_file: SurveyFile, name: str) -> str:
    return (
        "# alleen_eigen: true laat rijen van andere gemeenten weg\n"
        f"gemeente: {{variabele: {_or_asked(name)}}}  # of {{vast: GM0000}}\n"
    )


def _wijk(_file: SurveyFile, name: str) -> str:
    if name == "?":
        return (
            "# zonder wijk komt er alleen een cijfer van de hele gemeente\n# wijk: {variabele: ?}\n"
        )
    return f"wijk: {{variabele: {name}}}  # eigen codes: opzoeken: {{A1: WK000001}}\n"


def _or_asked(name: str) -> str:
    return '"?"' if name == "?" else name


_ROLE_LINES: dict[str, Callable[[SurveyFile, str], str]] = {
    "jaar": _year,
    "gemeente": _gemeente,
    "wijk": _wijk,
    "gewicht": _weight,
    "leeftijd": _age,
    "geslacht": lambda file, name: _split("geslacht", "man", "vrouw", file, name),
    "huishouden": lambda file, name: _split("huishouden", "alleen", "samen", file, name),
}


def _question(file: SurveyFile, name: str) -> str:
    codes = _codes(file, name)
    if not codes:
        return f"# {name} ({_label(file, name)}): geen codes, dus geen vraag\n"
    valid, unknown = _told_apart(file, name)
    return (
        f"# --- {_label(file, name)}\n"
        + _code_comment(file, name)
        + f"# - id: {_as_id(name)}\n"
        + f"#   naam: {_quoted('? waarvan is dit het deel')}\n"
        + f"#   variabelen: [{name}]\n"
        + f"#   geldig: [{_listed(valid)}]\n"
        + f"#   weet_niet: [{_listed(unknown)}]\n"
        + "#   telt: [?]\n"
    )


def _code_comment(file: SurveyFile, name: str) -> str:
    labels = file.value_labels.get(name, {}) if name != "?" else {}
    told = "; ".join(f"{code:g} = {_one_line(label)}" for code, label in sorted(labels.items()))
    return f"#     codes: {told or 'geen labels in het bestand'}\n"


def _label(file: SurveyFile, name: str) -> str:
    return _one_line(file.labels.get(name, "")) or "zonder label"


def _one_line(text: str) -> str:
    """Return a label that cannot leave the comment it stands in."""
    return " ".join(text.split())


def _codes(file: SurveyFile, name: str) -> list[float]:
    """Return the codes of a variable, of its labels and of its cells; none when it has no codes."""
    if name not in file.columns:
        return []
    cells = {cell for cell in file.columns[name] if cell is not None}
    if any(isinstance(cell, str) for cell in cells):
        return []
    codes = sorted({float(cell) for cell in cells} | set(file.value_labels.get(name, {})))
    is_coded = len(codes) <= _MOST_CODES and all(
        code.is_integer() and abs(code) < MOST_OF_CODE for code in codes
    )
    return codes if is_coded else []


def _listed(codes: Iterable[float]) -> str:
    return ", ".join(f"{code:g}" for code in codes)


def _as_id(name: str) -> str:
    text = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return text if text[:1].isalpha() else f"v_{text}"


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, default_style='"').strip()
