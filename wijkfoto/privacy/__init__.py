"""What keeps residents out of the published tables and pages."""

from wijkfoto.privacy.textscan import BSN, passes_eleven_test, personal_kinds

__all__ = ["BSN", "passes_eleven_test", "personal_kinds"]
