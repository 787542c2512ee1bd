"""`wijkfoto run`: the job `wijkfoto` in this process, its run kept in the instance."""

from pathlib import Path

from pipelines.instance import prepare_instance
from pipelines.terminal import progress
from wijkfoto.errors import ConfigError
from wijkfoto.home import Home
from wijkfoto.settings import Settings

STAGES = 17
"""Steps of the job, for the bar: three sources, four layers, survey, forms, profile, coherence,
advice, and four of the edition."""


def run_job(settings: Settings, *, national: bool = False, quiet: bool = False) -> Path:
    """Run the whole line; return the published site.

    Raises:
        WijkfotoError: When a form, the survey, a norm or a rule of the gemeente cannot be used,
            or FTE of one gemeente would be spread over all, before anything is fetched; else as a
            cause of what Dagster raises, when a stage fails.
    """
    from wijkfoto.advice import rules_of
    from wijkfoto.stages.lokaal import refuse_faulty_forms
    from wijkfoto.stages.survey import refuse_faulty_survey
    from wijkfoto.stages.workspace import Workspace

    if national:
        _refuse_one_total(settings)
    home = Home(settings.home)
    home.prepare()
    _check_free(home)
    workspace = Workspace(settings, national=national)
    refuse_faulty_forms(workspace)
    refuse_faulty_survey(workspace)
    rules_of(settings.own_rules)
    prepare_instance(settings)

    import dagster as dg

    from pipelines.definitions import build_definitions
    from pipelines.history import held_open
    from pipelines.jobs import JOB_NAME

    with (
        progress(STAGES, quiet=quiet or settings.logboek.vorm == "json") as bar,
        dg.DagsterInstance.get() as instance,
        held_open(instance),
    ):
        definitions = build_definitions(settings, national=national, progress=bar)
        job = definitions.resolve_job_def(JOB_NAME)
        job.execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    return home.site / "index.html"


def _check_free(home: Home) -> None:
    """Refuse at once when another run holds the home, before Dagster is imported."""
    with home.lock():
        pass


def _refuse_one_total(settings: Settings) -> None:
    """Refuse pages of every gemeente with what is of one: the advice would, after minutes."""
    of_one = {"fte_total": settings.team.fte_total, "formatie": settings.team.formatie}
    given = [key for key, value in of_one.items() if value]
    if given:
        raise ConfigError(
            "This is of one gemeente, and --national makes pages of all.",
            where=f"[team] {', '.join(given)}",
            next_step="Leave it out, or run without --national.",
        )
