"""Finds homes in a survey file: a postcode in one column and a house number in another.

One column alone leads to a street or to nothing; both together lead to a door.
"""

import re
from collections.abc import Iterator

import numpy as np

from wijkfoto.errors import SourceError
from wijkfoto.peiling.source import SurveyFile

_POSTCODE = re.compile(r"[1-9][0-9]{3}[ \-]?[A-Za-z]{2}")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_HOUSE = re.compile(r"([0-9]{1,5})[ \-]?[A-Za-z0-9]{0,4}")
_HOUSE_NAME = re.compile(r"huis_?-? ?n(umme)?r|^h_?nr|toevoeging|adres|house", re.IGNORECASE)
_NUMBER_NAME = re.compile(r"nr|nummer", re.IGNORECASE)
"""May be the number of a house, or of a respondent: that one stands once."""
_STREET_NAME = re.compile(r"straat|adres|street", re.IGNORECASE)
_POSTCODE_NAME = re.compile(r"post_?code|^pc", re.IGNORECASE)

_MOST = 0.5
"""Share of the filled cells that have a form, above which the column has it."""
_DIFFERENT, _LOW, _HIGH = 15, 20, 120
"""Numbers of houses differ, begin low and go beyond any age; other counts seldom do all three."""


def find_homes(file: SurveyFile) -> Iterator[SourceError]:
    """Yield a fault for each column with house numbers that stands beside one with postcodes."""
    streets = [name for name in file.columns if _is_street(file, name)]
    for house in file.columns:
        named = _is_named(file, house)
        for other in streets:
            # A column of numbers that only looks like houses needs a whole postcode beside it.
            sure = named or _has_letters(file, house)
            if other != house and (sure or _counts_houses(file, house)):
                yield from _fault(file, other, house)


def _fault(file: SurveyFile, street: str, house: str) -> Iterator[SourceError]:
    both = [
        row
        for row, (one, two) in enumerate(
            zip(file.columns[street], file.columns[house], strict=True)
        )
        if one is not None and two is not None and _is_house(two)
    ]
    if not both:
        return
    lines = ", ".join(str(file.line(row)) for row in both[:3])
    yield SourceError(
        f"Columns {street} and {house} together hold an address in {len(both)} rows, "
        f"the first at line {lines}.",
        where=file.name,
        next_step=f"Take {house} out of the file, and keep of a postcode the four digits; "
        "nothing was kept.",
    )


def _is_named(file: SurveyFile, name: str) -> bool:
    if _HOUSE_NAME.search(_told(file, name)):
        return True
    cells = _filled(file, name)
    return bool(_NUMBER_NAME.fullmatch(name)) and len(set(cells)) < len(cells)


def _is_street(file: SurveyFile, name: str) -> bool:
    """Say whether a column holds postcodes, the letters of postcodes, or names of streets."""
    texts = _filled(file, name)
    if _share(texts, _POSTCODE) > _MOST:
        return True
    told = _told(file, name)
    words = bool(texts) and isinstance(texts[0], str)
    return bool(
        (_POSTCODE_NAME.search(told) and _share(texts, _LETTERS) > _MOST)
        or (_STREET_NAME.search(name) and words and len(set(texts)) > 1)
    )


def _has_letters(file: SurveyFile, name: str) -> bool:
    """Say whether a column is of numbers of which some have a letter or an addition: 12a, 5-2."""
    cells = _filled(file, name)
    if not any(isinstance(cell, str) for cell in cells) or _share(cells, _POSTCODE) > _MOST:
        return False
    whole = [cell for cell in cells if _is_house(cell)]
    numbers = sum(not isinstance(cell, str) for cell in whole)
    return len(whole) > _MOST * len(cells) and numbers > 0


def _counts_houses(file: SurveyFile, name: str) -> bool:
    cells = _filled(file, name)
    if file.value_labels.get(name) or not all(_is_number(cell) for cell in cells):
        return False
    numbers = np.unique(np.array(cells, dtype=float))
    return bool(
        len(numbers) >= _DIFFERENT
        and (numbers % 1 == 0).all()
        and 1 <= numbers[0] < _LOW
        and _HIGH < numbers[-1] < 1e4
        # The number of each row, counted through, is no house.
        and not (len(numbers) == len(cells) and numbers[-1] <= 2 * len(cells))
    )


def _is_house(cell: object) -> bool:
    if isinstance(cell, str):
        return bool(_HOUSE.fullmatch(cell))
    return _is_number(cell) and float(cell).is_integer() and 1 <= float(cell) < 1e5  # type: ignore[arg-type]


def _is_number(cell: object) -> bool:
    return isinstance(cell, float)


def _filled(file: SurveyFile, name: str) -> list[object]:
    return [cell for cell in file.columns[name] if cell is not None]


def _share(cells: list[object], form: re.Pattern[str]) -> float:
    fitting = sum(isinstance(cell, str) and form.fullmatch(cell) is not None for cell in cells)
    return fitting / len(cells) if cells else 0.0


def _told(file: SurveyFile, name: str) -> str:
    return f"{name}\n{file.labels.get(name, '')}"
