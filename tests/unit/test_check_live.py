"""`check --live`: what a service that stands in says of each table of the catalog."""

import json
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest

from wijkfoto import checklive
from wijkfoto.bronnen.fetch import service_for
from wijkfoto.bronnen.http import HttpOptions
from wijkfoto.bronnen.service import TableService
from wijkfoto.catalog import Source, SourceTable, catalog_sha256, shipped_catalog
from wijkfoto.checklive import Finding, check_live, check_table, fails, newer_years
from wijkfoto.resources import catalog_dir
from wijkfoto.sample import ODataService, ServedTable, sample_tables
from wijkfoto.settings import Settings

CATALOG = shipped_catalog()
KWB = CATALOG.sources["cbs_kwb"]
RIVM = CATALOG.sources["rivm_gezondheid"]
QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
RIGHT, MISLABELLED, FAILING, MISSING = "84799NED", "84583NED", "84286NED", "83220NED"


class Mixed(ODataService):
    """The made service, on a day that one table fails."""

    def answer(self, path: str, *, accepts_json: bool):
        made = super().answer(path, accepts_json=accepts_json)
        failing = f"/{FAILING}/" in path
        return replace(made, status=HTTPStatus.SERVICE_UNAVAILABLE) if failing else made


def served() -> list[ServedTable]:
    other = {"Title": "Kerncijfers wijken en buurten 2018", "Period": "2018"}
    return [
        replace(table, info=table.info | other) if table.table_id == MISLABELLED else table
        for table in sample_tables()
    ]


@pytest.fixture(scope="module")
def service() -> Iterator[ODataService]:
    with Mixed(served()) as running:
        yield running


def asked(service: ODataService, source: Source, table_id: str, **change: object) -> Finding:
    table = next(t for t in source.tables if t.table_id == table_id)
    client = service_for(source, {"cbs": service.url, "rivm": service.url}, QUICK)
    indicators = [i for i in CATALOG.indicators.values() if i.source_id == source.source_id]
    return check_table(client, source, table.model_copy(update=change), indicators)


def test_a_right_table_is_confirmed_with_its_title_period_and_the_figures_that_bind(service):
    finding = asked(service, KWB, RIGHT)
    assert (finding.found, finding.faults) == ("bevestigd", ())
    assert finding.period == "2020"
    assert finding.bound > 30
    line = str(finding)
    assert line.startswith("bevestigd     84799NED 2020 (cbs_kwb): 'FICTIEF Kerncijfers")
    assert "changed 2021-09-30T02:00:00" in line
    assert "\n" not in line


def test_a_table_with_ages_is_confirmed_with_the_members_it_is_read_by(service):
    assert asked(service, RIVM, "50090NED").found == "bevestigd"
    assert [r for r in service.requests if "50090NED/Leeftijd" in r]
    assert not [r for r in service.requests if "TypedDataSet" in r]


def test_a_mislabelled_table_differs_and_says_in_what(service):
    finding = asked(service, KWB, MISLABELLED)
    assert finding.found == "wijkt af"
    assert finding.faults == ("The table is about '2018', not about 2019.",)
    assert str(finding).splitlines()[1].strip() == finding.faults[0]


def test_a_table_that_is_not_there_does_not_exist(service):
    assert asked(service, KWB, MISSING).found == "bestaat niet"


def test_a_table_that_fails_gave_no_answer(service):
    finding = asked(service, KWB, FAILING)
    assert finding.found == "geen antwoord"
    assert "503" in finding.faults[0]


def without(table_id: str, *keys: str) -> list[ServedTable]:
    table = next(t for t in sample_tables() if t.table_id == table_id)
    kept = [p for p in table.properties if not str(p["Key"]).startswith(keys)]
    return [replace(table, properties=kept)]


def test_a_figure_that_does_not_bind_is_named_and_counts_where_the_columns_are_known():
    with ODataService(without(RIGHT, "AantalInwoners", "WmoClienten_")) as service:
        known = asked(service, KWB, RIGHT)
        unseen = asked(service, KWB, RIGHT, kolommen="niet_bevestigd")
    assert known.found == "wijkt af"
    assert [fault.split(":")[0] for fault in known.faults] == [
        "indicator inwoners", "indicator wmo_clienten",
    ]  # fmt: skip
    assert (unseen.found, unseen.faults) == ("bevestigd", known.faults)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("WijkenEnBuurten",), "no dimension WijkenEnBuurten. Dimensions: Leeftijd, Marges"),
        (("Leeftijd",), "what is not there: Leeftijd"),
    ],
)
def test_a_dimension_that_is_not_there_is_told(keys, told):
    with ODataService(without("50090NED", *keys)) as service:
        finding = asked(service, RIVM, "50090NED")
    assert finding.found == "wijkt af"
    assert told in finding.faults[0]


def test_a_member_that_is_not_there_is_told():
    table = next(t for t in sample_tables() if t.table_id == "50090NED")
    ages = [row for row in table.dimensions["Leeftijd"] if row["Key"] != "80200"]
    fewer = replace(table, dimensions=table.dimensions | {"Leeftijd": ages})
    with ODataService([fewer]) as service:
        finding = asked(service, RIVM, "50090NED")
    assert finding.faults == ("Dimension Leeftijd has no member 80200. Members: 20300, 53115.",)


def finding(found: str, expected: str = "bevestigd", service: str = "cbs") -> Finding:
    return Finding(
        source_id="s", service=service, table_id="T", peiljaar=None, expected=expected,
        found=found,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "failed"),
    [
        ([], False),
        ([finding("bevestigd")], False),
        ([finding("bevestigd"), finding("wijkt af")], True),
        ([finding("bevestigd"), finding("bestaat niet")], True),
        ([finding("bevestigd"), finding("wijkt af", "niet_bevestigd")], False),
        ([finding("bevestigd"), finding("bestaat niet", "niet_bevestigd")], False),
        ([finding("bevestigd"), finding("geen antwoord")], False),
        ([finding("geen antwoord"), finding("geen antwoord", "niet_bevestigd")], True),
        ([finding("bevestigd"), finding("geen antwoord", service="rivm")], True),
    ],
)
def test_it_fails_when_a_sure_table_differs_or_a_service_is_silent(findings, failed):
    assert fails(findings) is failed


def run(url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    def quick(_: object, source: Source) -> TableService:
        return service_for(source, {"cbs": url, "rivm": url}, QUICK)

    monkeypatch.setattr(checklive, "service_of", quick)
    return list(check_live(Settings(home=home)))


def test_every_table_of_the_catalog_is_asked_about_and_what_was_found_is_written_down(
    service, tmp_path, monkeypatch
):
    files = {path: path.read_bytes() for path in catalog_dir().glob("*.yaml")}
    findings = run(service.url, tmp_path, monkeypatch)
    expected = [t.table_id for s in CATALOG.sources.values() if s.is_table for t in s.tables]
    assert [f.table_id for f in findings] == expected
    by_id = {f.table_id: f.found for f in findings if f.source_id in ("cbs_kwb", "rivm_gezondheid")}
    assert by_id[RIGHT] == by_id["50090NED"] == "bevestigd"
    assert by_id[MISLABELLED] == "wijkt af"
    assert by_id[MISSING] == "bestaat niet"
    assert by_id[FAILING] == "geen antwoord"
    assert fails(findings)
    report = json.loads((tmp_path / "logs" / "check-live.json").read_text(encoding="utf-8"))
    assert report["catalog_sha256"] == catalog_sha256(catalog_dir())
    assert report["checked_at"].endswith("+00:00")
    assert [t["table_id"] for t in report["tables"]] == expected
    assert {path: path.read_bytes() for path in files} == files, "the catalog is never changed"


def test_a_service_that_stays_silent_is_not_asked_about_every_table(tmp_path, monkeypatch):
    with ODataService([]) as gone:
        url = gone.url
    findings = run(url, tmp_path, monkeypatch)
    assert {f.found for f in findings} == {"geen antwoord"}
    assert fails(findings)
    really = [f for f in findings if f.faults != ("not asked any more",)]
    assert len(really) == 2 * len({f.service for f in findings})


def test_a_catalog_of_known_tables_changes_its_hash_with_a_byte(tmp_path):
    for path in catalog_dir().glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert catalog_sha256(tmp_path) == catalog_sha256(catalog_dir())
    (tmp_path / "sources.yaml").write_bytes(b"# \n" + (tmp_path / "sources.yaml").read_bytes())
    assert catalog_sha256(tmp_path) != catalog_sha256(catalog_dir())


def test_a_table_of_one_year_needs_its_year(service):
    table = SourceTable(table_id=RIGHT, peiljaar=2019, boundary_year=2019)
    client = service_for(KWB, {"cbs": service.url}, QUICK)
    assert check_table(client, KWB, table, []).faults == (
        "The table is about '2020', not about 2019.",
    )


def test_a_year_that_the_catalog_cannot_know_is_asked_of_a_person_and_not_guessed():
    catalog = shipped_catalog()
    kwb = catalog.sources["cbs_kwb"]
    newest = max(table.peiljaar or 0 for table in kwb.tables)
    assert not any(kwb.naam in line for line in newer_years(catalog, newest))
    (told,) = [line for line in newer_years(catalog, newest + 1) if kwb.naam in line]
    assert f"no table after {newest}" in told
    assert f"one of {newest + 1}" in told
    assert not any("Gezondheid" in line for line in newer_years(catalog, newest + 1))
