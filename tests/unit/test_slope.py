"""Slopes between editions: steep where a score moved, and no name on another."""

from itertools import pairwise

from wijkfoto.site.rows_changed import ScoreChangeRow
from wijkfoto.site.slope_block import GAP, HEIGHT, MOST_NAMES, SlopeChart, slope_chart


def row(place: int, was: float, nu: float) -> ScoreChangeRow:
    move = nu - was
    return ScoreChangeRow(
        f"WK9906{place:02d}", "jeugd_gezin", was, nu, move, move, 0.0, 0.0, 0.0, 0.0, 0.0
    )


def chart(rows: list[ScoreChangeRow]) -> SlopeChart:
    told = [each for each in rows if abs(each.verschil) >= 1]
    return slope_chart("Jeugd", rows, told, lambda code: f"Wijk {code}", "Zin.")


def test_a_higher_score_lies_higher_and_a_rise_goes_up():
    lines = {line.naam: line for line in chart([row(1, 90, 110), row(2, 100, 95)]).lijnen}
    rise, fall = lines["Wijk WK990601"], lines["Wijk WK990602"]
    assert float(rise.naar) < float(rise.van)
    assert float(fall.naar) > float(fall.van)
    assert (rise.soort, fall.soort) == ("b", "a")


def test_what_hardly_moved_is_drawn_first_without_a_name():
    first, last = chart([row(1, 90, 110), row(2, 100, 100.4)]).lijnen
    assert (first.soort, first.naam) == ("stil", "")
    assert last.naam == "Wijk WK990601"


def test_names_never_stand_on_each_other_nor_outside():
    rows = [row(place, 100.0, 102.0 + place / 100) for place in range(MOST_NAMES + 4)]
    places = sorted(float(line.naam_y) for line in chart(rows).lijnen if line.naam)
    assert len(places) == MOST_NAMES
    assert all(lower - upper >= GAP - 0.11 for upper, lower in pairwise(places))
    assert places[0] > 0
    assert places[-1] < HEIGHT


def test_equal_scores_are_drawn_all_the_same():
    (line,) = slope_chart("Jeugd", [row(1, 100, 100)], [], str, "Zin.").lijnen
    assert line.van == line.naar


def test_a_long_name_is_cut_where_it_has_no_room():
    moved = [row(1, 90, 110)]
    (line,) = slope_chart("Jeugd", moved, moved, lambda _: "Buitengebied Noord en Zuid", "").lijnen
    assert line.naam == "Buitengebied Noor…"
