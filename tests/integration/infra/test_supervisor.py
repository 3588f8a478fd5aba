"""`otklik serve` as a whole: starts, restarts what dies, stops in order, says in words what is in its way."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from tests.integration.infra.installation import (
    Installation,
    command,
    installation,
    is_alive,
    run_json,
    wait_for,
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("serve") / ("a rather long name of a folder " * 4).strip()
    with installation(folder / "data") as started:
        yield started


def is_ready(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    return False


def test_answers_its_probes(running: Installation) -> None:
    assert httpx.get(f"{running.url}/healthz").json() == {"status": "ok"}
    ready = httpx.get(f"{running.url}/readyz").json()
    assert {engine["name"]: engine["ok"] for engine in ready["engines"]} == {
        "postgres": True,
        "clickhouse": True,
    }
    text = httpx.get(f"{running.url}/metrics").text
    assert "otklik_http_seconds_count" in text
    assert "otklik_lag_ms" in text


def test_api_is_described(running: Installation) -> None:
    document = httpx.get(f"{running.url}/api/openapi.json").json()
    assert document["info"]["title"] == "Otklik"


def test_whoever_nobody_waits_for_stands_back(running: Installation) -> None:
    """Work behind the scenes takes less of a busy processor than what answers people."""
    back = {kind: psutil.Process(running.child(kind).pid).nice() for kind in ("worker", "clickhouse")}
    ahead = {kind: psutil.Process(running.child(kind).pid).nice() for kind in ("web", "postgres")}
    assert min(back.values()) > max(ahead.values())


def test_unknown_api_path_is_json_in_both_languages(running: Installation) -> None:
    english = httpx.get(f"{running.url}/api/v1/nothing")
    russian = httpx.get(
        f"{running.url}/api/v1/nothing", headers={"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}
    )
    assert english.status_code == russian.status_code == 404
    assert english.json()["error"]["code"] == "not_found"
    assert russian.json()["error"]["message"] == "Такой страницы нет"


def test_pages_are_safe_and_know_no_files(running: Installation) -> None:
    answer = httpx.get(f"{running.url}/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    for path in ("/../settings.py", "/assets/missing.js", "/%2e%2e/%2e%2e/etc/passwd", "/.env"):
        assert httpx.get(f"{running.url}{path}").status_code in {200, 404}
        assert "root:" not in httpx.get(f"{running.url}{path}").text
    assert httpx.get(f"{running.url}/assets/missing.js").status_code == 404


def test_too_large_a_body_is_refused(running: Installation) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    for content in (b"x" * 3_000_000, pieces()):
        answer = httpx.post(f"{running.url}/api/v1/sign-in", content=content)
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "body_too_large"


def test_workspace_is_created_beside_the_server(running: Installation) -> None:
    words = ("workspace", "create", "Shop", "--owner", "o@example.com", "--password", "correct horse battery")
    made = run_json(running.data, *words)
    assert set(made) == {"workspace_id", "write_key", "api_token", "owner_email"}
    event = {"userId": "u1", "event": "x", "type": "track"}
    answer = httpx.post(f"{running.url}/v1/track", json=event, auth=(made["write_key"], ""))
    assert answer.status_code == 200
    assert answer.json() == {"success": True}


def test_doctor_finds_it_well(running: Installation) -> None:
    done = subprocess.run(
        command(running.data, "doctor"), check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout
    assert f"answers at {running.url}" in done.stdout


@pytest.mark.parametrize("kind", ["worker", "web", "clickhouse", "postgres"])
def test_killed_child_comes_back(running: Installation, kind: str) -> None:
    wait_for(lambda: is_ready(running.url))
    former = running.kill(kind)
    wait_for(lambda: not is_alive(former))

    def is_back() -> bool:
        with suppress(LookupError, psutil.Error):
            return running.child(kind).pid != former and is_ready(running.url)
        return False

    wait_for(is_back, timeout_s=60)


def test_second_server_is_told_who_has_the_folder(running: Installation) -> None:
    done = subprocess.run(
        command(running.data, "serve"), check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert f"in use by another Otklik, process {running.process.pid}" in done.stderr


def test_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = command(tmp_path / "data", "serve", "--port", str(port))
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert f"process {os.getpid()}" in done.stderr
    assert "--port" in done.stderr


def test_held_clickhouse_folder_is_said_in_words(running: Installation) -> None:
    module = "otklik.infra.embedded.clickhouse_server"
    words = [sys.executable, "-m", module, "--data", str(running.data / "clickhouse"), "--port", "1"]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"in use by process {running.child('clickhouse').pid}" in done.stderr


def test_processes_import_no_heavy_library() -> None:
    """Memory: the web process and the worker live without pandas, pyarrow and chDB."""
    for module in ("otklik.app", "otklik.worker", "otklik.supervisor.serve"):
        heavy = ["pandas", "pyarrow", "chdb", "alembic", "duckdb"]
        if module != "otklik.worker":  # whose filter of duplicates is made of numpy
            heavy.append("numpy")
        if module == "otklik.supervisor.serve":
            heavy += ["httpx", "psycopg", "sqlalchemy", "rich"]
        code = f"import sys, {module}; print([m for m in {heavy!r} if m in sys.modules])"
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert done.stdout.strip() == "[]", module


def test_stops_in_order_and_starts_again(running: Installation) -> None:
    """The last that has the server of this file."""
    wait_for(lambda: is_ready(running.url))
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert running.stop() == 0
    assert not [each for each in children if each.is_running()]
    assert "stopped" in running.output
    with installation(running.data) as second:
        assert is_ready(second.url)
        children = psutil.Process(second.process.pid).children(recursive=True)
        second.process.send_signal(signal.SIGKILL)  # its children must not outlive it
        second.process.wait()
        assert not psutil.wait_procs(children, timeout=20)[1]
        assert "worker.did_not_stop" not in second.output
