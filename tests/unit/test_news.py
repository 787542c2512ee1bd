"""What news looks at: a service with little patience, and files that may vanish meanwhile."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from wijkfoto.settings import Bronnen, Settings
from wijkfoto.stages import news
from wijkfoto.stages.sources import service_of
from wijkfoto.stages.workspace import Workspace

URL = "http://127.0.0.1:9"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def test_the_client_of_a_service_takes_other_options_where_they_are_given(tmp_path: Path):
    ws = Workspace(Settings(home=tmp_path, bronnen=Bronnen(cbs_url=URL, timeout_s=60)))
    source = ws.catalog.sources["cbs_kwb"]
    assert service_of(ws, source).options.timeout_s == 60
    quick = service_of(ws, source, replace(ws.http, timeout_s=1.0))
    assert (quick.base_url, quick.options.timeout_s) == (URL, 1.0)


def test_a_file_that_vanishes_after_it_was_listed_is_no_change_and_no_fault(tmp_path, monkeypatch):
    stays = tmp_path / "blijft.csv"
    stays.write_text("wijk", encoding="utf-8")
    listed = {str(stays): (4, 0), str(tmp_path / "gaat.csv"): (4, 0)}
    monkeypatch.setattr(news, "local_files", lambda _: listed)
    assert news.changed_since(Settings(home=tmp_path), LONG_AGO) == (str(stays),)
