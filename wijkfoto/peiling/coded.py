"""From columns to answers: where a respondent lives, what he weighs, which of his answers count.

Every fault is collected, not only the first. How answers become an estimate is decided elsewhere.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.errors import SourceError, WijkfotoError
from wijkfoto.peiling.faults import Faults, plain
from wijkfoto.peiling.mapping import Mapping, Vraag
from wijkfoto.peiling.place import find_places
from wijkfoto.peiling.source import SurveyFile

UNKNOWN = -1
"""Group of a respondent who did not tell it."""

SEXES = ("man", "vrouw")
HOUSEHOLDS = ("alleen", "samen")


@dataclass(frozen=True)
class Respondents:
    """What the estimates are made of; arrays of one length, a place per respondent.

    Attributes:
        gemeente: Gemeente codes.
        wijk: Wijk codes; empty where it is not known.
        weight: Weights as given, with mean 1.
        groups: By dimension (leeftijd, geslacht, huishouden) the place of the group, -1 unknown.
        answers: By question 1.0 for an answer that counts, 0.0 for another, NaN for none.
        jaar: Year of the survey.
        left_out: Respondents left out because of their weight.
    """

    gemeente: np.ndarray
    wijk: np.ndarray
    weight: np.ndarray
    groups: dict[str, np.ndarray]
    answers: dict[str, np.ndarray]
    jaar: int
    left_out: int = 0

    def of(self, chosen: np.ndarray) -> "Respondents":
        """Return some of the respondents, by a mask."""
        return Respondents(
            self.gemeente[chosen],
            self.wijk[chosen],
            self.weight[chosen],
            {name: group[chosen] for name, group in self.groups.items()},
            {name: answer[chosen] for name, answer in self.answers.items()},
            self.jaar,
            self.left_out,
        )


def missing_variables(file: SurveyFile, mapping: Mapping) -> list[WijkfotoError]:
    """Return a fault that names the variables of the mapping that the file does not have."""
    missing = [name for name in mapping.variables() if name not in file.columns]
    if not missing:
        return []
    return [
        SourceError(
            f"The file has no column {', '.join(missing[:8])}"
            f"{f' and {len(missing) - 8} more' if len(missing) > 8 else ''}; the mapping "
            f"'{mapping.naam}' reads them.",
            where=file.name,
            next_step="Compare the names of the columns with the mapping; capitals count.",
        )
    ]


def code_respondents(
    file: SurveyFile, mapping: Mapping, gemeenten: tuple[str, ...], wijken: frozenset[str] | None
) -> tuple[Respondents | None, list[WijkfotoError]]:
    """Code a file with a row per respondent.

    Args:
        file: The file.
        mapping: How it is read.
        gemeenten: Gemeenten of the run; a respondent lives in one of them.
        wijken: Wijken that exist; None when no figures are loaded to tell.

    Returns:
        The respondents, None where a fault stands in the way, and every fault.
    """
    if missing := missing_variables(file, mapping):
        return None, missing
    faults = Faults(file)
    gemeente, wijk = find_places(faults, mapping, gemeenten, wijken)
    groups = _groups(faults, mapping)
    weight, kept = _weights(faults, mapping, groups)
    answers = {question.id: _answers(faults, question) for question in mapping.vragen}
    jaar = year_of(faults, mapping)
    if faults.found:
        return None, faults.found
    coded = Respondents(gemeente, wijk, weight, groups, answers, jaar).of(kept)
    weight = coded.weight / coded.weight.mean() if len(coded.weight) else coded.weight
    left_out = int((~kept).sum())
    if not len(weight):
        faults.add("No respondent is left.", "Look at the weights in the file.")
        return None, faults.found
    return Respondents(
        coded.gemeente, coded.wijk, weight, coded.groups, coded.answers, jaar, left_out
    ), []


def year_of(faults: Faults, mapping: Mapping) -> int:
    """Return the year of the survey; more than one is a fault."""
    if mapping.jaar.vast is not None:
        return mapping.jaar.vast
    name = str(mapping.jaar.variabele)
    told = len(faults.found)
    values = faults.numbers(name)
    if len(faults.found) > told:
        return 0
    years = np.unique(values[~np.isnan(values)])
    if len(years) != 1 or not 1990 <= years[0] <= 2100:
        seen = ", ".join(map(plain, years[:5])) or "nothing"
        faults.add(
            f"Column {name} holds {seen}; a file holds one year.",
            "Keep the rows of one year, or write jaar: {vast: 2022} in the mapping.",
        )
        return 0
    return int(years[0])


def _groups(faults: Faults, mapping: Mapping) -> dict[str, np.ndarray]:
    groups = {}
    if age := mapping.leeftijd:
        order = sorted(age.klassen, key=lambda code: age.klassen[code])
        groups["leeftijd"] = _grouped(
            faults, age.variabele, [(float(code),) for code in order], age.onbekend
        )
    if sex := mapping.geslacht:
        groups["geslacht"] = _grouped(faults, sex.variabele, [sex.man, sex.vrouw], sex.onbekend)
    if home := mapping.huishouden:
        groups["huishouden"] = _grouped(
            faults, home.variabele, [home.alleen, home.samen], home.onbekend
        )
    return groups


def _grouped(
    faults: Faults, name: str, codes: list[tuple[float, ...]], unknown: tuple[float, ...]
) -> np.ndarray:
    values = faults.numbers(name)
    faults.outside(name, values, [*(code for group in codes for code in group), *unknown])
    groups = np.full(len(values), UNKNOWN)
    for place, own in enumerate(codes):
        groups[np.isin(values, own)] = place
    return groups


def _weights(
    faults: Faults, mapping: Mapping, groups: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights and who is kept; a respondent without age weighs 1, as VNG has it."""
    rows = faults.file.rows
    if mapping.gewicht is None:
        return np.ones(rows), np.ones(rows, dtype=bool)
    given = mapping.gewicht
    told = len(faults.found)
    weight = faults.numbers(given.variabele)
    if len(faults.found) > told:  # no numbers, so nothing more can be said of them
        return np.ones(rows), np.ones(rows, dtype=bool)
    ageless = groups["leeftijd"] == UNKNOWN if "leeftijd" in groups else np.zeros(rows, dtype=bool)
    wrong = np.flatnonzero((np.isnan(weight) & ~ageless) | (weight <= 0))
    if len(wrong):
        faults.add(
            f"Column {given.variabele} has no weight above 0 in {len(wrong)} rows, the first at "
            f"line {faults.file.line(int(wrong[0]))}.",
            "Ask the bureau for these weights, or take gewicht out of the mapping.",
        )
    mean = float(np.nanmean(weight)) if np.isfinite(weight).any() else 1.0
    around_one = 0.5 <= mean <= 2.0
    if around_one != (given.soort == "gemiddeld_een"):
        faults.add(
            f"The mean of {given.variabele} is {mean:.2f}, the mapping says {given.soort}.",
            "Write uitbreiding where a respondent stands for a number of people.",
        )
    kept = np.ones(rows, dtype=bool)
    if given.weg_vanaf is not None:
        kept = ~(weight >= given.weg_vanaf)
    typical = mean if given.soort == "uitbreiding" else 1.0
    return np.where(ageless, typical, weight), kept


def _answers(faults: Faults, question: Vraag) -> np.ndarray:
    columns = {name: faults.numbers(name) for name in (*question.variabelen, *question.andere)}
    asked = np.ones(faults.file.rows, dtype=bool)
    if question.onder:
        asked = np.isin(faults.numbers(question.onder.variabele), question.onder.codes)
    if question.soort == "meerkeuze":
        for name, values in columns.items():
            faults.outside(name, values, [0.0, 1.0])
        ticked = {name: values == 1 for name, values in columns.items()}
        answered = np.any(list(ticked.values()), axis=0)
        counts = np.any([ticked[name] for name in question.variabelen], axis=0)
        return np.where(answered & asked, counts.astype(float), np.nan)
    for name, values in columns.items():
        faults.outside(name, values, [*question.geldig, *question.weet_niet])
    return np.where(asked, _counted(question, columns), np.nan)


def _counted(question: Vraag, columns: dict[str, np.ndarray]) -> np.ndarray:
    """Return whether the answers count; without an answer to each variable there is none."""
    values = np.stack([columns[name] for name in question.variabelen])
    answered = np.isin(values, question.geldig).all(axis=0)
    if question.soort == "schaal":
        low, high = min(question.geldig), max(question.geldig)
        turned = np.array([name in question.omgekeerd for name in question.variabelen])
        turned_values = np.where(turned[:, None], low + high - values, values)
        # Half a thousandth below: a mean such as 17/5 is not exactly 3.4 in binary.
        counts = turned_values.mean(axis=0) >= float(question.vanaf or 0.0) - 5e-4
    else:
        given = np.isin(values, question.telt)
        counts = given.all(axis=0) if question.regel == "alle" else given.any(axis=0)
    return np.where(answered, counts.astype(float), np.nan)
