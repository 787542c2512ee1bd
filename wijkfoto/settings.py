"""The one settings object: `wijkfoto.toml` with the environment laid over it.

Only here and in `settings_env` is the environment read; everything else is handed the object.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from wijkfoto.errors import ConfigError
from wijkfoto.regio import gemeente_code
from wijkfoto.resources import shelf
from wijkfoto.settings_env import (
    ENV_PREFIX,
    config_file,
    env_names,
    explain,
    read_toml,
    refuse_secrets,
    refuse_unknown_env,
)
from wijkfoto.settings_work import (
    ADDRESS_RULE,
    Bewaking,
    Dagster,
    Edities,
    Logboek,
    Meldingen,
    Rooster,
    Section,
    is_safe_address,
)

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
Protocol = Literal["odata3", "odata4"]

_ADDRESSES = {
    "cbs_url": ("protocol", {"odata4": "https://datasets.cbs.nl"}),
    # Not verified: no tables of RIVM were seen over v4.
    "rivm_url": ("rivm_protocol", {"odata4": "https://datasets.cbs.nl"}),
}
"""Addresses that are not the default: of which setting, and for which protocol."""


class Gemeente(Section):
    """Which gemeenten to make a wijkfoto of; codes such as GM0606."""

    codes: tuple[str, ...] = ()

    @field_validator("codes")
    @classmethod
    def _checked_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(sorted({gemeente_code(code) for code in codes}))
        except ConfigError as error:  # as a fault of this key, so that it is named
            raise ValueError(str(error)) from error


class Bronnen(Section):
    """Where figures come from, and over which protocol.

    `peiljaar` is a year or "newest"; `geo_url` a file, a folder, or the address of a file or of a
    collection, in which `{jaar}` stands for each year. An address that is not given is the one
    where the publisher serves the chosen protocol. `proxy` may hold a name and password and is
    never shown; `gelijktijdig` tables of one source are fetched at a time. `map` is a folder with
    files of CBS; empty means `bestanden` in the home, where that is there.
    """

    peiljaar: int | Literal["newest"] = "newest"
    protocol: Protocol = "odata3"
    rivm_protocol: Protocol = "odata3"
    cbs_url: str = "https://opendata.cbs.nl"
    rivm_url: str = "https://dataderden.cbs.nl"
    geo_url: str = ""
    ca_bundle: str = ""
    proxy: SecretStr = SecretStr("")
    gelijktijdig: Annotated[int, Field(ge=1, le=4)] = 2
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    offline: bool = False
    map: str = ""

    @model_validator(mode="before")
    @classmethod
    def _address_of_the_protocol(cls, given: object) -> object:
        if not isinstance(given, dict):  # told as a fault of the section by what comes after
            return given
        return {
            name: by_protocol[str(given[setting])]
            for name, (setting, by_protocol) in _ADDRESSES.items()
            if str(given.get(setting)) in by_protocol
        } | given

    @property
    def protocols(self) -> dict[str, Protocol]:
        """The protocol of each service with tables."""
        return {"cbs": self.protocol, "rivm": self.rivm_protocol}

    @field_validator("cbs_url", "rivm_url")
    @classmethod
    def _safe_address(cls, url: str) -> str:
        address = url.strip().rstrip("/")
        if not is_safe_address(address) or set(address) & set("?#"):
            raise ValueError(ADDRESS_RULE)
        return address

    @field_validator("proxy")
    @classmethod
    def _address_of_proxy(cls, proxy: SecretStr) -> SecretStr:
        address = proxy.get_secret_value().strip()
        if address and not _is_proxy(address):
            raise ValueError("a proxy is written as http://host:port or https://host:port")
        return SecretStr(address)

    @field_validator("geo_url")
    @classmethod
    def _safe_location(cls, location: str) -> str:
        if "://" in location and not is_safe_address(location):
            raise ValueError(ADDRESS_RULE)
        if unknown := set(_PLACEHOLDER.findall(location)) - {"{jaar}"}:
            raise ValueError(f"only {{jaar}} can stand in it, not {min(unknown)}")
        return location


class Team(Section):
    """What is known about the team: how to count, total, present formation, employer."""

    naam: str = ""
    modus: Literal["verdelen", "ramen"] = "verdelen"
    fte_total: Annotated[float, Field(gt=0)] | None = None
    formatie: dict[str, float] = Field(default_factory=dict)
    werkgever: Literal["", "gemeente", "aanbieder", "stichting", "gemengd"] = ""
    gebieden: str = ""


class Advies(Section):
    """Folder with norms and rules of the gemeente, in place of those that ship."""

    map: str = ""


class Inkoop(Section):
    """Present procurement."""

    model: str = ""
    aanbieders: str = ""
    arrangementen: bool = False


class Survey(Section):
    """The gemeente's own survey: a file, and a mapping where it is no Burgerpeiling.

    `formaat` is left to the file when empty; else burgerpeiling, sav, csv or xlsx.
    """

    bestand: str = ""
    formaat: str = ""
    mapping: str = ""


class Kwalitatief(Section):
    """Folder with what was heard in the wijk."""

    map: str = ""


class Registratie(Section):
    """Folder with what the gemeente has registered: questions, providers, contracts, events."""

    map: str = ""


class Privacy(Section):
    """Least numbers before anything about people is shown."""

    min_n: Annotated[int, Field(ge=10)] = 30
    min_cel: Annotated[int, Field(ge=5)] = 10


class Site(Section):
    """How the site looks, and where its readers may write."""

    titel: str = "Wijkfoto"
    contact: Annotated[str, Field(max_length=200)] = ""
    thema: str = ""
    logo: str = ""

    @property
    def theme_file(self) -> Path | None:
        """The theme: a file of the gemeente, or one that ships by its name; None without one."""
        if not self.thema:
            return None
        if re.fullmatch(r"[a-z][a-z-]*", self.thema):
            return shelf("reports") / "themas" / f"{self.thema}.yaml"
        return Path(self.thema)

    @property
    def logo_file(self) -> Path | None:
        """The logo; None without one."""
        return Path(self.logo) if self.logo else None


class Profile(Section):
    """Random draws behind the intervals, and their seed."""

    draws: Annotated[int, Field(ge=100, le=20_000)] = 1000
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 20_260_101


class Settings(BaseSettings):
    """Everything a run can be told. Build it with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    home: Path = Path("data")
    gemeente: Gemeente = Gemeente()
    bronnen: Bronnen = Bronnen()
    team: Team = Team()
    advies: Advies = Advies()
    inkoop: Inkoop = Inkoop()
    survey: Survey = Survey()
    kwalitatief: Kwalitatief = Kwalitatief()
    registratie: Registratie = Registratie()
    privacy: Privacy = Privacy()
    site: Site = Site()
    profile: Profile = Profile()
    rooster: Rooster = Rooster()
    meldingen: Meldingen = Meldingen()
    edities: Edities = Edities()
    bewaking: Bewaking = Bewaking()
    logboek: Logboek = Logboek()
    dagster: Dagster = Dagster()

    @field_validator("home")
    @classmethod
    def _absolute_home(cls, home: Path) -> Path:
        if set(str(home)) & set("?%"):
            raise ValueError("a home cannot hold ? or %: SQLite reads them as part of an address")
        try:
            return home.expanduser().resolve()
        except RuntimeError as error:  # ~name of somebody who is not there
            raise ValueError(str(error)) from error

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - part of the signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - part of the signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the command line win over the environment, and that over the file."""
        file_values = init_settings.init_kwargs.pop("_file", {})  # type: ignore[attr-defined]
        return init_settings, env_settings, InitSettingsSource(settings_cls, file_values)

    def content_sha256(self) -> str:
        """Hash the settings that change a figure or a text.

        Left out: home, addresses, timeouts, offline, and the paths of local files. What those
        files hold, and which gemeenten were chosen, is hashed by the edition.
        """
        content = self.model_dump(mode="json", exclude=_NO_CONTENT)
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def local_files(self) -> tuple[Path, ...]:
        """Return the local input files that the settings name."""
        named = (self.team.gebieden,)
        return tuple(Path(name) for name in named if name)

    def look_files(self) -> tuple[Path, ...]:
        """Return the files that change only how the site looks."""
        return tuple(path for path in (self.site.theme_file, self.site.logo_file) if path)

    @property
    def own_rules(self) -> Path | None:
        """The folder with norms and rules of the gemeente; None without one."""
        return Path(self.advies.map) if self.advies.map else None

    def forms(self) -> tuple[tuple[str, Path], ...]:
        """Return what the gemeente filled in: each setting with its folder, or its one file."""
        named = (
            ("[kwalitatief] map", self.kwalitatief.map),
            ("[registratie] map", self.registratie.map),
            ("[inkoop] aanbieders", self.inkoop.aanbieders),
        )
        return tuple((setting, Path(path)) for setting, path in named if path)


_NO_CONTENT: dict[str, Any] = {
    "home": True,
    # The gemeenten, the resolved peiljaar and the snapshots enter the edition by themselves.
    "gemeente": True,
    "bronnen": True,
    # Paths; what these files hold enters the edition where it is read.
    "team": {"gebieden"},
    "advies": {"map"},
    "inkoop": {"aanbieders"},
    "survey": {"bestand", "mapping"},
    "kwalitatief": {"map"},
    "registratie": {"map"},
    "site": {"thema", "logo"},
    # How the work goes on; it changes nothing in the result.
    "rooster": True,
    "meldingen": True,
    "edities": True,
    "bewaking": True,
    "logboek": True,
    "dagster": True,
}


def _is_proxy(address: str) -> bool:
    """Say whether an address can be that of a proxy; it may hold a name and password."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def load_settings(config: Path | None = None, **overrides: Any) -> Settings:  # noqa: ANN401 - any section
    """Read the settings: command line over environment over file.

    Args:
        config: Settings file; None means `wijkfoto.toml` in the current folder, if there is one.
        **overrides: Sections or `home`, as the command line gives them.

    Raises:
        ConfigError: On an unknown key, a value that does not fit, or a file that cannot be read.
    """
    refuse_unknown_env(name for name in Settings.model_fields if name != "home")
    path = config_file(config)
    file_values = read_toml(path) if path else {}
    where = str(path) if path else "settings"
    refuse_secrets(file_values, where)
    try:
        return Settings(_file=file_values, **overrides)  # type: ignore[call-arg]
    except ValidationError as error:
        raise explain(error, where) from error
    except SettingsError as error:
        section = next((s for s in Settings.model_fields if f'"{s}"' in str(error)), "")
        raise ConfigError(
            "The value is not JSON.",
            where=" or ".join(env_names(section)),
            next_step='A list is written as ["GM0606"], a section as {"offline": true}.',
        ) from error
