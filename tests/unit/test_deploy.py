"""What `deploy/` promises: commands that exist, one home, one open door, and no rights to spare.

Only the files are read here; nothing is started.
"""

import re
import shlex
import tomllib
from collections import defaultdict
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from pipelines.cli import app
from tests.helpers import REPO
from wijkfoto.home import Home
from wijkfoto.settings import Settings
from wijkfoto.settings_work import SECRETS

DEPLOY = REPO / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))


def directives(text: str) -> dict[str, list[str]]:
    """Return each directive of a unit with its values, in order."""
    found = defaultdict(list)
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


def unit(name: str) -> dict[str, list[str]]:
    """Return a service with what systemd adds to it from the folder of its prefix."""
    own = directives((UNITS / name).read_text(encoding="utf-8"))
    shared = directives((UNITS / "wijkfoto-.service.d" / "common.conf").read_text(encoding="utf-8"))
    return {key: shared.get(key, []) + own.get(key, []) for key in {*own, *shared}}


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def proxy() -> str:
    text = (DEPLOY / "nginx" / "wijkfoto.conf").read_text(encoding="utf-8")
    return re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)


def host_of(name: str) -> str:
    """Return the block of the proxy that serves one host over TLS."""
    blocks = re.split(r"^server \{", proxy(), flags=re.MULTILINE)[1:]
    (found,) = [b for b in blocks if f"server_name {name};" in b and "listen 443 ssl;" in b]
    return found


def environment() -> dict[str, str]:
    """Return the variables that the units set."""
    pairs = [pair for line in unit(SERVICES[0])["Environment"] for pair in shlex.split(line)]
    return dict(pair.split("=", 1) for pair in pairs)


def commands() -> list[tuple[str, list[str]]]:
    """Return every command line of units, compose file and image, with where it stands."""
    found = [(name, shlex.split(line)) for name in SERVICES for line in unit(name)["ExecStart"]]
    for name, service in compose()["services"].items():
        lines = [service.get("command"), service.get("healthcheck", {}).get("test", [])[1:]]
        found += [(f"compose: {name}", line) for line in lines if line]
    default = re.search(r"^CMD (\[.*\])$", dockerfile(), re.MULTILINE)
    assert default
    return [*found, ("Dockerfile", yaml.safe_load(default[1]))]


def parse(words: list[str]) -> None:
    """Read a command line as its program would, without doing anything.

    Raises:
        UsageError: If the program has no such command or option.
    """
    program, words = Path(words[0]).name, words[1:]
    if program == "python":
        assert words[0] == "-c"
        compile(words[1], program, "exec")
        return
    (script,) = entry_points(group="console_scripts", name=program)
    module = import_module(script.module)
    command = typer.main.get_command(app) if program == "wijkfoto" else module.cli
    context = command.make_context(program, list(words))
    if hasattr(command, "resolve_command"):
        _, command, words = command.resolve_command(context, words)
    context = command.make_context(program, list(words))
    for named in context.params.get("module_name") or ():
        assert find_spec(named), named


@pytest.mark.parametrize("words", [pytest.param(words, id=where) for where, words in commands()])
def test_every_command_exists_with_its_options(words: list[str]):
    parse(words)


@pytest.mark.parametrize(
    "line",
    [
        "wijkfoto runn",
        "wijkfoto run --homme x",
        "dagster-daemon start",
        "dagster-webserver --hosst",
    ],
)
def test_a_command_that_does_not_exist_would_be_found(line: str):
    with pytest.raises(Exception, match=r"No such (command|option)"):
        parse(line.split())


def test_the_webserver_listens_on_this_machine_and_the_proxy_asks_it_there():
    lines = [words for _, words in commands() if Path(words[0]).name == "dagster-webserver"]
    assert len(lines) == 2
    for words in lines:
        assert words[words.index("-h") + 1] == "127.0.0.1"
        assert f"proxy_pass http://127.0.0.1:{words[words.index('-p') + 1]};" in proxy()
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    assert [f.name for f in files if "0.0.0.0" in f.read_text(encoding="utf-8")] == []  # noqa: S104 - what must not be there


def test_only_the_proxy_publishes_ports():
    services = compose()["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    shared = {name: s["network_mode"] for name, s in services.items() if "network_mode" in s}
    assert shared == {"webserver": "service:proxy"}


def test_every_variable_is_a_setting_that_we_know():
    named = set(environment()) | set(re.findall(r"^\s+(?:ENV )?([A-Z_]+)=", dockerfile(), re.M))
    named |= set(SECRET_LINES)
    ours = {name.removeprefix("WIJKFOTO_") for name in named if name.startswith("WIJKFOTO_")}
    assert "HOME" in ours
    for section, _, key in (name.lower().partition("__") for name in ours - {"HOME"}):
        assert key in Settings.model_fields[section].annotation.model_fields, (section, key)


SECRET_LINES = re.findall(
    r"^# (WIJKFOTO_\w+)=$", (DEPLOY / "secrets.env").read_text(encoding="utf-8"), re.MULTILINE
)


def test_the_file_for_secrets_names_each_and_holds_none():
    lines = (DEPLOY / "secrets.env").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("# ")] == []
    refused = {f"WIJKFOTO_{s}__{k}".upper() for s, keys in SECRETS.items() for k in keys}
    assert refused <= set(SECRET_LINES)
    given = [line for path in DEPLOY.rglob("*") if path.is_file() for line in _given(path)]
    assert given == []


def _given(path: Path) -> list[str]:
    """Return lines that give a value, and no path or list, to something secret."""
    given = r"^(?!\s*#).*(?:wachtwoord|password|webhook)\w*[ \t]*[=:][ \t]*[^/\s\[].*"
    return re.findall(given, path.read_text(encoding="utf-8"), re.IGNORECASE | re.MULTILINE)


def test_all_files_mean_the_same_home_and_settings():
    home = Home(Path(environment()["WIJKFOTO_HOME"]))
    image = dict(re.findall(r"([A-Z_]+)=(/\S+?)(?: \\)?$", dockerfile(), re.MULTILINE))
    for where in (environment(), image):
        assert where["WIJKFOTO_HOME"] == str(home.root)
        assert where["DAGSTER_HOME"] == str(home.dagster)
    assert f"root {home.site};" in host_of("wijkfoto.example.org")
    (settings,) = unit(SERVICES[0])["WorkingDirectory"]
    assert f"WORKDIR {settings}\n" in dockerfile()
    assert f"VOLUME {home.root}\n" in dockerfile()
    for name in ("webserver", "daemon"):
        assert unit(f"wijkfoto-{name}.service")["AssertPathExists"] == [
            str(home.dagster / "dagster.yaml")
        ]
        volumes = compose()["services"][name]["volumes"]
        assert volumes == [f"home:{home.root}", f"{settings}:{settings}:ro"]
    assert f"home:{home.root}:ro" in compose()["services"]["proxy"]["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_writes_only_in_the_home_and_has_no_rights_to_spare(name: str):
    said = unit(name)
    writable = ["/srv/wijkfoto"] if name != "wijkfoto-status.service" else ["/srv/wijkfoto", ""]
    assert said["ReadWritePaths"] == writable
    for key, value in HARDENED.items():
        assert said[key] == [value], key
    assert said["MemoryMax"]
    assert said["User"] == ["wijkfoto"]
    assert name.startswith("wijkfoto-")  # else systemd does not add what is shared
    assert said["Restart"] == ["on-failure"] if said.get("Type") != ["oneshot"] else True


HARDENED = {
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "RestrictSUIDSGID": "yes",
    "UMask": "0027",
}


def test_every_timer_has_its_service():
    timers = sorted(path.stem for path in UNITS.glob("*.timer"))
    assert timers == ["wijkfoto-run", "wijkfoto-status"]
    assert {f"{name}.service" for name in timers} <= set(SERVICES)


def test_a_container_is_read_only_and_without_rights():
    for name, service in compose()["services"].items():
        if name != "postgres":
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
            assert service["security_opt"] == ["no-new-privileges:true"], name
    assert re.findall(r"^USER (.+)$", dockerfile(), re.MULTILINE) == ["wijkfoto"]
    assert "--require-hashes -r requirements-server.lock" in dockerfile()


def test_the_build_gets_what_the_wheel_is_made_of_and_nothing_else():
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    wheel = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    target = wheel["tool"]["hatch"]["build"]["targets"]["wheel"]
    parts = {*target["packages"], *target["force-include"], *wheel["project"]["license-files"]}
    parts |= {wheel["project"]["readme"], "pyproject.toml", "requirements-server.lock"}
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == parts


def mapped(name: str, asked: str) -> str:
    """Return what a map of the proxy makes of a text: the first pattern that fits, else default."""
    (block,) = re.findall(rf"^map \S+ \${name} \{{\n(.*?)^\}}", proxy(), re.MULTILINE | re.DOTALL)
    rows = [shlex.split(line.rstrip(";"), posix=False) for line in block.splitlines()]
    rules = [(key.strip('"'), value.strip('"')) for key, value in rows]
    fits = [v for k, v in rules if k.startswith("~") and re.search(k[1:], asked)]
    return next(iter(fits), dict(rules)["default"])


UI = "https://beheer.wijkfoto.example.org"


@pytest.mark.parametrize(
    ("origin", "site", "question", "refused"),
    [
        ("", "", "GET::/runs", ""),  # curl, or an old browser
        ("", "none", "GET:navigate:/", ""),
        (UI, "same-origin", "POST:cors:/graphql", ""),
        (UI, "", "GET::/graphql", ""),  # the websocket of an old browser
        ("", "cross-site", "GET:navigate:/runs", ""),
        ("", "cross-site", "GET:navigate:/graphql", "yes"),
        ("https://elsewhere.example", "cross-site", "POST:navigate:/graphql", "yes"),
        ("https://elsewhere.example", "", "POST::/graphql", "yes"),
        ("https://elsewhere.example", "", "GET::/graphql", "yes"),
        (f"{UI}.elsewhere.example", "", "POST::/graphql", "yes"),
        ("http://beheer.wijkfoto.example.org", "", "POST::/graphql", "yes"),
        ("null", "", "POST::/graphql", "yes"),
        ("https://wijkfoto.example.org", "same-site", "POST:cors:/graphql", "yes"),
    ],
)
def test_what_another_site_asks_is_refused(origin: str, site: str, question: str, refused: str):
    foreign = mapped("wijkfoto_foreign", f"{origin}|{UI}")
    elsewhere = mapped("wijkfoto_elsewhere", f"{site}:{foreign}")
    assert mapped("wijkfoto_refused", f"{elsewhere}:{question}") == refused


def test_the_ui_is_behind_a_login_and_the_site_shows_only_itself():
    managed, site = host_of("beheer.wijkfoto.example.org"), host_of("wijkfoto.example.org")
    assert proxy().count("proxy_pass") == 1
    assert managed.index("auth_basic ") < managed.index("location") < managed.index("proxy_pass")
    assert "auth_basic off" not in proxy()
    assert "auth_basic_user_file /etc/wijkfoto/proxy/" in managed
    assert 'proxy_set_header Authorization "";' in managed
    assert re.findall(r"\b(?:root|alias) (\S+);", proxy()) == ["/srv/wijkfoto/site"]
    assert "autoindex off;" in site
    assert "open_file_cache off;" in site  # else two editions are mixed after a flip
    for kind in ("parquet", "duckdb", "gpkg", "csv"):
        assert re.search(rf"^\s+\S+/\S+\s+{kind};$", site, re.MULTILINE), kind
