"""Opens a survey: the file with the mapping that belongs to it, and everything that is wrong.

What becomes of the answers is in `tables`.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from wijkfoto.errors import ConfigError, SourceError, WijkfotoError
from wijkfoto.peiling.coded import Respondents, code_respondents, missing_variables
from wijkfoto.peiling.mapping import (
    BURGERPEILING,
    Mapping,
    Vraag,
    burgerpeiling,
    burgerpeiling_file,
    read_mapping,
)
from wijkfoto.peiling.personal import find_personal
from wijkfoto.peiling.place import rows_to_read
from wijkfoto.peiling.shares import WijkShares, code_shares
from wijkfoto.peiling.source import SurveyFile, read_source

_SIGNS = frozenset({"gemnr", "jr", "weging", "wijknr"})
"""Variables that tell a Burgerpeiling from another file."""

_NO_ANSWER = re.compile(
    r"weet (het )?niet|wil (ik )?niet zeggen|zeg ik liever niet|liever niet|geen mening|"
    r"geen antwoord|onbekend|niet ingevuld|n\.?v\.?t\.?\b|niet van toepassing",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SurveyInput:
    """A file with how it is read.

    Attributes:
        file: The columns.
        mapping: The mapping, without questions that the file does not ask where it is the shipped
            one.
        mapping_sha256: Hash of the mapping file.
        not_asked: Questions of the shipped mapping that the file does not have.
    """

    file: SurveyFile
    mapping: Mapping
    mapping_sha256: str
    not_asked: tuple[str, ...] = field(default=())


def open_survey(path: Path, mapping: str, formaat: str) -> SurveyInput:
    """Read the file and find the mapping that belongs to it.

    Args:
        path: The file.
        mapping: Path of a mapping; empty for a Burgerpeiling.
        formaat: What the settings say of the format; empty when they leave it to the file.

    Raises:
        ConfigError: If a mapping is needed and not given, or the format is another.
        SourceError: If the file cannot be read.
    """
    _known_format(formaat)
    file = read_source(path)
    if formaat in ("sav", "csv", "xlsx") and formaat != file.kind:
        raise ConfigError(
            f"The settings say {formaat}, the file is {file.kind}.",
            where=file.name,
            next_step="Mend survey.formaat, or leave it empty.",
        )
    if mapping:
        return SurveyInput(file, read_mapping(Path(mapping)), mapping_sha256(mapping))
    if formaat != BURGERPEILING and not is_burgerpeiling(file):
        raise ConfigError(
            "This is no Burgerpeiling, so it needs a mapping.",
            where=file.name,
            next_step=f"`wijkfoto survey draft {file.name}` proposes one for survey.mapping.",
        )
    fitted, absent = _fitted(burgerpeiling(), file)
    return SurveyInput(file, fitted, mapping_sha256(""), absent)


def mapping_sha256(mapping: str) -> str:
    """Return the hash of a mapping file, of the shipped one when none is named.

    Raises:
        ConfigError: If it cannot be read.
    """
    path = Path(mapping) if mapping else burgerpeiling_file()
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ConfigError("The mapping cannot be read.", where=str(path)) from error


def is_burgerpeiling(file: SurveyFile) -> bool:
    """Say whether a file has the variables by which a Burgerpeiling is known."""
    return set(file.columns) >= _SIGNS


def _fitted(mapping: Mapping, file: SurveyFile) -> tuple[Mapping, tuple[str, ...]]:
    """Leave out what a gemeente did not ask: parts of the Burgerpeiling are free to choose."""
    asked: list[Vraag] = []
    absent: list[Vraag] = []
    for question in mapping.vragen:
        needed = {*question.variabelen, *question.andere}
        needed |= {question.onder.variabele} if question.onder else set()
        (asked if needed <= set(file.columns) else absent).append(question)
    free = ("leeftijd", "geslacht", "huishouden")
    gone = {
        name: None
        for name in free
        if (part := getattr(mapping, name)) and part.variabele not in file.columns
    }
    if not asked:
        return mapping, ()
    kept = mapping.model_copy(update={"vragen": tuple(asked), **gone})
    return kept, tuple(question.naam for question in absent)


def faults_of(
    survey: SurveyInput, gemeenten: tuple[str, ...], wijken: frozenset[str] | None = None
) -> list[WijkfotoError]:
    """Return everything that is wrong with a file under its mapping."""
    personal = find_personal(survey.file)
    if personal:  # later messages would name codes of the same cells
        return list(personal)
    return [*faults_before_coding(survey), *code_survey(survey, gemeenten, wijken)[1]]


def faults_before_coding(survey: SurveyInput) -> list[WijkfotoError]:
    """Return what is wrong whatever the codes say: no respondents, persons, labels that differ."""
    if not survey.file.rows:
        return [
            SourceError(
                "The file holds variables and no respondents.",
                where=survey.file.name,
                next_step="Ask the bureau for the file with the answers.",
            )
        ]
    return [*find_personal(survey.file), *label_faults(survey.file, survey.mapping)]


def label_faults(file: SurveyFile, mapping: Mapping) -> list[WijkfotoError]:
    """Compare a mapping with the labels of a file: no code that means "weet niet" is an answer."""
    faults: list[WijkfotoError] = []
    for question in mapping.vragen:
        for name in question.variabelen if question.geldig else ():
            labels = file.value_labels.get(name, {})
            for code, label in sorted(labels.items()):
                if code in question.geldig and _NO_ANSWER.search(label):
                    what = f"Code {code:g} of {name} means '{label}' and stands under geldig."
                elif code not in question.geldig and code not in question.weet_niet:
                    what = f"Code {code:g} of {name} ('{label}') stands nowhere in the mapping."
                else:
                    continue
                step = "Put it under weet_niet, or under geldig where it is an answer."
                faults.append(SourceError(what, where=file.name, next_step=step))
    return faults


def is_no_answer(label: str) -> bool:
    """Say whether a label means that somebody gave no answer."""
    return bool(_NO_ANSWER.search(label))


def code_survey(
    survey: SurveyInput, gemeenten: tuple[str, ...], wijken: frozenset[str] | None
) -> tuple[Respondents | WijkShares | None, list[WijkfotoError]]:
    """Code the rows that the mapping chooses; return them, or None with every fault.

    Args:
        survey: The file with its mapping.
        gemeenten: Gemeenten of the run.
        wijken: Wijken that exist; None when no figures are loaded to tell.
    """
    if not survey.file.rows or missing_variables(survey.file, survey.mapping):
        return None, missing_variables(survey.file, survey.mapping)
    file = survey.file.keep(rows_to_read(survey.file, survey.mapping, gemeenten))
    if not file.rows:
        what = "No row is of the year and the gemeente that the mapping and the settings choose."
        step = "Look at jaar and gemeente in the mapping, and at gemeente.codes."
        return None, [SourceError(what, where=file.name, next_step=step)]
    if survey.mapping.per == "wijk":
        return code_shares(file, survey.mapping, gemeenten, wijken)
    return code_respondents(file, survey.mapping, gemeenten, wijken)


def _known_format(formaat: str) -> None:
    """Refuse a format that this version does not know.

    Raises:
        ConfigError: Lists those it knows.
    """
    known = ("", "burgerpeiling", "sav", "csv", "xlsx")
    if formaat not in known:
        raise ConfigError(
            f"'{formaat}' is no format of a survey.",
            where="survey.formaat",
            next_step=f"Leave it empty, or write {', '.join(known[1:])}.",
        )
