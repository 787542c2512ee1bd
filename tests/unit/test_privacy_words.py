"""Words without consent are found however they are written, and no others."""

from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.privacy import Unsaid

TEXT = "De buurvrouw van nummer negen slaapt al weken niet meer."


def test_words_are_found_in_other_case_signs_and_markup():
    unsaid = Unsaid([("a.csv", TEXT)], [])
    for page in (
        f"<p>{TEXT}</p>",
        "<p>de <b>BUURVROUW</b> van\nnummer\u00a0negen, slaapt</p>",
        f'<img alt="{TEXT}">',
        f"<script>var zin = '{TEXT.lower()}';</script>",
        "<p>De buurvrouw van n&#117;mmer negen slaapt</p>",
    ):
        assert unsaid.within_page(page), page


def test_a_part_is_found_and_words_in_another_order_are_not():
    unsaid = Unsaid([("a.csv", TEXT)], [])
    assert unsaid.within("Iemand zei: nummer negen slaapt al weken niet.")
    assert not unsaid.within("De buurvrouw van nummer tien slaapt goed.")
    assert not unsaid.within("niet weken al slaapt negen nummer van buurvrouw de")


def test_what_another_said_with_consent_may_stand():
    assert not Unsaid([("a.csv", TEXT)], [TEXT]).within(TEXT)
    both = Unsaid([("a.csv", TEXT)], ["van nummer negen slaapt al weken niemand"])
    assert not both.within("van nummer negen slaapt al weken niemand")
    assert both.within("nummer negen slaapt al weken niet meer")


def test_a_short_text_is_looked_for_as_a_whole_and_a_very_short_one_is_not():
    assert Unsaid([("a.csv", "Achter het gordijn")], []).within(
        "gezien achter het gordijn, zei zij"
    )
    assert not Unsaid([("a.csv", "Achter het gordijn")], []).within("achter dit gordijn")
    assert not Unsaid([("a.csv", "Weinig groen")], [])


def test_what_is_found_names_the_place_of_the_form_and_never_the_words():
    assert Unsaid([("gesprekken.csv, line 4", TEXT)], []).within(TEXT) == "gesprekken.csv, line 4"


def test_nothing_to_hide_finds_nothing():
    nothing = Unsaid([], ["iets"])
    assert not nothing
    assert not nothing.within_page("<p>iets</p>")


@given(st.lists(st.sampled_from("abcdefgh"), min_size=6, max_size=12), st.text(max_size=20))
def test_a_text_is_found_inside_any_other(words: list[str], around: str):
    text = " ".join(f"woord{letter}" for letter in words)
    assert Unsaid([("a.csv", text)], []).within(f"{around} {text} {around}")
