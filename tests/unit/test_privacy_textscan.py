"""What leads to one person is found in text however it is written, and nothing else is."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wijkfoto.privacy import textscan
from wijkfoto.privacy.textscan import (
    ADDRESS,
    BSN,
    EMAIL,
    IBAN,
    MOST_SIGNS,
    PHONE,
    TOO_LONG,
    passes_eleven_test,
    personal_kinds,
)

AROUND = st.text(alphabet="abc ,.;:!?\n", max_size=12)


@st.composite
def bsn(draw: st.DrawFn) -> str:
    """Nine digits that pass: eight at random, the last one follows from them."""
    first = draw(st.text(alphabet="0123456789", min_size=8, max_size=8))
    rest = sum((9 - i) * int(d) for i, d in enumerate(first)) % 11
    assume(rest < 10 and first + str(rest) != "000000000")
    return first + str(rest)


@given(bsn(), st.sampled_from(["", " ", ".", "-", "\u00a0", " - "]), AROUND, AROUND)
def test_a_bsn_is_found_however_it_is_written(number, sign, before, after):
    written = sign.join((number[:4], number[4:6], number[6:]))
    assert BSN in personal_kinds(f"{before} {written} {after}")
    assert BSN in personal_kinds(sign.join((number[:3], number[3:6], number[6:])))
    assert BSN in personal_kinds(sign.join(number))


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_nine_digits_count_only_when_they_pass_the_eleven_test(digits):
    assert (BSN in personal_kinds(f"nummer {digits}.")) == passes_eleven_test(digits)


@given(bsn(), st.sampled_from("0123456789"))
def test_a_longer_number_holds_no_bsn(number, digit):
    assert BSN not in personal_kinds(f"x{number}{digit}")
    assert BSN not in personal_kinds(f"{digit}{number}x")


def test_a_bsn_in_other_digits_or_with_hidden_signs_is_found():
    assert personal_kinds("111222333".translate({48 + d: 0xFF10 + d for d in range(10)})) == (BSN,)
    assert personal_kinds("111\u200b222\u00ad333") == (BSN,)
    assert personal_kinds("111 222 333 2 kinderen") == (BSN,)


def test_the_eleven_test_has_its_known_answers():
    assert passes_eleven_test("111222333")
    assert passes_eleven_test("123456782")
    assert not passes_eleven_test("123456789")
    assert not passes_eleven_test("000000000")


@pytest.mark.parametrize(
    "text",
    [
        "mail naar a.b@voorbeeld.nl",
        "A_B+c@sub.voorbeeld.org.",
        "iemand (at) voorbeeld.nl",
        "jörg@müller.de",
    ],
)
def test_an_email_address_is_found(text):
    assert EMAIL in personal_kinds(text)


@pytest.mark.parametrize(
    "number",
    [
        "0612345678", "06-12345678", "06 12 34 56 78", "+31 6 12345678", "+31612345678",
        "0031 6 1234 5678", "+31 (0)6-12345678", "010-1234567", "(0182) 12 34 56",
        "020 123 45 67", "020/1234567", "06    12345678", "+32 475 12 34 56", "+49 170 1234567",
    ],
)  # fmt: skip
def test_a_dutch_telephone_number_is_found(number):
    assert PHONE in personal_kinds(f"Bel {number}, na vijf uur")


@pytest.mark.parametrize(
    "account",
    ["NL91ABNA0417164300", "nl91 abna 0417 1643 00", "NL91.ABNA.0417.1643.00", "BE68539007547034",
     "DE89 3704 0044 0532 0130 00"],
)  # fmt: skip
def test_an_account_number_is_found_by_its_checksum(account):
    assert IBAN in personal_kinds(f"Stort op {account} en zeg het ons.")


@pytest.mark.parametrize("check", [c for c in range(2, 99) if c != 91])
def test_another_checksum_is_no_account_number(check):
    assert IBAN not in personal_kinds(f"NL{check:02d} ABNA 0417 1643 00")


@pytest.mark.parametrize(
    "address",
    [
        "1234 AB 12", "1234AB12", "1234ab 12a", "1234 AB, nr. 7", "1234 AB-12", "1234 xk 5",
        "1234  AB  12", "Dorpsstraat 12, 1234 AB", "Dorpsstraat 12a 1234 AB Lindewaard",
        "nummer 5-2, 1234 AB", "Dorpsstraat 12, 1234 AB Lindewaard", "1234 AB Lindewaard, nr 12",
        "1234AB Lindewaard 12", "1234 AB, Dorpsstraat 12", "1234 AB 's-Fictie, huisnummer 12",
        "Dorpsstraat 12 in Lindewaard, 1234 AB", "Dorpsstraat 12, Berken aan den Tros, 1234 AB",
        "huisnummer 12, postcode 1234 AB", "ik woon in 1234 ab lindewaard op nummer 12",
        "dorpsstraat 12 bij de kerk 1234ab", "1234 AB\nDorpsstraat 12", "1234 AB (Lindewaard) 12",
        "postcode 1234AB; nr: 12",
    ],
)  # fmt: skip
def test_a_postcode_with_a_house_number_is_found(address):
    assert ADDRESS in personal_kinds(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sinds 2021 en 12 keer daarvoor kwamen er 140 mensen.",
        "In 2019 op 3 plekken; in 2020 in 4.",
        "Van 1000 tot 2000 euro per maand, 12,5% van de 1.234.567 huishoudens.",
        "Op 12-03-2021 om 19.30 uur spraken wij 14 mensen.",
        "Postcodegebied 1234 AB heeft geen bus.",
        "Bel 112 of 0800-1234.",
        "Het buurthuis is open van 9.00-17.00, ook op 24 en 31 december.",
        "Kamer 101, verdieping 2, WK060601 en BU06060103",
        "Er zijn 3 groepen van 12 mensen @ het buurthuis",
        "RD 121000 487000",
        "Open ma-vr 09.00-12.30, di 010-12 uur",
        "09.00-12.30 13.00-17.00 / 19.00-21.00",
        "ma t/m vr 08:30 - 12:30 - 17:00",
        "09-12 13-17 19-21",
        "Op 01-03-2026 14.30 uur en 2026-03-02 14.30.00",
        "01-02-2026 03-04-2026",
        "In 2022 ca. 12 gesprekken, in 2021 nr. 3",
        "In 1234 AB wonen 1200 mensen",
        "Postcode 1234 AB heeft 12 bushaltes",
        "In 1234 AB is de bus weg. Lindewaard 12 keer gebeld",
        "Wij spraken in Lindewaard 12 mensen, in 2021 nog 14",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert personal_kinds(text) == ()


PLACES = st.sampled_from(["Lindewaard", "Den Tros", "Berken aan den Tros", "'s-Fictie"])
STREETS = st.sampled_from(["Dorpsstraat", "Lange Kade", "dorpsweg"])
HOUSE = st.integers(1, 9999)


@st.composite
def postcode(draw: st.DrawFn) -> str:
    letters = draw(st.sampled_from(["AB", "XK", "GZ"]))
    return f"{draw(st.integers(1000, 9999))}{draw(st.sampled_from(['', ' ']))}{letters}"


@given(postcode(), PLACES, STREETS, HOUSE, st.sampled_from(["", " nr", ", nr.", ", huisnummer"]))
def test_an_address_is_found_with_the_place_where_it_may_stand(code, place, street, house, word):
    assert ADDRESS in personal_kinds(f"Zij woont op {street} {house}, {code} {place}.")
    assert ADDRESS in personal_kinds(f"Het is {code} {place}{word or ','} {house}.")
    assert ADDRESS in personal_kinds(f"{street} {house} in {place}, {code}")


TIME = st.builds("{:02d}{}{:02d}".format, st.integers(7, 23), st.just("."), st.integers(0, 59))
HOURS = st.lists(st.builds("{}-{}".format, TIME, TIME), min_size=1, max_size=6)


@given(HOURS, st.sampled_from([" ", " / ", ", ", " en "]))
def test_opening_hours_are_no_telephone_number(hours, between):
    assert personal_kinds(f"Open {between.join(hours)} uur") == ()


@given(HOURS, st.integers(10_000_000, 99_999_999), st.sampled_from(["", "-", " ", "."]))
def test_a_telephone_number_beside_opening_hours_is_found(hours, number, sign):
    told = f"06{sign}{number}"
    assert PHONE in personal_kinds(f"Open {' '.join(hours)} {told}")
    assert PHONE in personal_kinds(f"Bel {told} {' '.join(hours)}")


@pytest.mark.parametrize("number", ["06.12-12.45 67", "06-12 12-13 10", "06 12 34 12.34"])
def test_a_telephone_number_that_looks_like_hours_is_found(number):
    assert PHONE in personal_kinds(f"Bel {number}")


@given(AROUND, st.integers(0, 99_999), AROUND)
def test_counts_in_a_sentence_are_left_alone(before, count, after):
    assert personal_kinds(f"{before} {count} {after}") == ()


def test_a_text_that_is_too_long_is_told_and_not_looked_through():
    assert personal_kinds("a" * MOST_SIGNS) == ()
    assert personal_kinds("a" * (MOST_SIGNS + 1)) == (TOO_LONG,)


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "NL91 " * 40_000, "@" * 100_000, "06 " * 50_000, "1234 AB Ab " * 4_000,
     "nr 12 " * 9_000, "09.00-12.30 " * 9_000],
)  # fmt: skip
def test_a_long_text_is_looked_through_in_time_that_grows_with_it(text, monkeypatch):
    monkeypatch.setattr(textscan, "MOST_SIGNS", len(text))

    # Twice as long may take a little over twice the time, never four times.
    def seconds(part: str) -> float:
        started = time.process_time()
        personal_kinds(part)
        return time.process_time() - started

    seconds(text[:1000])
    assert seconds(text) < 10 * max(seconds(text[: len(text) // 4]), 0.05)
