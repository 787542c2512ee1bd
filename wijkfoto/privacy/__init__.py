"""What keeps residents out of the published tables and pages."""

from wijkfoto.privacy.textscan import personal_kinds

__all__ = ["personal_kinds"]
