"""Where a meeting place, provider or initiative is: a point in RD, from either way of writing."""

import geopandas as gpd

from wijkfoto.lokaal.values import UnfitError

RD = "EPSG:28992"
_RD_X, _RD_Y = (0.0, 300_000.0), (300_000.0, 625_000.0)
_LAT, _LON = (50.5, 53.8), (3.0, 7.4)


def to_point(
    x: float | None, y: float | None, lat: float | None, lon: float | None
) -> tuple[float, float] | None:
    """Return the point in metres of RD (EPSG:28992), to the metre; None when none is given.

    Args:
        x: RD x in metres, with `y`.
        y: RD y in metres.
        lat: Degrees north (WGS 84), with `lon`.
        lon: Degrees east.

    Raises:
        UnfitError: If half a point or two points are given, or it lies outside the Netherlands.
    """
    rd, degrees = (x, y), (lat, lon)
    if rd == degrees == (None, None):
        return None
    if (x is None) != (y is None) or (lat is None) != (lon is None):
        raise UnfitError(
            "Half of a place is missing.", "Fill in both x and y, or both lat and lon."
        )
    if x is not None and lat is not None:
        raise UnfitError("The place stands here twice.", "Fill in x and y, or lat and lon.")
    if x is not None and y is not None:
        if not (_within(x, _RD_X) and _within(y, _RD_Y)):
            raise UnfitError(
                "This place is not in the Netherlands.",
                "x lies between 0 and 300000, y between 300000 and 625000 (RD, metres).",
            )
        return float(round(x)), float(round(y))
    if not (_within(lat or 0.0, _LAT) and _within(lon or 0.0, _LON)):
        raise UnfitError(
            "This place is not in the Netherlands.",
            "lat lies between 50,5 and 53,8, lon between 3 and 7,4.",
        )
    (point,) = gpd.GeoSeries.from_xy([lon], [lat], crs="EPSG:4326").to_crs(RD)
    return float(round(point.x)), float(round(point.y))


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
