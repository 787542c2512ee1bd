"""`wijkfoto demo`: the same job, on the fictitious gemeente, from a service on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.run import run_job
from wijkfoto.settings import (
    Bronnen,
    Gemeente,
    Inkoop,
    Kwalitatief,
    Privacy,
    Registratie,
    Settings,
    Site,
    Survey,
    Team,
)


def run_demo(settings: Settings, *, quiet: bool = False) -> Path:
    """Run the line on the fictitious gemeente.

    Returns:
        The first page of the site.
    """
    with sample_settings(settings) as sample:
        return run_job(sample, quiet=quiet)


@contextmanager
def sample_settings(settings: Settings) -> Iterator[Settings]:
    """Serve the made tables on the loopback address; give the settings of a run on them.

    Only the home, the draws and the protocols of the user's settings hold: his own gemeente stays
    out of it.
    """
    from wijkfoto.sample import (
        SAMPLE_FORMATION,
        SAMPLE_GEMEENTE,
        ODataService,
        sample_tables,
        write_heard,
        write_registered,
        write_shapes,
        write_survey,
    )

    with TemporaryDirectory() as folder, ODataService(sample_tables()) as service:
        heard = write_heard(Path(folder) / "gesprekken")
        registered = write_registered(Path(folder) / "registratie")
        shapes = write_shapes(Path(folder) / "fictief-wijken-2020.parquet")
        survey = write_survey(Path(folder) / "fictieve-burgerpeiling-2020.csv")
        yield settings.model_copy(
            update={
                "gemeente": Gemeente(codes=(SAMPLE_GEMEENTE,)),
                "bronnen": Bronnen(
                    peiljaar=2020,
                    protocol=settings.bronnen.protocol,
                    rivm_protocol=settings.bronnen.rivm_protocol,
                    cbs_url=service.url,
                    rivm_url=service.url,
                    geo_url=str(shapes),
                ),
                "team": Team(modus="verdelen", fte_total=72.0, formatie=SAMPLE_FORMATION),
                "inkoop": Inkoop(),
                "survey": Survey(bestand=str(survey)),
                "kwalitatief": Kwalitatief(map=str(heard)),
                "registratie": Registratie(map=str(registered)),
                "privacy": Privacy(),
                "site": Site(),
            }
        )
