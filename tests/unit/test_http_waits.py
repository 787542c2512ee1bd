"""Waiting between tries: growing, jittered, and as long as the service asks within bounds."""

import json

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from wijkfoto.bronnen import http
from wijkfoto.bronnen.http import (
    LONGEST_WAIT,
    TRIES,
    HttpOptions,
    NotFoundError,
    RefusedError,
    TransientError,
    UnavailableError,
    check_status,
    parse_object,
    retrying,
)
from wijkfoto.errors import SourceError

URL = "https://voorbeeld.test/tabel"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been waited."""
    noted: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", noted.append)
    return noted


def answer(status: int, **headers: str) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made


def fail_with(error: Exception) -> None:
    raise error


def test_waits_grow_and_stay_within_first_wait_and_jitter(waits):
    with pytest.raises(UnavailableError, match="failed 4 times: weg"):
        retrying(lambda: fail_with(TransientError("weg")), URL, HttpOptions(wait_s=1))
    assert len(waits) == TRIES - 1
    for turn, waited in enumerate(waits):
        assert 2**turn <= waited <= 2**turn + 1


def test_a_wait_the_service_asks_for_is_kept(waits):
    error = TransientError("druk", wait_s=7)
    with pytest.raises(UnavailableError):
        retrying(lambda: fail_with(error), URL, HttpOptions(wait_s=0.5))
    assert waits == [7.0] * 3


def test_a_service_cannot_make_a_run_wait_for_a_day(waits):
    error = TransientError("druk", wait_s=86_400)
    with pytest.raises(UnavailableError):
        retrying(lambda: fail_with(error), URL, HttpOptions(wait_s=0.5))
    assert waits == [0.5 * LONGEST_WAIT] * 3
    assert waits[0] == 120


@pytest.mark.parametrize("error", [SourceError("nee"), NotFoundError("nee"), KeyError("nee")])
def test_a_fault_that_does_not_pass_is_not_tried_again(waits, error):
    with pytest.raises(type(error)) as caught:
        retrying(lambda: fail_with(error), URL, HttpOptions())
    assert caught.value is error
    assert waits == []


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("given_header", "wait_s"),
    [("12", 12.0), ("", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None), ("٣", None)],
)
def test_only_whole_seconds_are_read_from_retry_after(status, given_header, wait_s):
    with pytest.raises(TransientError) as caught:
        check_status(answer(status, Retry_After=given_header), URL)
    assert caught.value.wait_s == wait_s


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, None),
        (201, SourceError),
        (204, SourceError),
        (301, SourceError),
        (400, RefusedError),
        (401, SourceError),
        (404, NotFoundError),
        (429, TransientError),
        (500, TransientError),
        (599, TransientError),
    ],
)
def test_only_200_is_an_answer(status, kind):
    if kind is None:
        check_status(answer(status), URL)
        return
    with pytest.raises(kind) as caught:
        check_status(answer(status), URL)
    assert type(caught.value) is kind


def test_the_error_behind_a_failure_is_chained():
    with pytest.raises(UnavailableError) as caught:
        retrying(lambda: fail_with(TransientError("weg")), URL, HttpOptions(wait_s=0.0005))
    assert isinstance(caught.value.__cause__, TransientError)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.none() | st.text(max_size=5)))
def test_any_json_object_is_parsed_as_python_does(value):
    assert parse_object(json.dumps(value).encode(), URL) == value


@given(st.binary(max_size=60))
def test_any_other_bytes_are_a_passing_fault(body):
    try:
        parsed = parse_object(body, URL)
    except TransientError:
        return
    assert isinstance(parsed, dict)


def test_certificates_are_always_checked():
    assert HttpOptions().verify is True
    assert HttpOptions(ca_bundle="eigen.pem").verify == "eigen.pem"
    assert http.environment(URL, HttpOptions())["verify"] is not False
