"""What keeps residents out of the published tables and pages."""

from wijkfoto.privacy.attack import Edition, Survey, attack
from wijkfoto.privacy.claims import Cell, Claim, of_frame, of_number
from wijkfoto.privacy.leak import DisclosureError, Kind, Leak
from wijkfoto.privacy.limits import Limits
from wijkfoto.privacy.numberscan import kinds_in_numbers
from wijkfoto.privacy.pages import of_page, read_page
from wijkfoto.privacy.scripts import of_script, read_script
from wijkfoto.privacy.subtract import narrowest_band
from wijkfoto.privacy.textscan import (
    ADDRESS,
    BSN,
    kinds_of_number,
    passes_eleven_test,
    personal_kinds,
)
from wijkfoto.privacy.words import Unsaid

__all__ = [
    "ADDRESS",
    "BSN",
    "Cell",
    "Claim",
    "DisclosureError",
    "Edition",
    "Kind",
    "Leak",
    "Limits",
    "Survey",
    "Unsaid",
    "attack",
    "kinds_in_numbers",
    "kinds_of_number",
    "narrowest_band",
    "of_frame",
    "of_number",
    "of_page",
    "of_script",
    "passes_eleven_test",
    "personal_kinds",
    "read_page",
    "read_script",
]
