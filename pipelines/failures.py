"""Why a run failed, read from what Dagster noted of it: the step, the error and the check.

Telling people is the work of `wijkfoto.alerts`.
"""

from collections.abc import Iterator

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from wijkfoto.journal import Failure

OURS = "wijkfoto."
"""How the message of one of our own errors begins: with the module of its class."""


def failure_of(instance: dg.DagsterInstance, run_id: str) -> Failure | None:
    """Return why a run failed; None when nothing in it failed.

    A check that stopped a run is named before the step in which it stood.
    """
    check, failed = "", None
    for entry in instance.all_logs(run_id):
        event = entry.dagster_event
        if event is None:
            continue
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            found = event.asset_check_evaluation_data
            if not found.passed and found.severity == dg.AssetCheckSeverity.ERROR:
                check = f"{found.check_name} of {'/'.join(found.asset_key.path)}"
        elif event.event_type == dg.DagsterEventType.STEP_FAILURE:
            failed = Failure(_kind(event.step_failure_data.error), str(event.step_key), check)
    return failed or (Failure("check", check=check) if check else None)


def _kind(error: SerializableErrorInfo | None) -> str:
    """Return the class of our own error in a chain, else of the error itself."""
    chain = list(_chain(error))
    ours = [each for each in chain if each.message.startswith(OURS)]
    others = [each for each in chain if not str(each.cls_name).startswith("Dagster")]
    named = ours or others or chain
    return str(named[0].cls_name) if named else "unknown"


def _chain(error: SerializableErrorInfo | None) -> Iterator[SerializableErrorInfo]:
    while error is not None:
        yield error
        error = error.cause or error.context
