"""Alerts reach a file, a mail server and a webhook, and hold names only."""

import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from wijkfoto import alerts
from wijkfoto.alerts import ALERTS, alert_of, send_alert
from wijkfoto.errors import ConfigError
from wijkfoto.journal import Failure
from wijkfoto.settings import Settings, load_settings
from wijkfoto.settings_work import Meldingen

FAILURE = Failure("DisclosureError", "aangevallen", "onthulling of editie/aangevallen")
PATH = "niet-te-raden"


class _Post(socketserver.StreamRequestHandler):
    """A mail server that says yes to everything and keeps what it was sent."""

    def handle(self) -> None:
        self.wfile.write(b"220 post\r\n")
        in_body = False
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            self.server.lines.append(line)  # type: ignore[attr-defined]
            if in_body:
                if line == ".":
                    in_body = False
                    self.wfile.write(b"250 kept\r\n")
            elif line.upper() == "DATA":
                in_body = True
                self.wfile.write(b"354 go on\r\n")
            elif line.upper() == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 yes\r\n")


@pytest.fixture
def post() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Post) as server:
        server.lines = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


class _Hook(BaseHTTPRequestHandler):
    status = 204
    bodies: list[dict[str, str]] = []  # noqa: RUF012 - shared by the requests of one test

    def do_POST(self) -> None:
        self.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "https://elders.test/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(_Hook, "bodies", [])
    with HTTPServer(("127.0.0.1", 0), _Hook) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{PATH}"
        server.shutdown()


def settings(home: Path, **told: object) -> Settings:
    return Settings(home=home, meldingen=Meldingen(**told))


def written(home: Path) -> list[dict[str, str]]:
    lines = (home / "logs" / ALERTS).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_without_settings_an_alert_goes_to_the_file_only(tmp_path: Path):
    assert send_alert(settings(tmp_path), alert_of("een", FAILURE)) == []
    (kept,) = written(tmp_path)
    assert kept["check"] == "onthulling of editie/aangevallen"
    assert kept["what"].startswith("A publish was blocked: stopped by the check onthulling")
    assert (tmp_path / "logs" / ALERTS).read_text(encoding="utf-8").count("\n") == 1


def test_an_alert_is_mailed_to_all(tmp_path: Path, post):
    port = post.server_address[1]
    told = settings(
        tmp_path, smtp=f"127.0.0.1:{port}", van="w@a.test", aan=("b@a.test", "c@a.test")
    )
    assert send_alert(told, alert_of("een", FAILURE)) == []
    text = "\n".join(post.lines)
    assert "RCPT TO:<b@a.test>" in text.replace("rcpt", "RCPT")
    assert "Subject: wijkfoto: onthulling of editie/aangevallen" in text
    assert "wijkfoto status" in text


def test_an_alert_is_posted_to_a_webhook(tmp_path: Path, hook: str):
    assert send_alert(settings(tmp_path, webhook=hook), alert_of("een", FAILURE)) == []
    (body,) = _Hook.bodies
    assert body["run_id"] == "een"
    assert body["text"].startswith("wijkfoto: A publish was blocked")


def test_an_alert_of_a_run_that_published_first_does_not_say_that_nothing_changed():
    failure = Failure("PermissionError", "editie__gepubliceerd")
    assert "stays as it was" in alert_of("een", failure).what
    after = alert_of("een", failure, "2020-aa0000000000").what
    assert after.startswith("A run published 2020-aa0000000000, and failed after that: failed in")
    assert "stays as it was" not in after


@pytest.mark.parametrize("status", [302, 500])
def test_a_way_that_fails_is_told_without_its_secret_and_the_others_work(
    tmp_path: Path, hook: str, post, monkeypatch, caplog, status
):
    monkeypatch.setattr(_Hook, "status", status)
    port = post.server_address[1]
    told = settings(tmp_path, webhook=hook, smtp=f"127.0.0.1:{port}", aan=("b@a.test",))
    faults = send_alert(told, alert_of("een", FAILURE))
    assert faults == ["The alert could not go by webhook: HTTPError."]
    assert PATH not in caplog.text
    assert PATH not in repr(told)
    assert len(written(tmp_path)) == 1
    assert any("RCPT" in line.upper() for line in post.lines)


def test_nobody_listening_is_a_fault_of_that_way_only(tmp_path: Path):
    told = settings(tmp_path, smtp="127.0.0.1:1", aan=("b@a.test",))
    assert send_alert(told, alert_of("een", FAILURE)) == [
        "The alert could not go by mail: ConnectionRefusedError."
    ]
    assert len(written(tmp_path)) == 1


def test_to_another_machine_mail_is_encrypted_before_anything_is_said(monkeypatch):
    called = []

    class Server:
        def __init__(self, *_: object, **__: object) -> None:
            called.append("connect")

        def starttls(self, context: object) -> None:
            called.append("starttls")
            assert context.verify_mode.name == "CERT_REQUIRED"

    monkeypatch.setattr(alerts.smtplib, "SMTP", Server)
    alerts._server("mail.test", 587, 1.0)
    assert called == ["connect", "starttls"]


def test_the_file_makes_room(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(alerts, "MOST_BYTES", 10)
    for run in ("een", "twee", "drie"):
        send_alert(settings(tmp_path), alert_of(run, FAILURE))
    assert [kept["run_id"] for kept in written(tmp_path)] == ["drie"]
    assert (tmp_path / "logs" / f"{ALERTS}.1").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"webhook": "http://elders.test/x"},
        {"webhook": "ftp://elders.test"},
        {"smtp": "mail.test"},
        {"smtp": "mail.test:99999"},
        {"aan": ["a@b.test\nBcc: c@d.test"]},
        {"van": "niemand"},
    ],
)
def test_an_unsafe_or_unclear_address_is_refused(wrong):
    with pytest.raises(ConfigError, match=f"meldingen.{next(iter(wrong))}"):
        load_settings(meldingen=wrong)


def test_a_secret_that_a_way_cannot_write_keeps_the_other_way_from_nothing(
    tmp_path: Path, hook: str, monkeypatch
):
    def refuses(*_: object) -> None:
        raise UnicodeEncodeError("ascii", "ô", 0, 1, "ordinal not in range")

    monkeypatch.setattr("wijkfoto.alerts._mail", refuses)
    told = settings(tmp_path, smtp="127.0.0.1:9", van="w@a.test", aan=("b@a.test",), webhook=hook)
    (fault,) = send_alert(told, alert_of("een", FAILURE))
    assert "UnicodeEncodeError" in fault
    assert len(_Hook.bodies) == 1
