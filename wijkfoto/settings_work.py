"""Sections of the settings about how the work goes on: when, how long it is kept, who is told.

None of them changes a figure or a text, so none enters the id of an edition.
"""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine; only to these anything goes without encryption."""

ADDRESS_RULE = "an address starts with https:// (http:// only on 127.0.0.1)"

SECRETS = {"meldingen": ("wachtwoord", "webhook"), "dagster": ("postgres_url",)}
"""Keys by section that are refused in a settings file: files are copied, mailed and committed."""


class Section(BaseModel):
    """Base of a section of the settings: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Rooster(Section):
    """What the daemon of Dagster starts by itself; each is off until it is set.

    `nieuwe_cijfers` asks the services every hour whether a table was revised, `nieuwe_bestanden`
    looks every minute at the local files, `elke_nacht` does both once a night, and `elk_kwartaal`
    runs everything four times a year, whether something is new or not.
    """

    nieuwe_cijfers: bool = False
    nieuwe_bestanden: bool = False
    elke_nacht: bool = False
    elk_kwartaal: bool = False


class Edities(Section):
    """How long editions and runs are kept; see `wijkfoto prune`.

    Kept are the newest `bewaar` editions, those of the last `dagen` days, the published one and
    the one before it. `opruimen` does it after each publish. The history of runs is kept
    `dagen_runs` days.
    """

    bewaar: Annotated[int, Field(ge=1)] = 10
    dagen: Annotated[int, Field(ge=0)] = 90
    dagen_runs: Annotated[int, Field(ge=1)] = 365
    opruimen: bool = False


class Bewaking(Section):
    """From when on `wijkfoto status` calls a home unhealthy.

    `dagen_bron` days without asking a source, `dagen_editie` days without a run that published,
    or less than `vrij_mb` megabytes free on the disk. `aanvaard` names checks on figures that
    warn instead of block, once a person has compared with the source (docs/checks.md).
    """

    dagen_bron: Annotated[int, Field(ge=1)] = 120
    dagen_editie: Annotated[int, Field(ge=1)] = 400
    vrij_mb: Annotated[int, Field(ge=0)] = 500
    aanvaard: tuple[str, ...] = ()


class Logboek(Section):
    """The log of the home: `tekst` for people or `json` for machines, rotated at `mb` megabytes.

    `bewaar` older files are kept beside it.
    """

    vorm: Literal["tekst", "json"] = "tekst"
    mb: Annotated[float, Field(gt=0, le=1000)] = 5.0
    bewaar: Annotated[int, Field(ge=1, le=100)] = 5


class Dagster(Section):
    """Where Dagster keeps runs, events and the state of its schedules.

    SQLite in the home, or PostgreSQL at `postgres_url`. Dagster reads that address itself, from
    the environment, so the file of its instance never holds it.
    """

    postgres_url: SecretStr = SecretStr("")

    @field_validator("postgres_url")
    @classmethod
    def _address_of_postgres(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(
            "postgresql+psycopg2://"
        ):
            raise ValueError("written as postgresql+psycopg2://name:password@host:5432/database")
        return url


class Meldingen(Section):
    """Who is told when a run failed or a publish was blocked, beside the file in the home.

    `smtp` is `host:port` of a mail server; to another machine the connection is encrypted. The
    password and the webhook, whose address lets anybody write there, come from the environment.
    """

    smtp: str = ""
    van: str = ""
    aan: tuple[str, ...] = ()
    gebruiker: str = ""
    wachtwoord: SecretStr = SecretStr("")
    webhook: SecretStr = SecretStr("")
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10.0

    @field_validator("smtp")
    @classmethod
    def _host_and_port(cls, smtp: str) -> str:
        host, _, port = smtp.rpartition(":")
        if smtp and not (host and port.isdigit() and 0 < int(port) < 65_536):
            raise ValueError("a mail server is written as host:port, such as mail.gemeente.nl:587")
        return smtp

    @field_validator("van", "aan")
    @classmethod
    def _one_line(cls, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
        every = (given,) if isinstance(given, str) else given
        if any(each and (each.split() != [each] or "@" not in each) for each in every):
            raise ValueError("an address of mail is written as naam@gemeente.nl")
        return given

    @field_validator("webhook")
    @classmethod
    def _safe_webhook(cls, webhook: SecretStr) -> SecretStr:
        address = webhook.get_secret_value().strip()
        if address and not is_safe_address(address):
            raise ValueError(ADDRESS_RULE)
        return SecretStr(address)


def is_safe_address(address: str) -> bool:
    """Say whether an address is https, or http on this machine; a name and password are refused."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if "@" in parts.netloc or not host:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
