"""`wijkfoto demo`: the same job, on the fictitious gemeente, from a service on this machine."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.run import run_job
from wijkfoto.settings import Settings, load_settings


def run_demo(settings: Settings, *, quiet: bool = False) -> Path:
    """Serve the made tables on the loopback address and run the line on them.

    Returns:
        The first page of the site.
    """
    from wijkfoto.sample import SAMPLE_GEMEENTE, ODataService, sample_tables, write_shapes

    with TemporaryDirectory() as folder, ODataService(sample_tables()) as service:
        shapes = write_shapes(Path(folder) / "fictief-wijken-2020.parquet")
        sample = load_settings(
            home=settings.home,
            gemeente={"codes": [SAMPLE_GEMEENTE]},
            bronnen={
                "peiljaar": 2020,
                "cbs_url": service.url,
                "rivm_url": service.url,
                "geo_url": str(shapes),
            },
            team={"modus": "verdelen", "fte_total": 72.0},
            site={"titel": "Wijkfoto"},
        )
        return run_job(sample, quiet=quiet)
