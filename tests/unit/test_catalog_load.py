"""The catalog: what ships agrees with itself, and a fault in the YAML names file and place."""

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from wijkfoto.catalog import catalog_faults, read_catalog, shipped_catalog
from wijkfoto.catalog.load import parse_yaml, read_yaml
from wijkfoto.errors import CatalogError, ConfigError
from wijkfoto.resources import catalog_dir

FILES = ("sources.yaml", "indicators.yaml", "domains.yaml", "method.yaml")

SMALL = {
    "sources.yaml": """
- source_id: cbs_kwb
  naam: Kerncijfers
  publisher: CBS
  service: cbs
  protocol: odata3
  licence: CC BY 4.0
  attribution: CBS
  statline: "https://statline.test/{table_id}"
  region_dimension: WijkenEnBuurten
  year_column: null
  tables:
    - {table_id: 84799NED, peiljaar: 2020, boundary_year: 2020, reference_date: 2020-01-01}
    - {table_id: 84583NED, peiljaar: 2019, boundary_year: 2019, reference_date: 2019-01-01}
""",
    "indicators.yaml": """
- indicator_id: inwoners
  naam: Inwoners
  unit: aantal
  role: context
  direction: 0
  kind: register
  bron: {source_id: cbs_kwb, stem: [AantalInwoners], eenheid: aantal}
  description: Inwoners.
- indicator_id: bijstand
  naam: Bijstand
  unit: aantal
  role: gebruik
  direction: 1
  kind: register
  bron: {source_id: cbs_kwb, stem: [Bijstand], eenheid: aantal}
  description: Bijstand.
- indicator_id: bijstand_per_1000
  naam: Bijstand per 1.000
  unit: per 1.000
  role: behoefte
  direction: 1
  kind: register
  domain_id: werk
  noemer: inwoners
  afgeleid: {teller: bijstand, noemer: [inwoners], factor: 1000}
  description: Bijstand per 1.000 inwoners.
""",
    "domains.yaml": """
- domain_id: werk
  naam: Werk
  kort: Werk
  behoefte: [{any_of: [bijstand_per_1000], gewicht: 1}]
  gebruik: []
- domain_id: zorg
  naam: Zorg
  kort: Zorg
  behoefte: []
  gebruik: []
""",
    "method.yaml": """
deel: {waarde: 0.5, status: aanname, datum: 2026-11-01, bron: Een schatting.}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "catalog"
    made.mkdir()
    for name, text in SMALL.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_catalog_agrees_with_itself():
    catalog = shipped_catalog()
    assert len(catalog.domains) == 8
    assert catalog is shipped_catalog(), "read once"
    assert catalog == read_catalog(catalog_dir())


def test_every_number_of_the_method_and_every_norm_has_a_source_a_date_and_a_status():
    for name in ("method.yaml", "norms.yaml"):
        numbers = yaml.safe_load((catalog_dir() / name).read_text(encoding="utf-8"))
        assert len(numbers) > 10
        for key, number in numbers.items():
            assert number["status"] in {"bron", "geijkt", "aanname", "lokaal"}, key
            assert len(number["bron"]) > 5, key
            assert number["datum"].year >= 2026, key


def test_every_indicator_says_in_dutch_what_it_is():
    for indicator in shipped_catalog().indicators.values():
        assert indicator.description.endswith("."), indicator.indicator_id
        assert len(indicator.description) > 10, indicator.indicator_id


def test_age_is_never_need():
    need = {
        name
        for domain in shipped_catalog().domains.values()
        for fact in domain.behoefte
        for name in fact.any_of
    }
    assert not {name for name in need if name.startswith("inwoners")}
    roles = {shipped_catalog().indicators[name].role for name in need}
    assert roles == {"behoefte"}


def test_each_year_has_one_kerncijfers_table_on_its_own_boundaries():
    tables = shipped_catalog().sources["cbs_kwb"].tables
    assert len({t.peiljaar for t in tables}) == len({t.table_id for t in tables}) == len(tables)
    assert [t for t in tables if t.boundary_year != t.peiljaar] == []


def test_a_small_catalog_is_read(folder):
    catalog = read_catalog(folder)
    assert catalog.norm("deel") == 0.5
    assert catalog.newest_peiljaar() == 2020
    assert catalog.kwb_table(2019).table_id == "84583NED"


def test_an_unknown_year_or_number_is_told_with_what_there_is(folder):
    catalog = read_catalog(folder)
    with pytest.raises(ConfigError, match=r"peiljaar 1999.*Choose one of: 2019, 2020\."):
        catalog.kwb_table(1999)
    with pytest.raises(CatalogError, match=r"catalog/method\.yaml: .*'heel'"):
        catalog.norm("heel")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "indicators.yaml",
            "domain_id: werk",
            "domain_id: wrk",
            "bijstand_per_1000: unknown domain 'wrk'",
        ),
        (
            "indicators.yaml",
            "source_id: cbs_kwb",
            "source_id: cbs",
            "inwoners: unknown source 'cbs'",
        ),
        ("indicators.yaml", "teller: bijstand", "teller: bijstnd", "unknown indicator 'bijstnd'"),
        (
            "sources.yaml",
            "  naam: Kerncijfers\n",
            "  naam: Kerncijfers\n  ongelezen: daarom\n",
            "cbs_kwb: says why nothing reads it",
        ),
        (
            "sources.yaml",
            "- source_id: cbs_kwb",
            "- {source_id: los, naam: L, service: bestand, protocol: file, licence: l"
            ", publisher: L, attribution: l, statline: l, region_dimension: null, "
            "year_column: null, tables: []}\n"
            "- source_id: cbs_kwb",
            "los: no figure reads it; say why",
        ),
        ("indicators.yaml", "noemer: inwoners\n", "noemer: mensen\n", "unknown indicator 'mensen'"),
        (
            "domains.yaml",
            "any_of: [bijstand_per_1000]",
            "any_of: [ww]",
            "werk: unknown indicator 'ww'",
        ),
        ("domains.yaml", "gebruik: []", "gebruik: [ww]", "werk: unknown indicator 'ww'"),
        (
            "indicators.yaml",
            "  role: gebruik\n",
            "",
            "indicators.yaml: bijstand.role: Field required",
        ),
        ("indicators.yaml", "role: gebruik", "role: nood", "indicators.yaml: bijstand.role"),
        ("indicators.yaml", "kind: register", "kind: gok", "indicators.yaml: inwoners.kind"),
        ("indicators.yaml", "stem: [Bijstand]", "stem: []", "indicators.yaml: bijstand.bron.stem"),
        ("indicators.yaml", "stem: [Bijstand], ", "", "bijstand.bron.stem: Field required"),
        (
            "indicators.yaml",
            "  role: behoefte\n  direction: 1",
            "  role: behoefte\n  direction: 0",
            "needs a direction",
        ),
        ("indicators.yaml", "factor: 1000", "factor: .inf", "bijstand_per_1000.afgeleid.factor"),
        ("indicators.yaml", "noemer: [inwoners], ", "", "teller and noemer, or som"),
        (
            "indicators.yaml",
            "  noemer: inwoners\n",
            "  bron: {source_id: cbs_kwb, stem: [A], eenheid: x}\n",
            "not both",
        ),
        (
            "indicators.yaml",
            "indicator_id: bijstand\n",
            "indicator_id: inwoners\n",
            "indicators.yaml: 'inwoners' stands twice",
        ),
        (
            "indicators.yaml",
            "naam: Bijstand\n",
            "naam: Bijstand\n  kleur: rood\n",
            "bijstand.kleur: Extra inputs",
        ),
        (
            "indicators.yaml",
            "  unit: aantal\n",
            "  unit: aantal\n  unit: '%'\n",
            "'unit' stands twice",
        ),
        ("domains.yaml", "gewicht: 1", "gewicht: 0", "domains.yaml: werk.behoefte.0.gewicht"),
        ("domains.yaml", "gewicht: 1", "gewicht: -1", "domains.yaml: werk.behoefte.0.gewicht"),
        ("domains.yaml", "gewicht: 1", "gewicht: .nan", "domains.yaml: werk.behoefte.0.gewicht"),
        ("domains.yaml", "any_of: [bijstand_per_1000]", "any_of: []", "werk.behoefte.0.any_of"),
        ("domains.yaml", "domain_id: zorg", "domain_id: werk", "domains.yaml: 'werk' stands twice"),
        ("method.yaml", "status: aanname", "status: geschat", "method.yaml: deel.status"),
        ("method.yaml", ", bron: Een schatting.", "", "method.yaml: deel.bron: Field required"),
        ("method.yaml", "waarde: 0.5", "waarde: veel", "method.yaml: deel.waarde"),
        ("method.yaml", "datum: 2026-11-01", "datum: ooit", "method.yaml: deel.datum"),
        ("sources.yaml", "service: cbs", "service: eurostat", "sources.yaml: cbs_kwb.service"),
        ("sources.yaml", "table_id: 84583NED, ", "", "sources.yaml: cbs_kwb.tables.1.table_id"),
    ],
)
def test_a_fault_is_one_clear_error_that_names_file_and_place(folder, name, old, new, told):
    change(folder, name, old, new)
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder)
    assert told in str(caught.value)
    assert "catalog" in caught.value.where
    assert caught.value.next_step


def test_a_number_of_the_method_that_stands_twice_is_refused(folder):
    text = (
        SMALL["method.yaml"] + "deel: {waarde: 1, status: aanname, datum: 2026-11-01, bron: x.}\n"
    )
    (folder / "method.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"catalog/method\.yaml: 'deel' stands twice"):
        read_catalog(folder)


def test_all_faults_of_a_file_are_told_at_once(folder):
    change(folder, "indicators.yaml", "role: gebruik", "role: nood")
    change(folder, "indicators.yaml", "kind: register", "kind: gok")
    with pytest.raises(CatalogError, match=r"inwoners\.kind.*bijstand\.role"):
        read_catalog(folder)


def test_all_unknown_references_are_told_at_once(folder):
    change(folder, "indicators.yaml", "teller: bijstand", "teller: a")
    change(folder, "domains.yaml", "gebruik: []", "gebruik: [b]")
    with pytest.raises(CatalogError, match=r"'a'.*'b'"):
        read_catalog(folder)


def test_a_figure_is_not_derived_from_a_derived_figure(folder):
    change(
        folder, "indicators.yaml", "noemer: [inwoners], factor: 1000", "noemer: [bijstand_per_1000]"
    )
    with pytest.raises(CatalogError, match="'bijstand_per_1000', which is derived itself"):
        read_catalog(folder)


PART = """
- indicator_id: volwassenen
  naam: Volwassenen
  unit: aantal
  role: context
  direction: 0
  kind: register
  afgeleid:
    som: [bijstand]
    min_deel: {indicator: inwoners, norm: NORM, hooguit_van: CAP, hooguit_norm: CAPNORM}
  description: Volwassenen.
"""


@pytest.mark.parametrize(
    ("norm", "cap", "cap_norm", "told"),
    [
        ("deel", "inwoners", "deel", None),
        ("half", "inwoners", "deel", "unknown number 'half'"),
        ("deel", "mensen", "deel", "unknown indicator 'mensen'"),
        ("deel", "inwoners", "half", "unknown number 'half'"),
    ],
)
def test_the_parts_of_a_sum_are_known(folder, norm, cap, cap_norm, told):
    text = PART.replace("CAPNORM", cap_norm).replace("NORM", norm).replace("CAP", cap)
    (folder / "indicators.yaml").write_text(SMALL["indicators.yaml"] + text, encoding="utf-8")
    if told is None:
        assert read_catalog(folder).indicators["volwassenen"].afgeleid
        return
    with pytest.raises(CatalogError, match=told):
        read_catalog(folder)


def test_one_column_does_not_feed_the_need_of_two_domains(folder):
    need = SMALL["indicators.yaml"].replace("role: gebruik", "role: behoefte")
    twin = need.replace("indicator_id: bijstand\n", "indicator_id: ook_bijstand\n").split("- ")[2]
    (folder / "indicators.yaml").write_text(f"{need}- {twin}", encoding="utf-8")
    change(folder, "domains.yaml", "any_of: [bijstand_per_1000]", "any_of: [bijstand]")
    change(
        folder, "domains.yaml", "behoefte: []", "behoefte: [{any_of: [ook_bijstand], gewicht: 1}]"
    )
    with pytest.raises(CatalogError, match="ook_bijstand: its column already feeds werk"):
        read_catalog(folder)


def test_one_derived_figure_does_not_feed_the_need_of_two_domains_under_another_name(folder):
    last = SMALL["indicators.yaml"].split("- indicator_id: ")[-1]
    twin = last.replace("bijstand_per_1000\n", "bijstand_deel\n").replace("1000}", "100}")
    text = f"{SMALL['indicators.yaml']}- indicator_id: {twin}"
    (folder / "indicators.yaml").write_text(text, encoding="utf-8")
    change(
        folder, "domains.yaml", "behoefte: []", "behoefte: [{any_of: [bijstand_deel], gewicht: 1}]"
    )
    with pytest.raises(CatalogError, match="bijstand_deel: its column already feeds werk"):
        read_catalog(folder)


def test_what_a_model_was_told_names_known_figures(folder):
    change(
        folder,
        "sources.yaml",
        "  tables:",
        "  model_invoer: [{naam: leeftijd}, {naam: inkomen, cijfers: [loon]}]\n  tables:",
    )
    with pytest.raises(CatalogError, match="cbs_kwb: unknown indicator 'loon'"):
        read_catalog(folder)


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['true']",
        "- !!python/name:os.system",
        "a: [1",
        "a: 'x\n",
        "\t- a",
    ],
)
def test_unsafe_or_broken_yaml_is_refused_with_line_and_column(folder, text):
    (folder / "method.yaml").write_text(f"# regel een\n{text}\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"catalog/method\.yaml: [^$]*line \d+, column \d+"):
        read_catalog(folder)


def test_yaml_that_is_no_text_is_refused(folder):
    (folder / "method.yaml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(CatalogError, match=r"method\.yaml"):
        read_catalog(folder)


def test_a_missing_file_is_named(folder):
    (folder / "domains.yaml").unlink()
    with pytest.raises(CatalogError, match=r"domains\.yaml: The file cannot be read"):
        read_catalog(folder)


def test_yaml_nested_beyond_reason_is_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("[" * 1000, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"x\.yaml"):
        read_yaml(path)


def test_a_key_merged_in_may_be_overridden(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", encoding="utf-8")
    assert read_yaml(path)["b"] == {"x": 1, "y": 3}


def test_a_fault_in_a_plain_mapping_is_named_by_its_key(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\nb: twee\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"x\.yaml: b: "):
        parse_yaml(dict[str, int], path)


def test_no_number_stands_twice_in_the_shipped_yaml(tmp_path):
    for path in catalog_dir().glob("*.yaml"):
        shutil.copy(path, tmp_path / path.name)
        assert read_yaml(tmp_path / path.name) is not None
        keys = re.findall(r"^(\w+):", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert len(keys) == len(set(keys)), path.name


def test_faults_of_all_files_are_told_at_once(folder):
    change(folder, "sources.yaml", "service: cbs", "service: eurostat")
    change(folder, "indicators.yaml", "role: gebruik", "role: nood")
    change(folder, "domains.yaml", "domain_id: zorg", "domain_id: werk")
    change(folder, "method.yaml", "waarde: 0.5", "waarde: veel")
    found = catalog_faults(folder)
    assert [fault.where for fault in found] == [f"catalog/{name}" for name in FILES]
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder)
    for fault in found:
        assert fault.what in str(caught.value)
    assert not catalog_faults(catalog_dir())


LAUGHS = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    + [f"{c}: &{c} [{', '.join([f'*{b}'] * 10)}]" for b, c in pairwise("abcdefg")]
)


@pytest.mark.parametrize(
    "text",
    [LAUGHS, "a: &a [*a]", "a: &a {b: *a}", "a: &a {x: 1}\nb: &b {<<: *a, y: *b}"],
    ids=["a million in ten lines", "a list in itself", "a mapping in itself", "merged in itself"],
)
def test_yaml_that_unfolds_without_end_is_refused_before_it_does(folder, text):
    (folder / "method.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"catalog/method\.yaml: unfolds to more than 100000"):
        read_yaml(folder / "method.yaml")


def test_an_alias_used_some_times_is_read(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("a: &a [1, 2]\nb: [*a, *a]\n", encoding="utf-8")
    assert read_yaml(path) == {"a": [1, 2], "b": [[1, 2], [1, 2]]}
    path.write_text("# nothing\n", encoding="utf-8")
    assert read_yaml(path) is None


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("sources.yaml", "peiljaar: 2019,", "peiljaar: 2019, jaren: [2018],", "not both"),
        ("sources.yaml", "84583NED", "84799NED", "a table stands twice"),
        (
            "sources.yaml",
            "peiljaar: 2019,",
            "peiljaar: 2019, status: misschien,",
            "tables.1.status",
        ),
        (
            "indicators.yaml",
            "eenheid: aantal}",
            "eenheid: aantal, vanaf: 2020, tot: 2019}",
            "vanaf lies after tot",
        ),
        (
            "indicators.yaml",
            "eenheid: aantal}",
            "eenheid: aantal, aliassen: [{stem: A, vanaf: 2020, tot: 2019}]}",
            "vanaf lies after tot",
        ),
        (
            "indicators.yaml",
            "eenheid: aantal}",
            "eenheid: aantal, keuze: {'x\\\"': A}}",
            "inwoners.bron.keuze",
        ),
        ("indicators.yaml", "eenheid: aantal}", "eenheid: aantal, keuze: {A: ' x'}}", "bron.keuze"),
        (
            "indicators.yaml",
            "eenheid: aantal}",
            "eenheid: aantal, keuze: {WijkenEnBuurten: GM0606}}",
            "inwoners: keuze of WijkenEnBuurten, which the rows give",
        ),
        (
            "indicators.yaml",
            "kind: register\n",
            "kind: register\n  breuken: [{vanaf: 2020, reden: kort}]\n",
            "inwoners.breuken.0.reden",
        ),
        (
            "indicators.yaml",
            "kind: register\n",
            "kind: register\n  breuken: [{vanaf: 2021, reden: Anders gemeten.}, "
            "{vanaf: 2020, reden: Anders gemeten.}]\n",
            "in the order of their years",
        ),
    ],
)
def test_what_a_table_a_column_and_a_break_may_not_say_is_told(folder, name, old, new, told):
    change(folder, name, old, new)
    with pytest.raises(CatalogError) as caught:
        read_catalog(folder)
    assert told in str(caught.value)


def test_the_newest_year_is_one_whose_table_is_known_for_sure(folder):
    change(folder, "sources.yaml", "peiljaar: 2020,", "peiljaar: 2020, status: niet_bevestigd,")
    assert read_catalog(folder).newest_peiljaar() == 2019


def test_columns_count_as_seen_where_the_table_was_unless_it_says_otherwise(folder):
    change(folder, "sources.yaml", "peiljaar: 2020,", "peiljaar: 2020, kolommen: niet_bevestigd,")
    change(folder, "sources.yaml", "peiljaar: 2019,", "peiljaar: 2019, status: niet_bevestigd,")
    seen = {t.peiljaar: (t.is_confirmed, t.has_known_columns)
            for t in read_catalog(folder).sources["cbs_kwb"].tables}  # fmt: skip
    assert seen == {2020: (True, False), 2019: (False, False)}


@pytest.mark.parametrize(
    ("name", "first", "last", "may"),
    [
        ("inwoners", 2013, 2025, True),
        ("laag_inkomen", 2019, 2023, True),
        ("laag_inkomen", 2023, 2024, False),
        ("laag_inkomen", 2024, 2023, False),
        ("jeugdzorg_deel", 2019, 2020, True),
        ("jeugdzorg_deel", 2020, 2021, False),
        ("jeugdzorg_deel", 2021, 2022, False),
        ("wmo_per_1000", 2019, 2020, False),
        ("opleiding_laag", 2022, 2023, False),
        ("ernstig_eenzaam", 2020, 2022, False),
        ("ernstig_eenzaam", 2020, 2020, True),
    ],
)
def test_a_trend_never_runs_over_a_break_nor_over_estimates(name, first, last, may):
    assert shipped_catalog().indicators[name].comparable(first, last) is may
