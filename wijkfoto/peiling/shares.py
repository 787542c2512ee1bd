"""A survey that comes as a table: one row per wijk, with shares and the number of respondents.

The mapping says on which scale the shares stand; the figures must bear that out.
"""

from dataclasses import dataclass

import numpy as np

from wijkfoto.errors import WijkfotoError
from wijkfoto.peiling.coded import missing_variables, year_of
from wijkfoto.peiling.faults import Faults, plain
from wijkfoto.peiling.mapping import Mapping, Vraag
from wijkfoto.peiling.place import find_places
from wijkfoto.peiling.rake import Floats
from wijkfoto.peiling.source import SurveyFile


@dataclass(frozen=True)
class WijkShares:
    """Shares as a bureau gives them; arrays of one length, a place per wijk.

    Attributes:
        gemeente: Gemeente codes.
        wijk: Wijk codes.
        n: Respondents.
        shares: By question the share, 0-1, NaN where the file gives none.
        jaar: Year of the survey.
    """

    gemeente: np.ndarray
    wijk: np.ndarray
    n: np.ndarray
    shares: dict[str, Floats]
    jaar: int


def code_shares(
    file: SurveyFile, mapping: Mapping, gemeenten: tuple[str, ...], wijken: frozenset[str] | None
) -> tuple[WijkShares | None, list[WijkfotoError]]:
    """Code a file with a row per wijk; return it, or None with every fault."""
    if missing := missing_variables(file, mapping):
        return None, missing
    faults = Faults(file)
    gemeente, wijk = find_places(faults, mapping, gemeenten, wijken)
    named = [str(code) for code in wijk if code]
    if twice := sorted({code for code in named if named.count(code) > 1}):
        faults.add(f"{', '.join(twice[:5])} stands in more than one row.", "Keep one row per wijk.")
    if len(named) < len(wijk):
        faults.add(f"{len(wijk) - len(named)} rows have no wijk.", "Take these rows out.")
    n = faults.numbers(str(mapping.n))
    wrong = np.flatnonzero(~(n >= 0) | (n % 1 != 0))
    if len(wrong):
        faults.add(
            f"Column {mapping.n} is no number of people in {len(wrong)} rows, the first at line "
            f"{file.line(int(wrong[0]))}.",
            "Fill in how many residents answered.",
        )
    shares = {question.id: _shares(faults, question) for question in mapping.vragen}
    jaar = year_of(faults, mapping)
    if faults.found:
        return None, faults.found
    return WijkShares(gemeente, wijk, n.astype(np.int64), shares, jaar), []


def _shares(faults: Faults, question: Vraag) -> Floats:
    name = question.variabelen[0]
    values = faults.numbers(name)
    given = values[~np.isnan(values)]
    top = 1.0 if question.schaal == "0-1" else 100.0
    if len(given) and (given.min() < 0 or given.max() > top):
        faults.add(
            f"Column {name} goes from {plain(given.min())} to {plain(given.max())}; the mapping "
            f"says its scale is {question.schaal}.",
            "Write the scale that the column has.",
        )
    if question.schaal == "0-100" and len(given) and 0 < given.max() <= 1:
        faults.add(
            f"No share in column {name} is above {plain(given.max())}; the mapping says 0-100.",
            "Write schaal: 0-1, where 0.25 is a quarter.",
        )
    return values / top
