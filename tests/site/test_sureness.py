"""Sentences on what would change a class and what would make it surer."""

from dataclasses import replace

import pytest

from tests.site.conftest import Made
from tests.site.fixture import GEMEENTE
from wijkfoto.site import rows as r
from wijkfoto.site.sureness_block import sureness_sentences
from wijkfoto.site.tables import read_tables
from wijkfoto.site.text import shipped_texts

WIJK, DOMAIN = "WK990601", "werk_inkomen_schulden"


class Reader:
    """The parts of a desk that the sentences read."""

    def __init__(self, tables) -> None:
        self.tables = tables
        self.texts = shipped_texts()


@pytest.fixture(scope="module")
def tables(made: Made):
    return read_tables(made.database, GEMEENTE)


def told(tables, reason: str = '["spreiding"]') -> list[str]:
    row = replace(tables.scores[WIJK, DOMAIN], zekerheid_reden=reason)
    return [str(each) for each in sureness_sentences(Reader(tables), row)]


def test_a_figure_that_decides_the_class_is_named_with_the_class_without_it(tables, made: Made):
    naam = tables.indicators["laag_inkomen"].naam
    sentence = f"Eén cijfer kan de klasse veranderen: zonder '{naam}' zou die gemiddeld zijn."
    assert told(tables)[0] == sentence
    assert sentence in made.wijk(WIJK).read_text(encoding="utf-8")


def test_figures_that_decide_nothing_are_not_named(tables):
    assert tables.indicators["moeite_rondkomen"].naam not in " ".join(told(tables))
    same = tuple(replace(each, klasse_zonder=each.klasse) for each in tables.without[WIJK, DOMAIN])
    assert len(told(replace(tables, without={(WIJK, DOMAIN): same}))) == 1


def test_without_anything_left_there_is_no_class_to_name(tables):
    only = (r.ScoreWithout(WIJK, DOMAIN, "laag_inkomen", "hoog", None),)
    assert len(told(replace(tables, without={(WIJK, DOMAIN): only}))) == 1


@pytest.mark.parametrize("reason", ['["spreiding"]', '["smal", "methode"]'])
def test_where_the_draws_leave_doubt_its_largest_cause_is_named(tables, reason):
    assert told(tables, reason)[-1] == "De meeste onzekerheid komt door de schatting van het RIVM."


def test_a_class_that_the_draws_hold_has_no_sentence_on_doubt(tables):
    assert len(told(tables, '["jaar_koppeling"]')) == 1


def test_every_cause_has_a_name():
    from wijkfoto.profile.variance import CAUSES

    assert all(shipped_texts().has(f"namen.oorzaken.{cause}") for cause in CAUSES)
