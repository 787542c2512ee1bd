"""Telling people that a run failed or a publish was blocked: a file, mail, a webhook.

An alert holds names of runs, steps and checks only. What a message of an error quotes may come
from a form or a survey, so it stays on the machine.
"""

import json
import logging
import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import requests

from wijkfoto.home import Home
from wijkfoto.journal import Failure
from wijkfoto.settings import Settings
from wijkfoto.settings_work import LOOPBACK, Meldingen

log = logging.getLogger(__name__)

ALERTS = "alerts.jsonl"
"""File in the folder of the logs, one line per alert."""

MOST_BYTES = 1_000_000
"""Size at which the file makes room: it is then kept once as `alerts.jsonl.1`."""

TLS_FROM_THE_START = 465


@dataclass(frozen=True)
class Alert:
    """One thing that people should know.

    Attributes:
        what: In one sentence, what happened.
        run_id: The run.
        kind: Class of the error.
        step: Step that failed, if one did.
        check: Check that blocked the publish, if one did.
        at: Moment, in UTC.
        next_step: What to do.
    """

    what: str
    run_id: str
    kind: str
    step: str
    check: str
    at: str
    next_step: str


def alert_of(run_id: str, failure: Failure, published: str | None = None) -> Alert:
    """Return the alert of a run that failed.

    Args:
        run_id: The run.
        failure: Why it failed.
        published: The edition that it published before it failed, if it did.
    """
    if published:
        what = f"A run published {published}, and failed after that: {failure}."
    else:
        blocked = "A publish was blocked" if failure.check else "A run failed"
        what = f"{blocked}: {failure}. What was published stays as it was."
    return Alert(
        what=what,
        run_id=run_id,
        kind=failure.kind,
        step=failure.step,
        check=failure.check,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        next_step="Run `wijkfoto status` on the machine, or look at the run in the Dagster UI.",
    )


def send_alert(settings: Settings, alert: Alert) -> list[str]:
    """Write an alert to the file of the home, and tell it by mail and webhook where these are set.

    A way that does not work is logged, and does not keep the others from working.

    Returns:
        What went wrong, one sentence per way.
    """
    told = settings.meldingen
    ways: list[tuple[str, Callable[[], None]]] = [
        ("file", lambda: _append(Home(settings.home).logs / ALERTS, alert))
    ]
    if told.smtp and told.aan:
        ways.append(("mail", lambda: _mail(told, alert)))
    if told.webhook.get_secret_value():
        ways.append(("webhook", lambda: _post(told, alert)))
    faults = []
    for name, way in ways:
        try:
            way()
        except (OSError, ValueError, smtplib.SMTPException) as error:
            # A secret with letters that the protocol does not know is a ValueError. The text of the
            # error may hold the address of the webhook, which is a secret.
            faults.append(f"The alert could not go by {name}: {type(error).__name__}.")
    for fault in faults:
        log.warning("%s", fault)
    return faults


def _append(path: Path, alert: Alert) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > MOST_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    with path.open("a", encoding="utf-8") as handle:
        handle.write(f"{json.dumps(asdict(alert), ensure_ascii=False)}\n")
        handle.flush()
        os.fsync(handle.fileno())


def _mail(told: Meldingen, alert: Alert) -> None:
    host, _, port = told.smtp.rpartition(":")
    message = EmailMessage()
    message["Subject"] = f"wijkfoto: {alert.check or alert.kind}"
    message["From"] = told.van or told.aan[0]
    message["To"] = ", ".join(told.aan)
    message.set_content("\n".join(f"{name}: {text}" for name, text in asdict(alert).items()))
    with _server(host.strip("[]"), int(port), told.timeout_s) as server:
        if told.gebruiker:
            server.login(told.gebruiker, told.wachtwoord.get_secret_value())
        server.send_message(message)


def _server(host: str, port: int, timeout_s: float) -> smtplib.SMTP:
    """Connect to a mail server, encrypted unless it is this machine; a certificate is checked."""
    if port == TLS_FROM_THE_START:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=timeout_s, context=context)
    server = smtplib.SMTP(host, port, timeout=timeout_s)
    if host not in LOOPBACK:
        server.starttls(context=ssl.create_default_context())
    return server


def _post(told: Meldingen, alert: Alert) -> None:
    answer = requests.post(
        told.webhook.get_secret_value(),
        json={"text": f"wijkfoto: {alert.what} {alert.next_step}", **asdict(alert)},
        timeout=told.timeout_s,
        allow_redirects=False,  # a redirect would carry it to a host that nobody chose
    )
    if not answer.ok or answer.is_redirect:
        raise requests.HTTPError(f"status {answer.status_code}")
