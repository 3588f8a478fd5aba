"""One web process: what its log holds, and how it ends and comes back."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import psutil
import psycopg
import pytest
from tests.integration.infra.installation import (
    PASSWORD,
    Installation,
    installation,
    is_alive,
    make_workspace,
    wait_for,
)

from otklik.infra.embedded.running import find_running
from otklik.workspaces.contracts import NewWorkspace

OWNER = "owner-of-all@example.com"
_STOP_S = 7.0
"""Less than the 10 s that a server gives to what still runs when it stops; streams live for minutes."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("web") / "data") as started:
        yield started


@pytest.fixture(scope="module")
def keys(running: Installation) -> NewWorkspace:
    return make_workspace(running.data, "Shop", owner=OWNER)


def lines(running: Installation, event: str) -> list[dict[str, str]]:
    """The log's lines of an event, read from what the server wrote."""
    found = []
    for line in running.output.splitlines():
        with suppress(json.JSONDecodeError):
            entry = json.loads(line)
            if isinstance(entry, dict) and entry.get("event") == event:
                found.append(entry)
    return found


def test_unexpected_error_is_logged_without_what_was_sent(running: Installation, keys: NewWorkspace) -> None:
    address = find_running(running.data)
    assert address is not None
    with psycopg.connect(address.postgres_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE members RENAME TO members_away")
        try:
            answer = httpx.post(
                f"{running.url}/api/v1/sign-in",
                json={"email": OWNER, "password": PASSWORD},
                headers={"X-Otklik-CSRF": "1", "Origin": running.url, "X-Request-Id": "of-the-test"},
            )
        finally:
            connection.execute("ALTER TABLE members_away RENAME TO members")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "members" not in answer.text
    wait_for(lambda: lines(running, "web.unexpected"))
    (line,) = lines(running, "web.unexpected")
    assert line["request_id"] == "of-the-test"
    assert "UndefinedTable" in line["exception"]
    output = running.output
    assert output.count("Traceback (most recent call last)") == line["exception"].count("Traceback (most")
    for private in (OWNER, PASSWORD, keys.api_token, keys.write_key):
        assert private not in output


def open_stream(url: str, token: str) -> Iterator[bytes]:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{url}/api/v1/live?topics=events", headers=headers, timeout=30) as answer:
        assert answer.status_code == 200
        yield from answer.iter_bytes()


def begin_request(url: str, key: str) -> tuple[http.client.HTTPConnection, bytes]:
    """A request whose body is half sent, and the other half."""
    event = {"type": "track", "event": "Late", "userId": "u1"}
    body = json.dumps({"writeKey": key, "batch": [event]}).encode()
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.putrequest("POST", "/v1/batch")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:20])
    return connection, body[20:]


def test_stop_ends_streams_at_once_and_finishes_requests(running: Installation, keys: NewWorkspace) -> None:
    stream = open_stream(running.url, keys.api_token)
    assert next(stream).startswith(b"retry:")
    begun, rest = begin_request(running.url, keys.write_key)
    web = running.child("web")
    started = time.monotonic()
    web.terminate()
    assert b"".join(stream) == b""  # its end is a proper one: a broken answer would raise
    assert time.monotonic() - started < _STOP_S
    assert is_alive(web.pid)
    begun.send(rest)
    answer = begun.getresponse()
    assert (answer.status, json.loads(answer.read())) == (200, {"success": True})
    begun.close()
    wait_for(lambda: not is_alive(web.pid), timeout_s=_STOP_S)
    again = open_stream(running.url, keys.api_token)  # waits in the shared socket's queue
    assert next(again).startswith(b"retry:")
    again.close()  # type: ignore[attr-defined] # a generator


def test_stop_of_the_server_does_not_wait_for_streams(running: Installation, keys: NewWorkspace) -> None:
    """The last of this file: nobody starts the server again."""
    streams = [open_stream(running.url, keys.api_token) for _ in range(5)]
    for each in streams:
        assert next(each).startswith(b"retry:")
    web = running.child("web")
    started = time.monotonic()
    running.process.terminate()
    gone, _ = psutil.wait_procs([web], timeout=_STOP_S)
    assert gone, f"the web process still runs after {time.monotonic() - started:.1f} s"
    assert running.process.wait(20) == 0
