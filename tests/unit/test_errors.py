"""Errors: what, where and the next step in one message, and the right exit code."""

import inspect

import pytest

from wijkfoto import errors
from wijkfoto.bronnen.http import NotFoundError, UnavailableError
from wijkfoto.errors import ConfigError, WijkfotoError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", [*KINDS, NotFoundError, UnavailableError])
def test_every_error_is_one_kind_and_only_the_users_own_words_give_exit_code_2(kind):
    assert issubclass(kind, WijkfotoError)
    assert kind("x").exit_code == (2 if issubclass(kind, ConfigError) else 1)


@pytest.mark.parametrize(
    ("where", "next_step", "message"),
    [
        ("", "", "Het is stuk."),
        ("tabel", "", "tabel: Het is stuk."),
        ("", "Maak het heel.", "Het is stuk. Maak het heel."),
        ("tabel", "Maak het heel.", "tabel: Het is stuk. Maak het heel."),
    ],
)
def test_the_message_holds_place_fault_and_next_step(where, next_step, message):
    error = WijkfotoError("Het is stuk.", where=where, next_step=next_step)
    assert str(error) == message
    assert (error.what, error.where, error.next_step) == ("Het is stuk.", where, next_step)
