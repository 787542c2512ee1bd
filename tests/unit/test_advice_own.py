"""Norms and rules of a gemeente: put in place, refused with line and reason, and shown."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wijkfoto import checkup
from wijkfoto.advice import read_rules, rule_errors, rules_of, shipped_rules
from wijkfoto.advice.own import own_sha256
from wijkfoto.errors import ConfigError
from wijkfoto.resources import catalog_dir, shelf
from wijkfoto.settings import Advies, Settings
from wijkfoto.site.own_rules import own_rules
from wijkfoto.site.text import shipped_texts

NO_SOURCE = "status: lokaal, datum: 2026-11-01"
WHY = 'status: lokaal, datum: 2026-11-01, bron: "Jaarverslag."'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "regels"
    folder.mkdir()
    return folder


@pytest.fixture
def copied(own: Path) -> Callable[[str, str, str], None]:
    """Put a shipped file in the folder, with one change."""

    def put(name: str, old: str, new: str) -> None:
        target = own / name
        if not target.exists():
            shutil.copy(catalog_dir() / name, target)
        text = target.read_text(encoding="utf-8")
        assert old in text
        target.write_text(text.replace(old, new, 1), encoding="utf-8")

    return put


def norms(own: Path, text: str) -> None:
    (own / "norms.yaml").write_text(text, encoding="utf-8")


def test_only_the_norms_that_are_written_differ(own: Path):
    norms(own, f"vragen_per_medewerker: {{laag: 45, midden: 50, hoog: 60, {WHY}}}\n")
    rules = rules_of(own)
    changed = {n for n, norm in rules.norms.items() if norm != shipped_rules().norms[n]}
    assert changed == {"vragen_per_medewerker"}
    found, before = (
        rules.norms["vragen_per_medewerker"],
        shipped_rules().norms["vragen_per_medewerker"],
    )
    assert (found.low, found.midden, found.high, found.status) == (45, 50, 60, "lokaal")
    assert (found.naam, found.eenheid) == (before.naam, before.eenheid)
    assert list(rules.norms) == list(shipped_rules().norms)


def test_without_a_folder_or_with_examples_alone_nothing_differs(own: Path):
    shutil.copy(shelf("reports") / "text" / "norms.voorbeeld.yaml", own)
    assert rules_of(None) is shipped_rules()
    assert rules_of(own) == shipped_rules()
    assert own_sha256(own) == own_sha256(None) == []


def test_the_example_holds_norms_that_can_be_used(own: Path):
    text = (shelf("reports") / "text" / "norms.voorbeeld.yaml").read_text(encoding="utf-8")
    lines = [
        line.removeprefix("# ")
        for line in text.splitlines()
        if "{laag" in line or "werker:" in line
    ]
    norms(own, "\n".join(lines))
    assert rules_of(own).norm("vragen_per_medewerker") == 50


def test_own_rules_may_name_a_norm_of_their_own(own: Path, copied):
    norms(own, f'dorp_eigen: {{naam: "Ons dorp", midden: 1500, eenheid: inwoners, {WHY}}}\n')
    copied("form_rules.yaml", "norm: dorp_klein", "norm: dorp_eigen")
    assert rules_of(own).norm("dorp_eigen") == 1500


# File, what stands there, what is put in place, the line that is told (by what it holds), and why.
FAULTS = [
    ("disciplines.yaml", "schuldhulp: 0.40", "schuldhulp: 0.50", "schuldhulp: 0.50",
     "werk_inkomen_schulden: sums to 1.100, not to 1"),
    ("disciplines.yaml", "schuldhulp: 0.40", "schuldhelp: 0.40", "schuldhelp: 0.40",
     "unknown discipline 'schuldhelp'"),
    ("disciplines.yaml", "schuldhulp: 0.40", "schuldhulp: -0.40", "schuldhulp: -0.40",
     "greater than or equal to 0"),
    ("form_rules.yaml", "rule_id: 3h_loket", "rule_id: 3d_cjg", "@3d_cjg", "'3d_cjg' stands twice"),
    ("form_rules.yaml", '{maat: inwoners, is: "<", norm: dorp_klein}',
     '{maat: stedelijkheid, is: "<", norm: dorp_stedelijkheid}', "rule_id: 3a_dorpsnetwerk",
     "3a_dorpsnetwerk can never hold"),
    ("form_rules.yaml", '      - {maat: fte, is: "<", norm: kleinste_team}\n'
     "      - {maat: aandeel_jeugd", "      - {maat: fte, is: \"<\", norm: kleinste_team}\n"
     '      - {maat: inwoners, is: "<", norm: te_klein_inwoners}\n      - {maat: aandeel_jeugd',
     "rule_id: 3d_cjg", "it stands behind 0_hoort_bij_buurgebied"),
    ("procurement_rules.yaml", "inkoop_gemiddeld, behoefte: [gemiddeld]",
     "inkoop_gemiddeld, behoefte: [hoog]", "inkoop_gemiddeld,", "can never decide"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "line", "why"), FAULTS)
def test_a_fault_names_file_line_and_reason(own: Path, copied, name, old, new, line, why):
    copied(name, old, new)
    lines = (own / name).read_text(encoding="utf-8").splitlines()
    holding = [n for n, text in enumerate(lines, start=1) if line.removeprefix("@") in text]
    told = [str(error) for error in rule_errors(own)]
    number = holding[-1] if line.startswith("@") else holding[0]
    assert any(f"{own / name}, line {number}: " in text and why in text for text in told), told
    with pytest.raises(ConfigError) as caught:
        rules_of(own)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (f"\nvragen_jeugd_gezin: {{midden: -1, {WHY}}}\n", 2, "vragen_jeugd_gezin.midden"),
        (f"vragen_jeugd_gezin: {{midden: 1, {NO_SOURCE}}}\n", 1, "bron: Field required"),
        (f"vragen_jeugd: {{naam: x, eenheid: y, midden: 1, {WHY}}}\n", 1, "nothing uses it"),
        (f"deel_preventie: {{midden: 1, {WHY}}}\n", 1, "deel_preventie must be under 1"),
        (f"ondergrens_clientondersteuning: {{midden: 0.3, {WHY}}}\n", 1, "whole number of steps"),
        ("- gamma\n", 1, "a norm is written as its name"),
    ],
)  # fmt: skip
def test_a_faulty_norm_names_line_and_reason(own: Path, text, line, why):
    norms(own, text)
    (error,) = rule_errors(own)
    assert isinstance(error, ConfigError)
    assert f"norms.yaml, line {line}: " in str(error)
    assert why in str(error)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("normen.yaml", "", "not read"),
        ("forms.yaml", "", "not read"),
        ("norms.yaml", "a: {\n", "expected"),
        ("norms.yaml", "gamma: 1\ngamma: 2\n", "'gamma' stands twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(own: Path, name, text, why):
    (own / name).write_text(text, encoding="utf-8")
    (error,) = rule_errors(own)
    assert str(own / name) in str(error)
    assert why in str(error)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(ConfigError, match="cannot be read"):
        rules_of(tmp_path / "weg")


def test_check_lists_the_faults_of_all_files_and_ends_with_two(own: Path, copied, tmp_path):
    norms(
        own,
        f"gamma: {{midden: -1, {WHY}}}\nvragen_jeugd_gezin: {{midden: 30, {NO_SOURCE}}}\n",
    )
    copied("disciplines.yaml", "schuldhulp: 0.40", "schuldhulp: 0.50")
    copied("disciplines.yaml", "opbouwwerk: 0.45", "buurtwerk: 0.45")
    copied("form_rules.yaml", "rule_id: 3h_loket", "rule_id: 3d_cjg")
    copied(
        "form_rules.yaml",
        '    als: [{maat: fte, is: "<", norm: kleinste_team}]\n  - rule_id: 3d',
        "    als: []\n  - rule_id: 3d",
    )
    settings = Settings(home=tmp_path / "home", advies=Advies(map=str(own)))
    told = checkup.find_faults(lambda: settings)
    for why in (
        "gamma.midden", "bron: Field required", "sums to 1.100", "'buurtwerk'",
        "'3d_cjg' stands twice", "it stands behind 3c_regionaal",
    ):  # fmt: skip
        assert any(why in str(fault) for fault in told), why
    assert {fault.exit_code for fault in told} == {2}
    assert all(", line " in str(fault) for fault in told)


def test_what_differs_is_shown_beside_what_ships(own: Path, copied):
    norms(own, f"vragen_per_medewerker: {{laag: 45, midden: 50, hoog: 60, {WHY}}}\n")
    copied(
        "disciplines.yaml",
        "schuldhulp: 0.40, werk_inkomen: 0.35",
        "schuldhulp: 0.45, werk_inkomen: 0.30",
    )
    copied("form_rules.yaml", "  - rule_id: 3h_loket", "  - rule_id: 3h_balie")
    shown = own_rules(rules_of(own), shipped_rules(), shipped_texts())
    told = {row.naam: (row.geleverd, row.nu) for row in shown}
    assert told["Vragen per medewerker per jaar"] == (
        "55 (tussen 40 en 64)",
        "50 (tussen 45 en 60)",
    )
    assert told["Regel voor de vorm: 3h_loket"] == ("zoals geleverd", "weggehaald")
    assert told["Regel voor de vorm: 3h_balie"] == ("", "nieuw")
    row = next(text for text in told if text.startswith("Verdeling van vragen"))
    assert "Schuldhulp 40%" in told[row][0]
    assert "Schuldhulp 45%" in told[row][1]
    assert own_rules(shipped_rules(), shipped_rules(), shipped_texts()) == ()


def test_another_norm_gives_another_hash(own: Path):
    norms(own, f"gamma: {{midden: 0.3, {WHY}}}\n")
    first = own_sha256(own)
    norms(own, f"gamma: {{midden: 0.4, {WHY}}}\n")
    assert own_sha256(own) != first


def test_the_shipped_catalog_is_whole_by_the_same_reading():
    assert rule_errors() == []
    assert read_rules(catalog_dir()) == shipped_rules()
