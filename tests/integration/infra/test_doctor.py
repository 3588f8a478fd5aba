"""The doctor finds what is wrong, and says what to do."""

from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from pydantic import SecretStr
from tests.conftest import MakeWorkspace, Servers

from otklik.doctor import Finding, Status, examine
from otklik.infra.engines import Engines
from otklik.infra.listener import free_port, listen
from otklik.settings import Settings


@pytest.fixture
def external(servers: Servers, settings: Settings, engines: Engines) -> Settings:
    """An installation on external engines: those of the tests, which run without fsync."""
    return settings.model_copy(
        update={
            "postgres_url": engines.postgres.dsn,
            "clickhouse_url": f"{servers.clickhouse.url}/{engines.clickhouse.database}",
            "port": free_port(),
        }
    )


async def find(settings: Settings, part: str) -> Finding:
    return next(finding for finding in await examine(settings) if finding.part == part)


async def test_unsafe_postgres_is_found(external: Settings) -> None:
    finding = await find(external, "PostgreSQL")
    assert finding.status is Status.FAILED
    assert "fsync = on" in finding.advice


async def test_well_parts_are_well(external: Settings) -> None:
    parts = {finding.part: finding.status for finding in await examine(external)}
    for part in ("disk", "web", "ClickHouse", "migrations", "seals", "blobs", "public address"):
        assert parts[part] is Status.OK, part
    assert parts["mail"] is Status.WARNING


async def test_away_engines_are_found(external: Settings) -> None:
    away = external.model_copy(update={"clickhouse_url": f"http://127.0.0.1:{free_port()}/otklik"})
    finding = await find(away, "ClickHouse")
    assert finding.status is Status.FAILED
    assert "OTKLIK_CLICKHOUSE_URL" in finding.advice


async def test_wrong_key_is_found(external: Settings, make_workspace: MakeWorkspace) -> None:
    await make_workspace()
    assert (await find(external, "seals")).status is Status.OK
    other = external.model_copy(update={"secret_key": SecretStr("another")})
    finding = await find(other, "seals")
    assert finding.status is Status.FAILED
    assert "secret.key" in finding.advice


async def test_readable_key_is_found(external: Settings) -> None:
    path = external.data_dir / "secret.key"
    path.write_text("ab" * 32, encoding="ascii")
    path.chmod(0o644)
    finding = await find(external.model_copy(update={"secret_key": None}), "secret key")
    assert finding.advice == f"Run: chmod 600 {path}"


async def test_taken_port_and_missing_geo_file_are_found(external: Settings) -> None:
    with listen("127.0.0.1", external.port):
        assert (await find(external, "web")).status is Status.FAILED
    missing = external.model_copy(update={"geo_file": Path("/nowhere.mmdb")})
    assert (await find(missing, "geo file")).status is Status.FAILED


async def test_blobs_that_cannot_be_written_are_found(external: Settings) -> None:
    finding = await find(external.model_copy(update={"blobs_url": "file:///proc/otklik"}), "engines")
    assert finding.status is Status.FAILED
    assert "OTKLIK_BLOBS_URL" in finding.seen


@pytest.mark.parametrize("url", ["bogus://bucket", "s3:bucket", "/folder"])
def test_address_of_blobs_is_checked(url: str) -> None:
    with pytest.raises(ValueError, match="s3://bucket/prefix"):
        Settings(blobs_url=url)


async def test_away_postgres_is_found(external: Settings) -> None:
    url = f"postgresql://shop:secret@127.0.0.1:{free_port()}/shop"
    findings = await examine(external.model_copy(update={"postgres_url": url}))
    (finding,) = [each for each in findings if each.part == "PostgreSQL"]
    assert finding.status is Status.FAILED
    assert "onnection refused" in finding.seen
    assert "secret" not in finding.seen
    assert "OTKLIK_POSTGRES_URL" in finding.advice
    assert [each.status for each in findings if each.part == "ClickHouse"] == [Status.OK]


async def test_relay_is_tried(external: Settings) -> None:
    url = f"smtp://127.0.0.1:{free_port()}"
    away = external.model_copy(update={"smtp_url": SecretStr(url)})
    assert (await find(away, "mail")).status is Status.FAILED
    relay = Controller(Sink(), hostname="127.0.0.1", port=int(url.rpartition(":")[2]))
    relay.start()
    try:
        assert (await find(away, "mail")).status is Status.OK
    finally:
        relay.stop()
