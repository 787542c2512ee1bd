"""The wijkfoto library: what a wijk needs, how sure that is, and what fits it.

Domain knowledge lives here; order, retries and schedules live in `pipelines`.
"""

__version__ = "0.1.0"

SCHEMA_VERSION = 2
"""Version of the published tables; raised when a published column changes meaning or goes."""

METHOD_VERSION = 2
"""Version of the method (scores, uncertainty, advice); raised when a figure would differ."""
