"""The advice catalog as shipped, and every fault it must refuse with file and entry."""

import re
import shutil
from pathlib import Path

import pytest

from wijkfoto.advice import read_rules, shipped_rules
from wijkfoto.advice.rules import FILES
from wijkfoto.errors import CatalogError
from wijkfoto.resources import catalog_dir


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        shutil.copy(catalog_dir() / name, tmp_path / name)
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{name} does not hold {old!r}"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_shipped_catalog_is_whole():
    rules = shipped_rules()
    assert len(rules.domain_ids) == 8
    assert len(rules.products) == 15
    assert len(rules.disciplines) == 19
    assert len(rules.forms) == 15


def test_every_norm_has_a_source_a_date_and_a_status():
    for name, norm in shipped_rules().norms.items():
        assert norm.bron, name
        assert norm.datum, name
        assert norm.status in ("bron", "geijkt", "aanname", "lokaal"), name


def test_norms_are_those_of_the_method():
    norms = shipped_rules().norms
    bands = {
        "vragen_werk_inkomen_schulden": (14, 20, 28),
        "vragen_ouderen_65_80": (20, 30, 42),
        "vragen_ouderen_80plus": (60, 90, 120),
        "vragen_jeugd_gezin": (20, 30, 45),
        "vragen_mentaal_verslaving": (6, 9, 13),
        "vragen_eenzaam_mantelzorg": (3, 4.5, 7),
        "vragen_wonen_leefbaarheid": (1.5, 2.5, 4),
        "vragen_meedoen_taal": (1.5, 2.5, 4),
        "vragen_gezondheid_beperking": (1.5, 2.5, 4),
        "gamma": (0.20, 0.35, 0.50),
        "vragen_per_medewerker": (40, 55, 64),
        "fte_per_medewerker": (0.75, 0.80, 0.85),
        "deel_preventie": (0.05, 0.15, 0.25),
        "kleinste_team": (4, 5, 6),
        "fte_per_1000_doel": (0.8, 0.8, 0.8),
        "ondergrens_clientondersteuning": (0.5, 0.5, 0.5),
    }
    for name, band in bands.items():
        assert (norms[name].low, norms[name].midden, norms[name].high) == band, name


def test_every_alternative_to_an_own_team_can_be_reached():
    rules = shipped_rules()
    judged = {r.form_id for r in rules.form_rules if r.als or r.nodig is None} - {None}
    named = {r.form_id for r in rules.form_rules} - {None}
    assert named == set(rules.forms)
    assert named == judged


# ruff: noqa: E501 - a row per fault reads best
AVERAGE = (
    "inkoop_gemiddeld, behoefte: [gemiddeld]",
    "inkoop_gemiddeld, behoefte: [hoog]",
)
FAULTS = [
    ("norms.yaml", "laag: 14, midden: 20", "laag: -14, midden: 20", "vragen_werk"),
    ("norms.yaml", "laag: 14, midden: 20", "laag: 24, midden: 20", "vragen_werk"),
    ("norms.yaml", "laag: 14, midden: 20", "midden: 20", "vragen_werk"),
    ("norms.yaml", ', bron: "De helft."', "", "min_deel_bekend"),
    ("norms.yaml", "bron: \"De helft.\"", 'bron: ""', "min_deel_bekend"),
    ("norms.yaml", "stap_fte:", "stap:", "stap_fte"),
    ("norms.yaml", "naam: \"Kleinste stap bij verdelen\", midden: 0.5", "naam: x, midden: 0", "stap"),
    ("norms.yaml", "domain_id: meedoen_taal, ", "domain_id: meedoen, ", "'meedoen'"),
    ("norms.yaml", "domain_id: meedoen_taal, doelgroep: inwoners_18plus, ", "", "meedoen_taal"),
    ("norms.yaml", "domain_id: meedoen_taal, ", "", "vragen_meedoen_taal"),
    ("norms.yaml", "naam: \"Minste cliëntondersteuning per team\", midden: 0.5",
     "naam: x, midden: 0.6", "clientondersteuning"),
    ("norms.yaml", "hoog: 0.25, eenheid: deel van de tijd", "hoog: 1, eenheid: x", "deel_preventie"),
    ("disciplines.yaml", "schuldhulp: 0.40", "schuldhulp: 0.50", "werk_inkomen_schulden: sums to"),
    ("disciplines.yaml", "schuldhulp: 0.40", "schuldhelp: 0.40", "'schuldhelp'"),
    ("disciplines.yaml", "schuldhulp: 0.40", "wijkagent: 0.40", "own organisation"),
    ("disciplines.yaml", "discipline_id: school,", "discipline_id: wijkagent,", "'wijkagent' stands"),
    ("disciplines.yaml", "specialisme_van: [mentaal_verslaving]", "specialisme_van: [x]", "ggz"),
    ("disciplines.yaml", "ondergrens: ondergrens_c", "ondergrens: grens_c", "unknown norm"),
    ("disciplines.yaml", "    meedoen_taal: {", "    meedoen: {", "no row for domain 'meedoen_taal'"),
    ("disciplines.yaml", "financier: zorgverzekeraar", "financier: niemand", "financier"),
    ("products.yaml", "product_group_id: taal", "product_group_id: welzijn", "'welzijn' stands"),
    ("products.yaml", "domeinen: [meedoen_taal]", "domeinen: [taal]", "taal: unknown domain"),
    ("products.yaml", "domeinen: [meedoen_taal]", "domeinen: []", "domeinen"),
    ("forms.yaml", "form_id: loket", "form_id: balie", "3h_loket: unknown form 'loket'"),
    ("forms.yaml", "  geen_omslag:", "  omslag:", "geen_omslag"),
    ("form_rules.yaml", "rule_id: 3h_loket", "rule_id: 3d_cjg", "'3d_cjg' stands twice"),
    ("form_rules.yaml", "norm: dorp_klein", "norm: dorp_piep", "3a_dorpsnetwerk: unknown norm"),
    ("form_rules.yaml", "maat: stedelijkheid", "maat: stad", "als.1.maat"),
    ("form_rules.yaml", 'is: "<", norm: dorp_klein', 'is: "~", norm: dorp_klein', "als"),
    ("form_rules.yaml", "domeinen: [jeugd_gezin]", "domeinen: [jeugd]", "aandeel_jeugd"),
    ("form_rules.yaml", "    als: [{maat: fte, is: \"<\", norm: kleinste_team}]\n  - rule_id: 3d",
     "    als: []\n  - rule_id: 3d", "stands behind 3c_regionaal"),
    ("form_rules.yaml", "{maat: inwoners, is: \"<\", norm: dorp_klein}",
     "{maat: stedelijkheid, is: \"<\", norm: dorp_stedelijkheid}", "3a_dorpsnetwerk can never"),
    ("form_rules.yaml", "    form_id: integraal\n    als: []",
     "    form_id: integraal\n    nodig: x", "no last rule"),
    ("form_rules.yaml", "    form_id: integraal\n    als: []", "    form_id: null\n    als: []", "needs a form_id"),
    ("procurement_rules.yaml", *AVERAGE, "inkoop_gemiddeld can never decide"),
    ("procurement_rules.yaml", *AVERAGE, "no rule for gemiddeld"),
    ("procurement_rules.yaml", "hoogstens: stevig", "hoogstens: heel zeker", "hoogstens"),
    ("procurement_rules.yaml", "gebruik: [gelijk, hoger, onbekend], vooruitblik", "vooruitblik",
     "inkoop_laag_maatwerk takes low use for a reason to buy less"),
    ("products.yaml", "variatie: variatie_jeugd", "variatie: geen", "unknown norm 'geen'"),
    ("products.yaml", "gebruik: wmo, variatie", "variatie", "begeleiding: variatie needs gebruik"),
    ("contract_flags.yaml", "bij: {producten}", "bij: {prijs}", "weinig_aanbieders: tekst must hold"),
    ("contract_flags.yaml", "flag_id: einde_nabij", "flag_id: einde", "'einde_nabij' is missing"),
    ("contract_cards.yaml", "{wijk: gunstig,", "{totaal: gunstig,", "'totaal' is not a criterion"),
    ("reference_facts.yaml", "In 2015 hielden", "Toen hielden", "overschot_2015: the sentence"),
    ("reference_facts.yaml", "source: \"Gemeente Utrecht, 2018\"", 'source: ""', "source"),
    ("reference_facts.yaml", "fact_id: utrecht_2018", "fact_id: nieuwland_2014", "stands twice"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), FAULTS)
def test_fault_is_refused_with_file_and_entry(folder, name, old, new, told):
    edit(folder, name, old, new)
    with pytest.raises(CatalogError) as error:
        read_rules(folder)
    assert told in str(error.value)
    # 2026-11-28: the line stands behind the file.
    assert re.search(r"\.yaml, line \d+: ", str(error.value))


def test_faults_of_all_files_are_told_together(folder):
    edit(folder, "norms.yaml", "laag: 14", "laag: -14")
    edit(folder, "products.yaml", "soort: maatwerk", "soort: gratis")
    (folder / "forms.yaml").unlink()
    with pytest.raises(CatalogError) as error:
        read_rules(folder)
    for name in ("norms.yaml", "products.yaml", "forms.yaml"):
        assert name in str(error.value)
