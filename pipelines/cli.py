"""The front door: `wijkfoto ...`. Results on stdout, progress and logs on stderr.

Each command is a few lines around a stage or the job; faults become one message and an exit code.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.faults import told
from pipelines.terminal import say, setup_logging, tell
from wijkfoto import __version__
from wijkfoto.errors import ConfigError, WijkfotoError

app = typer.Typer(
    name="wijkfoto",
    help="A wijkfoto of every wijk in a gemeente: from CBS and RIVM tables to pages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

GemeenteOption = Annotated[
    list[str] | None, typer.Option("--gemeente", "-g", help="Gemeente code; may be repeated.")
]
PeiljaarOption = Annotated[
    str | None, typer.Option("--peiljaar", help='Year of the kerncijfers, or "newest".')
]
OfflineOption = Annotated[
    bool | None, typer.Option("--offline", help="Use the snapshots that are there; no network.")
]
NationalOption = Annotated[bool, typer.Option("--national", help="Pages of every gemeente.")]
HomeOption = Annotated[
    Path | None, typer.Option("--home", help="Where everything generated goes (WIJKFOTO_HOME).")
]
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Settings file; default ./wijkfoto.toml.")
]


survey_app = typer.Typer(no_args_is_help=True, help="The survey of the gemeente.")
app.add_typer(survey_app, name="survey")


@app.callback()
def common(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only warnings and errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Every event.")] = False,
) -> None:
    """Set what holds for every command."""
    context.obj = {"debug": debug, "quiet": quiet}
    setup_logging(quiet=quiet, verbose=verbose)


def _settings(
    config: Path | None,
    home: Path | None,
    gemeente: list[str] | None = None,
    peiljaar: str | None = None,
    offline: bool | None = None,
) -> Any:  # noqa: ANN401 - Settings, imported late
    from wijkfoto.settings import load_settings

    overrides: dict[str, Any] = {"home": home} if home else {}
    if gemeente:
        overrides["gemeente"] = {"codes": gemeente}
    bronnen: dict[str, Any] = {}
    if peiljaar:
        bronnen["peiljaar"] = _year(peiljaar)
    if offline:
        bronnen["offline"] = True
    if bronnen:
        overrides["bronnen"] = bronnen
    return load_settings(config, **overrides)


def _year(text: str) -> int | str:
    if text == "newest":
        return text
    if text.isdigit():
        return int(text)
    raise ConfigError(
        f"'{text}' is no year.", where="--peiljaar", next_step='Write 2020 or "newest".'
    )


@app.command()
def demo(context: typer.Context, home: HomeOption = None) -> None:
    """Run the whole line on the fictitious sample gemeente."""
    from pipelines.demo import run_demo

    settings = _settings(None, home)
    say(str(run_demo(settings, quiet=context.obj["quiet"])))


@app.command()
def init(
    context: typer.Context,
    gemeente: Annotated[str, typer.Argument(help="Gemeente code, such as GM0606.")],
    directory: Annotated[Path, typer.Option("--dir", help="Where to write.")] = Path(),
) -> None:
    """Write a commented wijkfoto.toml and the folders for local input."""
    from wijkfoto.start import next_steps, write_start

    for path in write_start(gemeente, directory):
        say(str(path))
    if not context.obj["quiet"]:
        tell(next_steps(directory))


@app.command()
def run(
    context: typer.Context,
    gemeente: GemeenteOption = None,
    peiljaar: PeiljaarOption = None,
    offline: OfflineOption = None,
    national: NationalOption = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Run everything, from sources to a published site; the last line is where the site is."""
    from pipelines.run import run_job

    settings = _settings(config, home, gemeente, peiljaar, offline)
    say(str(run_job(settings, national=national, quiet=context.obj["quiet"])))


@app.command()
def fetch(
    context: typer.Context,
    gemeente: GemeenteOption = None,
    peiljaar: PeiljaarOption = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Bring the sources into the snapshot store."""
    from pipelines.parts import fetch_all

    settings = _settings(config, home, gemeente, peiljaar)
    for line in fetch_all(settings, quiet=context.obj["quiet"]):
        say(line)


@app.command()
def build(
    context: typer.Context,
    gemeente: GemeenteOption = None,
    peiljaar: PeiljaarOption = None,
    national: NationalOption = False,
    edition: Annotated[
        str | None, typer.Option("--edition", help="Make a kept edition again, to the last digit.")
    ] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Make the tables of an edition from the snapshots of the last fetch."""
    from pipelines.parts import build_again, build_tables

    if edition is not None:
        if gemeente or peiljaar or national:
            raise ConfigError(
                "An edition has its own gemeenten and peiljaar.",
                where="--edition",
                next_step="Leave the other options out.",
            )
        say(build_again(_settings(config, home), edition, quiet=context.obj["quiet"]))
        return
    settings = _settings(config, home, gemeente, peiljaar)
    say(build_tables(settings, national=national, quiet=context.obj["quiet"]))


@app.command()
def render(context: typer.Context, home: HomeOption = None, config: ConfigOption = None) -> None:
    """Make the pages of the edition that was built, and seal it; nothing is published yet."""
    from pipelines.parts import render_edition

    say(str(render_edition(_settings(config, home), quiet=context.obj["quiet"])))


@app.command()
def publish(
    edition: Annotated[
        str | None, typer.Argument(help="Edition; default the one made last.")
    ] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Publish a finished edition, by one rename."""
    from pipelines.parts import publish_edition

    say(str(publish_edition(_settings(config, home), edition)))


@app.command()
def rollback(
    edition: Annotated[
        str | None, typer.Argument(help="Edition; default the one before the published one.")
    ] = None,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Publish an earlier edition again, by one rename; tables and pages go back together."""
    from pipelines.parts import roll_back

    now, seen = roll_back(_settings(config, home), edition)
    say(f"{now} is published already." if now == seen else f"Published {now}, in place of {seen}.")


@app.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Take away old editions, snapshots and runs by the policy of [edities]."""
    from pipelines.pruning import prune_home

    for line in prune_home(_settings(config, home), dry_run=dry_run):
        say(line)


@app.command("diff")
def show_diff(
    earlier: Annotated[str, typer.Argument(help="Edition, or its beginning, current or vorige.")],
    later: Annotated[str, typer.Argument(help="Edition that it is compared with.")],
    output: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what changed between two editions, and by which cause."""
    from wijkfoto.diff import diff

    say(diff(_settings(config, home), earlier, later, output))


@app.command(context_settings={"ignore_unknown_options": True})  # a query may begin with --
def sql(
    query: Annotated[str, typer.Argument(help='A question, such as "select * from edition".')],
    output: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Ask the published tables something; read-only, without file or network access."""
    from wijkfoto.ask import ask

    say(ask(_settings(config, home), query, output))


@app.command()
def explain(
    number_id: Annotated[str, typer.Argument(help="Id of a number, as a page shows it.")],
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Show the way back of one number: sources, steps and query."""
    from wijkfoto.explain import explain_number

    say(explain_number(_settings(config, home), number_id, output))


@survey_app.command("draft")
def survey_draft(
    file: Annotated[Path, typer.Argument(help="Survey file: SPSS, CSV or a workbook.")],
) -> None:
    """Propose a mapping for a survey file, to be completed by hand."""
    from wijkfoto.peiling.draft import draft_mapping
    from wijkfoto.peiling.source import read_source

    say(draft_mapping(read_source(file)))


@app.command()
def check(
    context: typer.Context,
    config: ConfigOption = None,
    home: HomeOption = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask the services about every table of the catalog.")
    ] = False,
) -> None:
    """Check settings, catalog, rules, SQL, survey and published country; lists every fault."""
    from pipelines.checking import check_all

    code = check_all(lambda: _settings(config, home), config, live=live, quiet=context.obj["quiet"])
    if code:
        raise typer.Exit(code)


@app.command()
def status(home: HomeOption = None, config: ConfigOption = None) -> None:
    """Say whether the home is healthy (exit code 1 when not), what is published, the sources."""
    from wijkfoto.health import ailments
    from wijkfoto.status import status_lines

    settings = _settings(config, home)
    found = ailments(settings)
    say("healthy    yes" if not found else f"healthy    no: {len(found)} things to look at")
    for ailment in found:
        say(f"look at    {ailment}")
    try:
        for line in status_lines(settings):
            say(line)
    except BrokenPipeError:  # who reads has enough, as `head` has after its lines
        raise
    except (WijkfotoError, OSError) as error:
        if not found:  # what is wrong was said above, and the list stops where it cannot be read
            raise
        tell(f"The list stops here: {error}")
    if found:
        raise typer.Exit(1)


@app.command(hidden=True)
def version() -> None:
    """Show the version."""
    say(__version__)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; the entry point of the package.

    Args:
        arguments: Words after `wijkfoto`; None for those of the process.
    """
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    try:
        # Outside standalone mode an exit with a code is returned, not raised.
        code = app(args=words, prog_name="wijkfoto", standalone_mode=False)
    except typer.Abort:
        sys.exit(1)
    except Exception as error:
        if debug:
            raise
        sys.exit(told(error))
    sys.exit(code if isinstance(code, int) else 0)
