"""What leads to one person is found in text however it is written, and nothing else is."""

import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wijkfoto.privacy.textscan import (
    ADDRESS,
    BSN,
    EMAIL,
    IBAN,
    PHONE,
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
        "nummer 5-2, 1234 AB",
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
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert personal_kinds(text) == ()


@given(AROUND, st.integers(0, 99_999), AROUND)
def test_counts_in_a_sentence_are_left_alone(before, count, after):
    assert personal_kinds(f"{before} {count} {after}") == ()


@pytest.mark.parametrize("text", ["a" * 200_000, "NL91 " * 40_000, "@" * 100_000, "06 " * 50_000])
def test_a_long_text_is_looked_through_in_time_that_grows_with_it(text):
    # Twice as long may take a little over twice the time, never four times.
    def seconds(part: str) -> float:
        started = time.process_time()
        personal_kinds(part)
        return time.process_time() - started

    seconds(text[:1000])
    assert seconds(text) < 10 * max(seconds(text[: len(text) // 4]), 0.05)
