"""An installation on engines of its owner's: PostgreSQL and ClickHouse by URL, each behind a password."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
import pytest
from psycopg import sql
from tests.integration.infra.installation import Installation, command, installation, run_json, wait_for

from otklik.infra.embedded import clickhouse, postgres
from otklik.infra.embedded.process import spawn, stop, wait_until
from otklik.infra.listener import free_port

PASSWORD = "p@ss/w:rd%20"
_HBA = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@dataclass(frozen=True, slots=True)
class External:
    """Addresses with their passwords, as an owner would set them."""

    postgres_url: str
    clickhouse_url: str
    clickhouse_password: str

    def environment(self) -> dict[str, str]:
        return {"OTKLIK_POSTGRES_URL": self.postgres_url, "OTKLIK_CLICKHOUSE_URL": self.clickhouse_url}


@pytest.fixture(scope="module")
def external(tmp_path_factory: pytest.TempPathFactory) -> Iterator[External]:
    folder = tmp_path_factory.mktemp("external")
    with ExitStack() as stack:
        postgres_url = start_postgres(folder, stack)
        plan = clickhouse.prepare(folder)
        process = spawn(plan.spec)
        stack.callback(stop, process, plan.spec)
        wait_until(plan.is_ready, process, spec=plan.spec, timeout_s=60)
        yield External(postgres_url, f"{plan.url}/shop", plan.password)


def start_postgres(folder: Path, stack: ExitStack) -> str:
    """A server over TCP that asks for a password; the role owns its database and nothing else."""
    port = free_port()
    plan = postgres.prepare(folder, extra={"listen_addresses": "127.0.0.1", "port": str(port)})
    (plan.cluster / "pg_hba.conf").write_text(_HBA, encoding="ascii")
    plan.open_way()
    process = spawn(plan.spec)
    stack.callback(stop, process, plan.spec)
    admin = f"{plan.dsn('postgres')}&port={port}"

    def answers() -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(admin, autocommit=True).close()
            return True
        return False

    wait_until(answers, process, spec=plan.spec, timeout_s=60)
    with psycopg.connect(admin, autocommit=True) as connection:
        role = sql.SQL("CREATE ROLE shop LOGIN PASSWORD {} NOSUPERUSER NOCREATEDB")
        connection.execute(role.format(sql.Literal(PASSWORD)))
        connection.execute("CREATE DATABASE shop OWNER shop")
    return f"postgresql://shop:{quote(PASSWORD, safe='')}@127.0.0.1:{port}/shop"


@pytest.fixture(scope="module")
def running(external: External, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    data = tmp_path_factory.mktemp("serve") / "data"
    with installation(data, env=external.environment()) as started:
        yield started


def test_starts_no_engines_of_its_own(running: Installation) -> None:
    for kind in ("postgres", "clickhouse"):
        with pytest.raises(LookupError):
            running.child(kind)
        assert not (running.data / kind).exists()


def test_whole_way(running: Installation, external: External, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in external.environment().items():
        monkeypatch.setenv(name, value)
    words = ("--owner", "owner@example.com", "--password", "correct horse battery staple")
    keys = run_json(running.data, "workspace", "create", "Shop", *words)
    event = {"type": "track", "event": "Order Completed", "userId": "u1", "properties": {"total": 7}}
    body = {"batch": [event, {"type": "identify", "userId": "u1", "traits": {"name": "Анна"}}]}
    assert httpx.post(f"{running.url}/v1/batch", json=body, auth=(keys["write_key"], "")).status_code == 200
    with httpx.Client(base_url=running.url, timeout=10) as client:
        client.headers["Authorization"] = f"Bearer {keys['api_token']}"

        def has_come() -> bool:
            answer = client.post("/api/v1/profiles/search", json={})
            assert answer.status_code == 200, answer.text
            return "Анна" in answer.text

        wait_for(has_come)


def test_doctor_finds_it_well_and_keeps_the_passwords(running: Installation, external: External) -> None:
    done = subprocess.run(
        command(running.data, "doctor"),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **external.environment()},
    )
    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout
    assert "shop:***@127.0.0.1" in done.stdout
    for secret in (PASSWORD, quote(PASSWORD, safe=""), external.clickhouse_password):
        assert secret not in f"{done.stdout}{done.stderr}{running.output}"


@pytest.mark.parametrize(
    ("name", "part"),
    [("OTKLIK_POSTGRES_URL", "PostgreSQL"), ("OTKLIK_CLICKHOUSE_URL", "ClickHouse")],
)
def test_wrong_password_is_said_in_words(external: External, tmp_path: Path, name: str, part: str) -> None:
    given = external.environment()
    address = given[name]
    secret = address.partition("@")[0].rpartition(":")[2]
    environment = {**os.environ, **given, name: address.replace(secret, "wrong-one")}
    started = subprocess.run(
        command(tmp_path / "data", "serve", "--port", "0"),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert started.returncode == 1
    said = started.stderr
    assert part in said
    assert "Traceback" not in said
    assert "wrong-one" not in said
    examined = subprocess.run(
        command(tmp_path / "data", "doctor"),
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
    )
    assert examined.returncode == 1
    (line,) = [line for line in examined.stdout.splitlines() if line.startswith(f"✗ {part}:")]
    assert "authentication" in line.lower()  # failed, as each engine says it
    assert name in examined.stdout
    assert "wrong-one" not in examined.stdout
