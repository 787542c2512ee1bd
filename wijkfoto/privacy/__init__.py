"""What keeps residents out of the published tables and pages."""

from wijkfoto.privacy.numberscan import kinds_in_numbers
from wijkfoto.privacy.textscan import (
    ADDRESS,
    BSN,
    kinds_of_number,
    passes_eleven_test,
    personal_kinds,
)

__all__ = [
    "ADDRESS",
    "BSN",
    "kinds_in_numbers",
    "kinds_of_number",
    "passes_eleven_test",
    "personal_kinds",
]
