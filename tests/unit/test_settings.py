"""Settings: file below environment below command line; every fault names its key."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import SecretStr

from wijkfoto.errors import ConfigError
from wijkfoto.settings import Settings, load_settings
from wijkfoto.settings_work import SECRETS, is_safe_address

OTHER: dict[str, dict[str, Any]] = {
    "gemeente": {"codes": ["GM0606", "GM0599"]},
    "bronnen": {
        "peiljaar": 2020, "protocol": "odata4", "rivm_protocol": "odata4",
        "cbs_url": "http://127.0.0.1:8080", "rivm_url": "https://spiegel.test",
        "geo_url": "https://kaart.test/x.gpkg", "ca_bundle": "eigen.pem", "timeout_s": 5.5,
        "offline": True, "map": "bestanden", "proxy": "http://proxy.test:3128",
        "gelijktijdig": 3,
    },
    "team": {
        "naam": "Buurtteam", "modus": "ramen", "fte_total": 72.5,
        "formatie": {"jongerenwerk": 2.5}, "gebieden": "gebieden.yaml", "werkgever": "gemengd",
    },
    "advies": {"map": "regels"},
    "inkoop": {"model": "open house", "aanbieders": "a.csv", "arrangementen": True},
    "survey": {"bestand": "e.sav", "formaat": "sav", "mapping": "m.yaml"},
    "kwalitatief": {"map": "gesprekken"},
    "registratie": {"map": "registratie"},
    "privacy": {"min_n": 50, "min_cel": 20},
    "site": {
        "titel": "Onze wijken", "contact": "wijk@voorbeeld.example", "thema": "t.toml",
        "logo": "l.png",
    },
    "profile": {"draws": 500, "seed": 7},
    "rooster": {
        "nieuwe_cijfers": True, "nieuwe_bestanden": True, "elke_nacht": True, "elk_kwartaal": True,
    },
    "bewaking": {
        "dagen_bron": 30, "dagen_editie": 60, "vrij_mb": 10, "aanvaard": ["column_emptied"],
    },
    "logboek": {"vorm": "json", "mb": 1.5, "bewaar": 2},
    "dagster": {"postgres_url": "postgresql+psycopg2://naam:geheim@host.test/wijkfoto"},
    "edities": {"bewaar": 3, "dagen": 30, "dagen_runs": 60, "opruimen": True},
    "meldingen": {
        "smtp": "mail.test:587", "van": "wijkfoto@gemeente.test", "aan": ["a@b.test", "c@b.test"],
        "gebruiker": "wijkfoto", "wachtwoord": "geheim", "webhook": "https://haak.test/x",
        "timeout_s": 5.0,
    },
}  # fmt: skip
"""Another value than the default for every key."""

WORK = ("rooster", "meldingen", "edities", "bewaking", "logboek", "dagster")
"""Sections of settings_work."""

KEYS = [(section, key) for section, values in OTHER.items() for key in values]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Path:
    path = Path("wijkfoto.toml")
    path.write_text(text, encoding="utf-8")
    return path


def toml_value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {toml_value(v)}" for k, v in value.items()) + "}"
    return json.dumps(value)


def env_value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def fault(**overrides: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load_settings(**overrides)
    assert caught.value.exit_code == 2
    assert caught.value.next_step
    return caught.value


def plain(value: object) -> object:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return sorted(value) if isinstance(value, tuple | list) else value


def test_the_table_above_holds_every_key_and_no_default():
    for section, values in OTHER.items():
        model = getattr(Settings(), section)
        assert set(type(model).model_fields) == set(values)
        assert [k for k, v in values.items() if plain(getattr(model, k)) == plain(v)] == []
    assert set(OTHER) | {"home"} == set(Settings.model_fields)


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_key_is_read_from_the_file_but_for_secrets(section, key):
    value = OTHER[section][key]
    if key in SECRETS.get(section, ()):
        written(f"[{section}]\n{key} = {toml_value(value)}\n")
        refused = fault()
        assert f"WIJKFOTO_{section}__{key}".upper() in str(refused)
        assert str(value) not in str(refused)
        return
    written(f"[{section}]\n{key} = {toml_value(value)}\n")
    assert plain(getattr(getattr(load_settings(), section), key)) == plain(value)


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_key_is_read_from_the_environment(monkeypatch, section, key, small):
    value = OTHER[section][key]
    name = f"WIJKFOTO_{section}__{key}"
    monkeypatch.setenv(name.lower() if small else name.upper(), env_value(value))
    assert plain(getattr(getattr(load_settings(), section), key)) == plain(value)


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_every_key_is_read_from_the_command_line(section, key):
    value = OTHER[section][key]
    assert plain(getattr(getattr(load_settings(**{section: {key: value}}), section), key)) == (
        plain(value)
    )


def test_command_line_over_environment_over_file_key_by_key(monkeypatch):
    written('[site]\ntitel = "file"\nthema = "file"\nlogo = "file"\n')
    monkeypatch.setenv("WIJKFOTO_SITE__THEMA", "env")
    monkeypatch.setenv("WIJKFOTO_SITE__LOGO", "env")
    site = load_settings(site={"logo": "line"}).site
    assert (site.titel, site.thema, site.logo) == ("file", "env", "line")


def test_a_whole_section_may_be_json_in_the_environment(monkeypatch):
    monkeypatch.setenv("WIJKFOTO_BRONNEN", '{"offline": true, "peiljaar": 2020}')
    bronnen = load_settings().bronnen
    assert (bronnen.offline, bronnen.peiljaar) == (True, 2020)


@pytest.mark.parametrize("name", ["WIJKFOTO_GEMEENTE__CODES", "WIJKFOTO_TEAM__FORMATIE"])
def test_a_list_in_the_environment_that_is_no_json_is_named(monkeypatch, name):
    monkeypatch.setenv(name, "GM0606,GM0599")
    assert name in str(fault())


def test_without_a_file_the_defaults_hold():
    settings = load_settings()
    assert settings.bronnen.peiljaar == "newest"
    assert settings.bronnen.cbs_url == "https://opendata.cbs.nl"
    assert settings.gemeente.codes == ()
    assert settings.home == Path.cwd() / "data"


def test_an_address_that_is_not_given_is_that_of_the_chosen_protocol(monkeypatch):
    assert (
        load_settings(bronnen={"protocol": "odata3"}).bronnen.cbs_url == "https://opendata.cbs.nl"
    )
    bronnen = load_settings(bronnen={"protocol": "odata4"}).bronnen
    assert (bronnen.cbs_url, bronnen.rivm_url) == (
        "https://datasets.cbs.nl", "https://dataderden.cbs.nl",
    )  # fmt: skip
    assert bronnen.protocols == {"cbs": "odata4", "rivm": "odata3"}
    written('[bronnen]\ncbs_url = "https://spiegel.test"\n')
    monkeypatch.setenv("WIJKFOTO_BRONNEN__PROTOCOL", "odata4")
    monkeypatch.setenv("WIJKFOTO_BRONNEN__RIVM_PROTOCOL", "odata4")
    bronnen = load_settings().bronnen
    assert (bronnen.cbs_url, bronnen.rivm_url) == (
        "https://spiegel.test", "https://datasets.cbs.nl",
    )  # fmt: skip


def test_the_home_is_made_absolute_and_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("WIJKFOTO_HOME", "elders/data")
    assert load_settings().home == Path.cwd() / "elders" / "data"
    monkeypatch.setenv("WIJKFOTO_HOME", "~/data")
    assert load_settings().home == Path.home() / "data"


def test_a_home_of_somebody_unknown_is_a_clear_error():
    assert "home" in str(fault(home="~niemand-heet-zo/data"))


def test_another_file_can_be_named_and_must_exist(tmp_path):
    other = tmp_path / "anders.toml"
    other.write_text('[site]\ntitel = "anders"\n', encoding="utf-8")
    assert load_settings(other).site.titel == "anders"
    with pytest.raises(ConfigError, match=r"weg\.toml.*cannot be read.*--config"):
        load_settings(tmp_path / "weg.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[bronnen]\npeiljaren = 2020\n", "bronnen.peiljaren: unknown key"),
        ("[bron]\npeiljaar = 2020\n", "bron: unknown key"),
        ("peiljaar = 2020\n", "peiljaar: unknown key"),
        ("[gemeente]\ncode = 'GM0606'\nnaam = 'x'\n", "gemeente.naam: unknown key"),
        ("[gemeente]\ncodes = 'GM0606'\n", "gemeente.codes"),
        ("[gemeente]\ncodes = [606]\n", "gemeente.codes"),
        ("[gemeente]\ncodes = ['GM06']\n", "gemeente.codes: 'GM06' is not a gemeente code"),
        ("[bronnen]\npeiljaar = 'laatst'\n", "bronnen.peiljaar"),
        ("[bronnen]\npeiljaar = 2020.5\n", "bronnen.peiljaar"),
        ("[bronnen]\noffline = 'soms'\n", "bronnen.offline"),
        ("[bronnen]\nprotocol = 'odata5'\n", "bronnen.protocol"),
        ("[bronnen]\nprotocol = ['odata4']\n", "bronnen.protocol"),
        ("bronnen = 'odata4'\n", "bronnen"),
        ("[bronnen]\ntimeout_s = 0\n", "bronnen.timeout_s"),
        ("[bronnen]\ntimeout_s = 601\n", "bronnen.timeout_s"),
        ("[team]\nmodus = 'raden'\n", "team.modus"),
        ("[team]\nfte_total = 0\n", "team.fte_total"),
        ("[team]\nfte_total = inf\n", "team.fte_total"),
        ("[team]\nfte_total = nan\n", "team.fte_total"),
        ("[team.formatie]\njongerenwerk = nan\n", "team.formatie.jongerenwerk"),
        ("[team.formatie]\njongerenwerk = 'veel'\n", "team.formatie.jongerenwerk"),
        ("[privacy]\nmin_n = 9\n", "privacy.min_n"),
        ("[privacy]\nmin_cel = 4\n", "privacy.min_cel"),
        ("[profile]\ndraws = 99\n", "profile.draws"),
        ("[profile]\nseed = -1\n", "profile.seed"),
        ("[bronnen\n", "line 1"),
        ("[site]\ntitel = \x00\n", "line 2"),
    ],
)
def test_a_fault_in_the_file_names_file_and_key(text, told):
    written(text)
    error = str(fault())
    assert "wijkfoto.toml" in error
    assert told in error


def test_all_faults_are_told_at_once():
    written("[bronnen]\npeiljaren = 2020\noffline = 'soms'\n[sitte]\nx = 1\n")
    error = str(fault())
    assert all(name in error for name in ("bronnen.peiljaren", "bronnen.offline", "sitte"))


def test_a_file_that_is_no_text_is_named():
    Path("wijkfoto.toml").write_bytes(b"\xff\xfe\x00")
    assert "wijkfoto.toml" in str(fault())


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WIJKFOTO_BRONNEN__PEILJAREN", "2020", "unknown key"),
        ("WIJKFOTO_BRON__PEILJAAR", "2020", "names no section"),
        ("WIJKFOTO_PEILJAAR", "2020", "names no section"),
        ("wijkfoto_bron__peiljaar", "2020", "names no section"),
        ("WIJKFOTO_HOME__X", "2020", "names no section"),
        ("WIJKFOTO_BRONNEN__PEILJAAR", "laatst", ""),
        ("WIJKFOTO_BRONNEN__OFFLINE", "soms", ""),
        ("WIJKFOTO_TEAM__FTE_TOTAL", "", ""),
        ("WIJKFOTO_GEMEENTE__CODES", '["GM06"]', "is not a gemeente code"),
        ("WIJKFOTO_GEMEENTE__CODES", '["GM0606"', "not JSON"),
        ("WIJKFOTO_BRONNEN", "offline", "not JSON"),
        ("WIJKFOTO_BRONNEN__CBS_URL", "http://opendata.cbs.nl", "https://"),
    ],
)
def test_a_fault_in_the_environment_names_the_variable(monkeypatch, name, value, told):
    monkeypatch.setenv(name, value)
    error = str(fault())
    assert name.upper() in error.upper()
    assert told in error


@pytest.mark.parametrize("key", ["cbs_url", "rivm_url", "geo_url"])
@pytest.mark.parametrize(
    "address",
    [
        "http://opendata.cbs.nl", "http://127.0.0.1.evil.test", "http://localhost.evil.test:80",
        "http://127.0.0.2:80", "http://0.0.0.0:80", "ftp://opendata.cbs.nl", "file:///etc/passwd",
        "https://naam:geheim@opendata.cbs.nl", "http://127.0.0.1@evil.test", "https://",
        "http://[::1", "HTTP://opendata.cbs.nl",
    ],
)  # fmt: skip
def test_an_address_is_https_or_on_this_machine(key, address):
    assert f"bronnen.{key}" in str(fault(bronnen={key: address}))


@pytest.mark.parametrize("key", ["cbs_url", "rivm_url", "geo_url"])
@pytest.mark.parametrize(
    "address",
    ["https://opendata.cbs.nl", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80"],
)
def test_https_and_this_machine_are_accepted(key, address):
    assert getattr(load_settings(bronnen={key: address}).bronnen, key) == address


@pytest.mark.parametrize(
    "address", ["https://a.test?x=1", "https://a.test#x", "opendata.cbs.nl", ""]
)
def test_the_address_of_a_service_is_an_address_and_nothing_more(address):
    assert "bronnen.cbs_url" in str(fault(bronnen={"cbs_url": address}))


def test_a_closing_slash_and_spaces_go_from_the_address_of_a_service():
    assert (
        load_settings(bronnen={"cbs_url": " https://a.test/ "}).bronnen.cbs_url == "https://a.test"
    )


@pytest.mark.parametrize(
    "location",
    ["kaart.gpkg", "/map/kaart.parquet", "", "kaart_{jaar}.gpkg", "https://a.test/{jaar}/items"],
)
def test_shapes_may_lie_in_a_file_and_differ_by_year(location):
    assert load_settings(bronnen={"geo_url": location}).bronnen.geo_url == location


@pytest.mark.parametrize("mark", ["{year}", "{Jaar}", "{}", "{jaar:04d}"])
def test_only_the_year_can_be_filled_in(mark):
    told = str(fault(bronnen={"geo_url": f"kaart_{mark}.gpkg"}))
    assert f"bronnen.geo_url: only {{jaar}} can stand in it, not {mark}" in told


@given(st.text(max_size=30))
def test_any_text_is_judged_without_failing(text):
    assert is_safe_address(text) in (True, False)
    assert not is_safe_address(f"http://{text}.evil.test")


@given(st.lists(st.integers(0, 9999), max_size=5), st.randoms(use_true_random=False))
def test_the_order_and_doubling_of_codes_does_not_matter(numbers, random):
    codes = [f"GM{n:04d}" for n in numbers]
    shuffled = [*codes, *codes]
    random.shuffle(shuffled)
    one, other = (load_settings(gemeente={"codes": c}).gemeente for c in (codes, shuffled))
    assert one.codes == other.codes == tuple(sorted(set(codes)))


def test_settings_cannot_be_changed():
    settings = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.site.titel = "x"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        settings.home = Path("x")  # type: ignore[misc]


NO_CONTENT = {
    # the gemeenten, the peiljaar and the snapshots enter the edition by themselves
    ("gemeente", "codes"),
    *((section, key) for section, key in KEYS if section == "bronnen"),
    # paths
    ("team", "gebieden"),
    ("advies", "map"),
    ("inkoop", "aanbieders"),
    ("survey", "bestand"),
    ("survey", "mapping"),
    ("kwalitatief", "map"),
    ("registratie", "map"),
    ("site", "thema"),
    ("site", "logo"),
    # how the work goes on
    *((section, key) for section, key in KEYS if section in WORK),
}


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_the_hash_of_the_content_follows_what_changes_a_figure_or_a_text(section, key):
    same = load_settings().content_sha256()
    other = load_settings(**{section: {key: OTHER[section][key]}}).content_sha256()
    assert (other == same) == ((section, key) in NO_CONTENT)


@hypothesis_settings(max_examples=20)
@given(st.text(alphabet="abc/.", min_size=1, max_size=8))
def test_the_home_does_not_enter_the_hash(home):
    assert load_settings(home=home).content_sha256() == load_settings().content_sha256()


def test_the_file_with_areas_is_a_local_file():
    assert load_settings().local_files() == ()
    assert load_settings(team={"gebieden": "g.yaml"}).local_files() == (Path("g.yaml"),)


@pytest.mark.parametrize("address", ["socks5://h:1", "proxy.test:3128", "http://", "http://h:x"])
def test_what_is_no_address_of_a_proxy_is_refused_without_showing_it(address):
    with pytest.raises(ConfigError, match=r"bronnen\.proxy: a proxy is written as") as caught:
        load_settings(bronnen={"proxy": address})
    assert address not in str(caught.value).replace("http://host:port or https://host:port", "")


def test_the_password_of_a_proxy_is_never_shown():
    settings = load_settings(bronnen={"proxy": "http://jan:geheim@proxy.test:3128"})
    assert settings.bronnen.proxy.get_secret_value() == "http://jan:geheim@proxy.test:3128"
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "geheim" not in shown
