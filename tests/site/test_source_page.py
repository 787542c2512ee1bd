"""The page about the sources says so when the map is of another year than the figures."""

import pytest

from wijkfoto.catalog import shipped_catalog
from wijkfoto.site import rows as r
from wijkfoto.site.context_site import source_context
from wijkfoto.site.frame import publishers
from wijkfoto.site.text import shipped_texts


def snapshot(source_id: str, period: str | None) -> r.Snapshot:
    return r.Snapshot(
        snapshot_id=f"x/{source_id}/{period}", source_id=source_id, table_id=source_id, title="x",
        period=period, modified=None, url=None, row_count=1, licence="l", attribution="a",
        is_fictief=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (["2022"], "De kaart is van 2022. De cijfers horen bij de grenzen van 2020."),
        (["2018", "2022"], "De kaart is van 2018 en 2022."),
        (["2018, 2022"], "De kaart is van 2018 en 2022."),
        (["2020"], ""),
        (["2020", "2019"], ""),
        (["2019, 2020"], ""),
        ([None], ""),
        ([], ""),
    ],
)
def test_the_year_of_the_map_is_said_when_it_is_not_the_peiljaar(periods, said):
    kept = [snapshot("geo_wijken", period) for period in periods]
    figures = snapshot("cbs_kwb", "2017")
    context = source_context([figures, *kept], shipped_catalog(), shipped_texts(), 2020)
    assert context.kaart_jaar.startswith(said)
    assert bool(context.kaart_jaar) == bool(said)


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (["geo_wijken", "rivm_gezondheid", "cbs_kwb"], "CBS, RIVM en Kadaster"),
        (["cbs_kwb", "cbs_prognose"], "CBS en PBL"),
        (["cbs_kwb"], "CBS"),
        ([], ""),
    ],
)
def test_publishers_are_named_once_and_only_when_used(sources, said):
    assert publishers([snapshot(one, None) for one in sources], shipped_catalog()) == said
