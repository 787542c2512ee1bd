"""klopt-het.html: how well expected use did, beside the simplest guess and an earlier trial."""

import pytest

from tests.site.conftest import Made
from tests.site.reading import Element, read
from wijkfoto.site.context_use import use_context
from wijkfoto.site.text import shipped_texts
from wijkfoto.site.use_rows import UseRows
from wijkfoto.use import shipped_recipe


@pytest.fixture(scope="module")
def page(made_local: Made) -> Element:
    return read(made_local.folder / "klopt-het.html")


def tables(page: Element) -> list[Element]:
    return page.all("table", "toets")


def lines(table: Element) -> list[str]:
    return [row.text for row in table.all("tr")[1:]]


def test_each_model_stands_beside_the_null_model_and_the_earlier_trial(page):
    found = lines(tables(page)[0])
    assert found[0].startswith("Onze verwachting")
    assert "0,90 18% 100,1%" in found[0]
    assert found[0].endswith("23% 0,89 en 21%")
    null = next(line for line in found if line.startswith("Overal hetzelfde deel"))
    assert "64%" in null
    assert null.endswith("fout 64%")
    assert any("Alle 73 cijfers" in line for line in found)


def test_the_first_sentence_says_how_far_off_it_is_beside_the_simplest_guess(page):
    told = page.all("main")[0].text
    assert "Gemiddeld zitten wij er 18% naast. Wie in elke wijk hetzelfde deel verwacht" in told
    assert "zit er 64% naast." in told


def test_what_the_edition_before_found_stands_beside_it(page, made):
    told = page.all("main")[0].text
    assert "In de vorige editie, met cijfers van 2019, was dat 23%." in told
    null = next(line for line in lines(tables(page)[0]) if line.startswith("Overal hetzelfde deel"))
    assert "66%" in null
    wmo = next(s for s in page.all("section") if s.attrs.get("aria-labelledby") == "wmo")
    assert "vorige editie" not in wmo.text
    assert "vorige editie" not in read(made.folder / "klopt-het.html").text


def test_what_rests_on_rivm_is_called_partly_circular(page):
    found = lines(tables(page)[0])
    circular = [line for line in found if "Deels cirkel" in line]
    assert any("RIVM" in line for line in circular)
    assert not any(line.startswith("Onze verwachting") for line in circular)


def test_the_intervals_are_shown_by_size_of_the_wijk(page):
    found = lines(tables(page)[1])
    assert found[0] == "Alle wijken 2.262 89,7% 110% 320%"
    assert found[-1].startswith("Meer dan 10.000 inwoners")


def test_secret_numbers_that_cannot_show_it_are_counted_beside_the_others(page):
    wmo = next(s for s in page.all("section") if s.attrs.get("aria-labelledby") == "wmo")
    table = tables(wmo)[1]
    assert "Geheim, telt niet mee" in table.all("tr")[0].text
    assert lines(table)[0] == "Alle wijken 2.262 41 89,7% 110% 320%"
    bijstand = next(s for s in page.all("section") if s.attrs.get("aria-labelledby") == "bijstand")
    assert "eheim" not in bijstand.text


def test_how_many_wijken_are_told_to_differ_stands_beside_chance(page):
    by_id = {s.attrs.get("aria-labelledby"): s.text for s in page.all("section")}
    assert (
        "Wij vergeleken 2.262 wijken. Bij 63 daarvan noemen wij een verschil." in by_id["bijstand"]
    )
    assert "Door toeval alleen vallen er ongeveer 113 buiten" in by_id["bijstand"]
    assert "Door toeval alleen" not in by_id["wmo"]


def test_the_drawing_has_a_dot_for_each_tenth_and_the_same_as_a_table(page):
    drawing = page.all("svg", "")
    dots = [circle for svg in drawing for circle in svg.all("circle")]
    assert len(dots) >= 20
    assert len(lines(tables(page)[2])) == 10


def test_made_figures_are_not_held_against_a_trial_on_real_ones(made: Made):
    sample = read(made.folder / "klopt-het.html")
    assert "Eerdere proef" not in sample.all("main")[0].text


def test_a_test_inside_one_gemeente_says_that_no_gap_is_named(page):
    wmo = next(s for s in page.all("section") if s.attrs.get("aria-labelledby") == "wmo")
    assert "Wij noemen hier nooit een verschil." in wmo.text


def test_the_four_reasons_of_a_gap_are_named(page):
    text = page.all("main")[0].text
    for reason in ("Onderbereik", "Informele hulp", "Beleid", "Registratie"):
        assert reason in text


def test_without_a_tested_model_the_page_says_so():
    nothing = UseRows((), (), ())
    context = use_context(nothing, shipped_recipe(), shipped_texts(), is_fictief=False)
    assert context.soorten == ()
    assert len(context.ontbreekt) == 3


def test_every_model_of_the_recipe_has_a_name_and_an_explanation():
    texts = shipped_texts()
    for model in shipped_recipe().modellen:
        assert texts.get(f"klopt.model.{model.model_id}.naam")
        assert texts.get(f"klopt.model.{model.model_id}.uitleg")
