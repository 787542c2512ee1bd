"""A collection of shapes is walked to its end, whole and on its own grid, or nothing is kept."""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest

from tests.maps import frame
from tests.sources.misbehaving import MAINTENANCE, Misbehaving, Reply
from wijkfoto.bronnen import geo_items
from wijkfoto.bronnen.geo import fetch_shapes, read_shapes
from wijkfoto.bronnen.geo_items import items_address
from wijkfoto.bronnen.http import TRIES, HttpOptions, UnavailableError
from wijkfoto.bronnen.snapshot import Snapshot, SnapshotStore
from wijkfoto.catalog import shipped_catalog
from wijkfoto.errors import SourceError

GEO = shipped_catalog().sources["geo_wijken"]
QUICK = HttpOptions(timeout_s=5, wait_s=0.0005)
COLLECTION = "/cbs/wijken-en-buurten-2020/ogc/v1/collections/wijken"
RD = "<http://www.opengis.net/def/crs/EPSG/0/28992>"
DEGREES = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
WIJKEN = frame(["WK060606", "WK060607", "WK060608"], jaar=[2020] * 3)


@pytest.fixture
def elsewhere() -> Iterator[Misbehaving]:
    """Another address, which nobody should ask anything."""
    with Misbehaving() as other:
        yield other


def page(
    rows: slice,
    *,
    shapes: gpd.GeoDataFrame = WIJKEN,
    following: str | None = "{url}" + COLLECTION + "/items?cursor=b",
    crs: str | None = RD,
    more: dict[str, Any] | None = None,
    ids: bool = True,
) -> Reply:
    """A page as PDOK gives it: no numberMatched, a cursor in the link to the next."""
    features = json.loads(shapes.to_json(drop_id=not ids))["features"][rows]
    links = [{"rel": "self", "type": "application/geo+json", "href": "{url}/x"}]
    if following:
        links += [
            {"rel": "next", "type": "text/html", "href": "{url}/pagina.html"},
            {"rel": "next", "type": "application/geo+json", "href": following},
        ]
    body = {
        "type": "FeatureCollection",
        "timeStamp": "2026-01-01T00:00:00Z",
        "links": links,
        "features": features,
        "numberReturned": len(features),
    }
    headers = {"Content-Type": "application/geo+json"} | ({"Content-Crs": crs} if crs else {})
    return Reply(json.dumps(body | (more or {})).encode(), headers=headers)


FIRST, LAST = page(slice(0, 2)), page(slice(2, 3), following=None)


def take(service: Misbehaving, store: SnapshotStore, year: int | None = None) -> Snapshot:
    found = fetch_shapes(
        GEO, f"{service.url}{COLLECTION}/items", store, QUICK, offline=False, year=year
    )
    assert found is not None
    return found


def refused(store: SnapshotStore, *replies: Reply) -> str:
    with Misbehaving({"items": replies}) as service, pytest.raises(SourceError) as caught:
        take(service, store)
    assert caught.value.next_step
    assert [p for p in store.root.rglob("*") if p.is_file()] == []
    return str(caught.value)


def test_all_pages_come_and_are_kept_as_received(store):
    with Misbehaving({"items": [FIRST, LAST]}) as service:
        kept = take(service, store)
        received = FIRST.body.replace(b"{url}", service.url.encode())
        assert store.read(kept, "items-00001.geojson.gz") == received
        assert service.asked == {"items": 2}
    found = read_shapes(store, kept)
    assert found.geometry.geom_equals(WIJKEN.geometry).all()
    assert found["geometry_year"].tolist() == [2020] * 3
    assert (kept.row_count, kept.period) == (3, "2020")
    assert "127.0.0.1" not in json.dumps([kept.title, kept.url])


def test_the_same_shapes_at_another_moment_are_no_new_snapshot_and_others_are(store):
    later = page(slice(0, 2), more={"timeStamp": "2026-02-02T00:00:00Z"})
    moved = WIJKEN.set_geometry(WIJKEN.geometry.translate(1))
    other = page(slice(2, 3), following=None, shapes=moved)
    with Misbehaving({"items": [FIRST, LAST, later, LAST, FIRST, other]}) as service:
        first = take(service, store)
        assert take(service, store) == first
        assert take(service, store).snapshot_id != first.snapshot_id


@pytest.mark.parametrize("crs", [DEGREES, None])
def test_a_service_that_does_not_know_rd_gives_degrees_and_says_so_or_nothing(store, crs):
    degrees = WIJKEN.to_crs(4326)
    pages = [
        page(slice(0, 2), shapes=degrees, crs=crs),
        page(slice(2, 3), shapes=degrees, crs=crs, following=None),
    ]
    with Misbehaving({"items": pages}) as service:
        found = read_shapes(store, take(service, store))
    assert found.crs == 28992
    assert found.geometry.hausdorff_distance(WIJKEN.geometry).max() < 0.01


@pytest.mark.parametrize("crs", [DEGREES, None])
def test_metres_that_pass_for_degrees_are_refused(store, crs):
    one = page(slice(0, 3), crs=crs, following=None)
    assert "do not lie in the Netherlands" in refused(store, one)


def swapped(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return shapes.set_geometry(
        shapes.geometry.affine_transform([0, 1, 1, 0, 0, 0]).set_crs(
            shapes.crs, allow_override=True
        )
    )


@pytest.mark.parametrize(
    ("shapes", "crs"), [(WIJKEN, RD), (WIJKEN.to_crs(4326), DEGREES), (WIJKEN.to_crs(4326), None)]
)
def test_coordinates_in_the_other_order_are_refused(store, shapes, crs):
    one = page(slice(0, 3), shapes=swapped(shapes), crs=crs, following=None)
    assert "do not lie in the Netherlands" in refused(store, one)


@pytest.mark.parametrize("number", [4258, 4326, 3857])
def test_a_grid_that_puts_latitude_first_or_is_unknown_is_refused_by_name(store, number):
    crs = f"<http://www.opengis.net/def/crs/EPSG/0/{number}>"
    assert f"EPSG/0/{number}" in refused(store, page(slice(0, 3), crs=crs, following=None))


def test_a_page_on_another_grid_than_the_first_is_refused(store):
    last = page(slice(2, 3), shapes=WIJKEN.to_crs(4326), crs=DEGREES, following=None)
    assert "changed its answer between two pages" in refused(store, FIRST, last)


def test_a_next_page_elsewhere_is_refused_and_not_asked(store, elsewhere):
    away = page(slice(0, 2), following=f"{elsewhere.url}{COLLECTION}/items?cursor=b")
    assert "The next page lies elsewhere" in refused(store, away)
    assert not elsewhere.asked


def test_a_link_that_names_http_keeps_the_scheme_of_the_settings():
    link = {"links": [{"rel": "next", "href": "http://kaart.test/items?cursor=b"}]}
    assert geo_items._next(link, "https://kaart.test/items") == "https://kaart.test/items?cursor=b"


def test_pages_that_go_round_are_refused(store):
    here = page(slice(2, 3))
    assert "The pages go round" in refused(store, FIRST, here)


def test_pages_without_end_are_refused(store, monkeypatch):
    monkeypatch.setattr(geo_items, "MAX_PAGES", 1)
    assert "The pages go round" in refused(store, FIRST, LAST)


@pytest.mark.parametrize("ids", [True, False])
def test_a_page_that_comes_twice_is_refused(store, ids):
    first = page(slice(0, 2), ids=ids)
    again = page(slice(0, 2), ids=ids, following=None)
    assert "Shapes came twice" in refused(store, first, again)


def test_a_page_lost_in_the_middle_is_refused_where_the_service_counts(store):
    first = page(slice(0, 1), more={"numberMatched": 3})
    last = page(slice(2, 3), following=None, more={"numberMatched": 3})
    assert "2 shapes came, the service counts 3" in refused(store, first, last)


def test_a_count_that_changes_between_pages_is_refused(store):
    first = page(slice(0, 2), more={"numberMatched": 3})
    last = page(slice(2, 3), following=None, more={"numberMatched": 4})
    assert "changed its answer between two pages" in refused(store, first, last)


def test_a_page_that_lost_a_shape_is_refused(store):
    assert "2 shapes came, the page says 3" in refused(
        store, page(slice(0, 2), more={"numberReturned": 3})
    )


def test_an_empty_collection_is_refused(store):
    assert "0 shapes came" in refused(store, page(slice(0, 0), following=None))


def test_an_empty_last_page_does_no_harm(store):
    both = page(slice(0, 3))
    with Misbehaving({"items": [both, page(slice(0, 0), following=None)]}) as service:
        assert take(service, store).row_count == 3


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=503),
        MAINTENANCE,
        Reply(FIRST.body[:200]),
        Reply(FIRST.body, headers=FIRST.headers, promised=100_000),
    ],
)
def test_a_page_that_fails_is_tried_again(store, fault):
    with Misbehaving({"items": [FIRST, fault, LAST]}) as service:
        assert take(service, store).row_count == 3
        assert service.asked == {"items": 3}


def test_a_page_that_keeps_failing_costs_four_tries_and_keeps_nothing(store):
    with Misbehaving({"items": [FIRST, MAINTENANCE]}) as service:
        with pytest.raises(UnavailableError, match="a web page came"):
            take(service, store)
        assert service.asked == {"items": 1 + TRIES}
    assert [p for p in store.root.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("more", [{"features": None}, {"features": ["x"]}, {"features": {}}])
def test_an_answer_without_shapes_is_refused(store, more):
    assert "holds no shapes" in refused(store, page(slice(0, 1), more=more))


def test_a_collection_larger_than_any_map_is_refused(store):
    small = HttpOptions(timeout_s=5, wait_s=0.0005, max_bytes=len(FIRST.body) + 200)
    with (
        Misbehaving({"items": [FIRST, LAST]}) as service,
        pytest.raises(SourceError, match="larger than 2 GB"),
    ):
        fetch_shapes(GEO, f"{service.url}{COLLECTION}", store, small, offline=False)


def test_shapes_of_another_year_than_was_asked_are_refused(store):
    with (
        Misbehaving({"items": [FIRST, LAST]}) as service,
        pytest.raises(SourceError, match="The shapes are of 2020, not of 2019"),
    ):
        take(service, store, year=2019)


def test_shapes_that_do_not_name_their_year_are_of_the_year_that_was_asked(store):
    plain = page(slice(0, 3), shapes=WIJKEN.drop(columns="jaar"), following=None)
    with Misbehaving({"items": [plain]}) as service:
        address = f"{service.url}/ogc/v1/collections/wijken/items"
        kept = fetch_shapes(GEO, address, store, QUICK, offline=False, year=2019)
    assert kept is not None
    assert kept.period == "2019"
    assert read_shapes(store, kept)["geometry_year"].tolist() == [2019] * 3


def test_the_year_in_the_address_of_a_collection_is_that_of_its_shapes(store):
    plain = page(slice(0, 3), shapes=WIJKEN.drop(columns="jaar"), following=None)
    with Misbehaving({"items": [plain]}) as service:
        assert read_shapes(store, take(service, store))["geometry_year"].tolist() == [2020] * 3


@pytest.mark.parametrize("end", ["", "/", "/collections/wijken", "/collections/wijken/items"])
def test_the_address_of_the_service_or_the_collection_leads_to_its_items(end):
    address = items_address(f"https://kaart.test/cbs/ogc/v1{end}")
    assert address is not None
    parts = urlsplit(address)
    assert parts.path == "/cbs/ogc/v1/collections/wijken/items"
    assert parse_qs(parts.query) == {"f": ["json"], "limit": ["1000"], "crs": [RD.strip("<>")]}


def test_what_the_address_asks_itself_is_kept():
    address = items_address("https://kaart.test/ogc/v1/collections/buurten/items?limit=10&x=y")
    assert address is not None
    query = parse_qs(urlsplit(address).query)
    assert (query["limit"], query["x"]) == (["10"], ["y"])


@pytest.mark.parametrize(
    "location", ["", "kaart.gpkg", "https://kaart.test/wijken.gpkg", "/ogc/v1/collections/wijken"]
)
def test_a_file_is_no_collection(location):
    assert items_address(location) is None


def test_no_figure_of_the_collection_reaches_the_log(store, caplog):
    with_figures = WIJKEN.assign(aantal_inwoners=-99997)
    with (
        caplog.at_level(logging.DEBUG, "wijkfoto"),
        Misbehaving({"items": [page(slice(0, 3), shapes=with_figures, following=None)]}) as service,
    ):
        found = read_shapes(store, take(service, store))
    assert "99997" not in caplog.text
    assert list(found.columns) == ["region_code", "geometry_year", "geometry"]
