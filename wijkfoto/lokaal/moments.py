"""Whether a day or a year in a form can be, and which one is likely meant when it cannot.

How it is written is read in `values`; which fields may lie ahead stands in `forms`.
"""

from datetime import date

from wijkfoto.lokaal.forms import Column
from wijkfoto.lokaal.values import UnfitError

FIRST_YEAR = 2000
"""Nothing in a wijkfoto was heard or registered before; an earlier year is a slip of the hand."""


def check_moment(column: Column, moment: date | int, today: date) -> None:
    """Refuse a day or a year that lies too far back or ahead for its column.

    Args:
        column: The column; `years_ahead` says how far ahead its day may lie.
        moment: A date, or a year.
        today: The day after which nothing can have been heard.

    Raises:
        UnfitError: Says on which side it lies, and which year is likely meant.
    """
    is_day = isinstance(moment, date)
    year = moment.year if isinstance(moment, date) else moment
    last_year = today.year + column.years_ahead
    if (
        isinstance(moment, date)
        and not column.years_ahead
        and year == today.year
        and moment > today
    ):
        raise UnfitError(
            "This date has yet to come.",
            "Write when it was: the day and the month may stand the wrong way round.",
        )
    if FIRST_YEAR <= year <= last_year:
        return
    if year < FIRST_YEAR:
        what = f"This is before {FIRST_YEAR}."
    elif column.years_ahead:
        what = f"This is more than {column.years_ahead} years ahead."
    else:
        what = "This date has yet to come." if is_day else "This year has yet to come."
    meant = likely_year(year, moment, column.years_ahead, today)
    step = f"Is {meant} meant? Mend the year." if meant else "Mend the year."
    raise UnfitError(what, step)


def likely_year(year: int, moment: date | int, years_ahead: int, today: date) -> int | None:
    """Return the year that a slip of the hand made into another: one nearest to today, or None.

    A slip is two digits beside each other that changed places (2062), another century (1926), or
    one digit that differs (2036).
    """
    digits = f"{year:04d}"
    slips = {
        int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) for at in range(3)
    } | {2000 + year % 100}
    other = {int(digits[:at] + sign + digits[at + 1 :]) for at in range(4) for sign in "0123456789"}
    for group in (slips, other):
        fitting = [
            one
            for one in group
            if FIRST_YEAR <= one <= today.year + years_ahead
            and (years_ahead or not _is_later(one, moment, today))
        ]
        if fitting:
            return min(fitting, key=lambda one: (abs(one - today.year), one))
    return None


def _is_later(year: int, moment: date | int, today: date) -> bool:
    """Say whether the same day in another year lies ahead."""
    if isinstance(moment, date):
        return (year, moment.month, moment.day) > (today.year, today.month, today.day)
    return year > today.year
