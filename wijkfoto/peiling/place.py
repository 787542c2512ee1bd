"""Where a respondent lives: the gemeente and the wijk, from a CBS code or a code of one's own.

A code that does not fit is a fault; none is mended by guessing.
"""

import re

import numpy as np

from wijkfoto.peiling.faults import Faults
from wijkfoto.peiling.mapping import Mapping
from wijkfoto.peiling.source import SurveyFile
from wijkfoto.regio import gemeente_of, level_or_none, wijk_of

_CODE = re.compile(r"(?=.*[0-9])(?![0-9]{7,}$)[A-Z0-9]{1,12}")
"""What looks like a code of an area, and like no number of a person."""

_BARE = re.compile(r"[0-9]{4}[0-9A-Z]{2}")


def find_places(
    faults: Faults,
    mapping: Mapping,
    gemeenten: tuple[str, ...],
    wijken: frozenset[str] | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gemeente and the wijk of each row; an empty wijk where nothing stands.

    Args:
        faults: Collects what does not fit.
        mapping: How the file is read.
        gemeenten: Gemeenten of the run.
        wijken: Wijken that exist; None when that is not known.
    """
    gemeente = _gemeenten(faults, mapping)
    if mapping.wijk is None:  # a survey of the gemeente as a whole
        return gemeente, np.full(faults.file.rows, "", dtype=object)
    raw = faults.file.text(mapping.wijk.variabele)
    lookup = {key.strip().upper(): code for key, code in mapping.wijk.opzoeken.items()}
    wijk = np.array(
        [
            wijk_code(text, code, lookup) if text else ""
            for text, code in zip(raw, gemeente, strict=True)
        ],
        dtype=object,
    )
    _check_codes(faults, mapping.wijk.variabele, raw, wijk)
    _check_gemeente(faults, mapping, gemeente, wijk, gemeenten)
    if wijken is not None:
        # A wijk of another gemeente was told above.
        known = np.array(
            [
                not code or code in wijken or gemeente_of(code) != own
                for code, own in zip(wijk, gemeente, strict=True)
            ],
            dtype=bool,
        )
        _told(
            faults,
            wijk,
            ~known,
            f"{_from(mapping.wijk.variabele)}does not exist among the wijken of this peiljaar",
            "Put the code of now under wijk: opzoeken in a mapping.",
        )
    return gemeente, wijk


def wijk_code(text: str, gemeente: str, lookup: dict[str, str]) -> str | None:
    """Return the wijk code that a text stands for, or None.

    A spreadsheet takes the zeros in front of 060601 away: they come back where the gemeente that
    the row names proves it.
    """
    code = text.strip().upper()
    if lookup:
        code = lookup.get(code, "").strip().upper()
    restored = code.zfill(6) if code.isdigit() else code
    if _BARE.fullmatch(restored) and (len(code) == 6 or f"GM{restored[:4]}" == gemeente):
        code = f"WK{restored}"
    return wijk_of(code) if level_or_none(code) in ("wijk", "buurt") else None


def gemeente_number(text: str) -> str:
    """Return the code of a gemeente that a file gives as 606, 0606 or GM0606; unchecked."""
    return f"GM{text.upper().removeprefix('GM').zfill(4)}"


def _gemeenten(faults: Faults, mapping: Mapping) -> np.ndarray:
    rows = faults.file.rows
    if mapping.gemeente.vast is not None:
        return np.array([mapping.gemeente.vast] * rows, dtype=object)
    name = str(mapping.gemeente.variabele)
    texts = faults.file.text(name)
    codes = np.array([gemeente_number(text) for text in texts], dtype=object)
    wrong = np.array([level_or_none(code) != "gemeente" for code in codes], dtype=bool)
    _told(
        faults,
        np.array(texts, dtype=object),
        wrong,
        f"in column {name} is no number of a gemeente",
        "Fill in the CBS number in each row.",
    )
    return codes


def _check_codes(faults: Faults, name: str, raw: list[str], wijk: np.ndarray) -> None:
    wrong = np.array([code is None for code in wijk], dtype=bool)
    _told(
        faults,
        np.array(raw, dtype=object),
        wrong,
        f"in column {name} is no wijk code",
        "Own codes get a table: wijk: {opzoeken: {A1: WK060601}} in the mapping.",
    )


def _check_gemeente(
    faults: Faults,
    mapping: Mapping,
    gemeente: np.ndarray,
    wijk: np.ndarray,
    gemeenten: tuple[str, ...],
) -> None:
    strange = ~np.isin(gemeente, list(gemeenten)) if gemeenten else np.zeros(len(wijk), dtype=bool)
    _told(
        faults,
        gemeente,
        strange,
        f"{_from(mapping.gemeente.variabele)}is another gemeente than that of this wijkfoto",
        "Take these rows out, or add the gemeente to gemeente.codes.",
    )
    own_name = _from(mapping.wijk.variabele) if mapping.wijk else ""
    elsewhere = np.array(
        [bool(code) and gemeente_of(code) != own for code, own in zip(wijk, gemeente, strict=True)],
        dtype=bool,
    )
    _told(
        faults,
        wijk,
        elsewhere & ~strange,
        f"{own_name}is a wijk of another gemeente than the row says",
        "Mend these rows.",
    )


def _from(name: str | None) -> str:
    return f"in column {name} " if name else ""


def _told(faults: Faults, values: np.ndarray, wrong: np.ndarray, what: str, next_step: str) -> None:
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return
    # What is no code may be a name or an address, which no message may repeat.
    seen = sorted({str(values[row]) for row in rows if _CODE.fullmatch(str(values[row]))})
    names = ", ".join(seen[:5]) + (f" and {len(seen) - 5} more" if len(seen) > 5 else "")
    names = names or "What stands there"
    first = faults.file.line(int(rows[0]))
    faults.add(f"{names} {what} ({len(rows)} rows, the first at line {first}).", next_step)


def rows_to_read(file: SurveyFile, mapping: Mapping, gemeenten: tuple[str, ...]) -> np.ndarray:
    """Return a mask of the rows that the mapping chooses: of one year, of one's own gemeenten."""
    chosen = np.ones(file.rows, dtype=bool)
    year, gemeente = mapping.jaar, mapping.gemeente
    if year.kies is not None and year.variabele in file.columns:
        texts = file.text(str(year.variabele))
        chosen &= np.array([text == str(year.kies) for text in texts], dtype=bool)
    if gemeente.alleen_eigen and gemeenten and gemeente.variabele in file.columns:
        codes = [gemeente_number(text) for text in file.text(str(gemeente.variabele))]
        chosen &= np.isin(codes, list(gemeenten))
    return chosen
