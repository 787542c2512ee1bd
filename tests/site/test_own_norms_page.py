"""The page about the method shows which norms and rules are those of the gemeente."""

from pathlib import Path

import pytest

from tests.site.conftest import Made
from tests.site.reading import read
from wijkfoto.errors import ConfigError
from wijkfoto.site.build import SiteOptions, render_site

NORM = "{laag: 45, midden: 50, hoog: 60, status: lokaal, datum: 2026-11-01, bron: Jaarverslag}"


def test_a_norm_of_the_gemeente_stands_beside_the_one_that_ships(made: Made, tmp_path: Path):
    own = tmp_path / "regels"
    own.mkdir()
    (own / "norms.yaml").write_text(f"vragen_per_medewerker: {NORM}\n", encoding="utf-8")
    # No gemeente: the page about the method is of the whole site.
    render_site(made.database, tmp_path / "site", SiteOptions("Wijkfoto", (), own))
    page = read(tmp_path / "site" / "methode.html")
    table = next(t for t in page.all("table") if "Eigen normen en regels" in t.text)
    row = table.all("tr")[1]
    assert row.all("th")[0].text == "Vragen per medewerker per jaar Jaarverslag"
    assert [cell.text for cell in row.all("td")] == ["55 (tussen 40 en 64)", "50 (tussen 45 en 60)"]
    plain = read(made.folder / "methode.html")
    assert "Eigen normen en regels" not in plain.text


def test_a_site_is_not_made_with_faulty_norms(made: Made, tmp_path: Path):
    own = tmp_path / "regels"
    own.mkdir()
    (own / "norms.yaml").write_text("gamma: {midden: 1}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1"):
        render_site(made.database, tmp_path / "site", SiteOptions("Wijkfoto", (), own))
