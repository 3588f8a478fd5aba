"""`otklik doctor`: tests each part for real and says, in a sentence, what to do about each failing one."""

import asyncio
import json
import shutil
import ssl
import stat
import tempfile
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import aiosmtplib
import httpx
import psycopg
import typer
from obstore.exceptions import BaseError as BlobError
from psycopg_pool import PoolTimeout

from otklik.infra.addresses import split_clickhouse_url, without_password
from otklik.infra.clickhouse import ClickHouse, ClickHouseError
from otklik.infra.embedded.offline import with_engines
from otklik.infra.embedded.process import EngineStartError
from otklik.infra.embedded.running import find_running
from otklik.infra.engines import Engines
from otklik.infra.listener import listen
from otklik.infra.migrate import clickhouse_pending, postgres_state
from otklik.infra.reach import PostgresAwayError
from otklik.infra.secrets import SealError
from otklik.settings import Settings

_LOW_DISK_BYTES = 2_000_000_000
_MIN_POSTGRES = 16
_TEST_TIMEOUT_S = 15
_GIGA = 1_000_000_000
_ENGINE_ERRORS = (psycopg.Error, PoolTimeout, ClickHouseError, OSError, TimeoutError)


class Status(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: how it is, what was seen, and what to do about it."""

    part: str
    status: Status
    seen: str
    advice: str = ""


def run_doctor(settings: Settings, *, as_json: bool) -> int:
    """Test everything and print the findings; 1 when something failed."""
    findings = asyncio.run(examine(settings))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            typer.echo(_line(finding))
    return 1 if any(finding.status is Status.FAILED for finding in findings) else 0


def _line(finding: Finding) -> str:
    mark = {Status.OK: "✓", Status.WARNING: "!", Status.FAILED: "✗"}[finding.status]
    advice = f"\n    → {finding.advice}" if finding.advice else ""
    return f"{mark} {finding.part}: {finding.seen}{advice}"


async def examine(settings: Settings) -> list[Finding]:
    """Findings about the machine first, then about the engines (started for the test when no server runs)."""
    findings = [_disk(settings), _key_file(settings), await _web(settings), _public_address(settings)]
    findings.append(_geo(settings))
    try:
        findings += await _examine_engines(settings)
    except PostgresAwayError as error:
        advice = "Start it, and set OTKLIK_POSTGRES_URL to its address, user, password and database."
        findings.append(Finding("PostgreSQL", Status.FAILED, str(error).splitlines()[0], advice))
        findings += await _clickhouse_alone(settings)
    except (EngineStartError, *_ENGINE_ERRORS) as error:
        advice = "Read the reason above; the engines' own logs are in the data folder under logs/."
        findings.append(Finding("engines", Status.FAILED, str(error), advice))
    return findings


async def _examine_engines(settings: Settings) -> list[Finding]:
    """Those of the installation; before the first start, new ones in a folder that is removed again."""
    is_new = settings.postgres_url is None and not (settings.data_dir / "postgres" / "PG_VERSION").exists()
    if not is_new:
        return await with_engines(settings, _engines, is_migrated=False)
    with tempfile.TemporaryDirectory(prefix="otklik-doctor-", dir=_existing(settings.data_dir)) as folder:
        return await with_engines(settings.model_copy(update={"data_dir": Path(folder)}), _engines)


def _disk(settings: Settings) -> Finding:
    folder = _existing(settings.data_dir)
    free = shutil.disk_usage(folder).free
    seen = f"{free / _GIGA:.1f} GB free for {settings.data_dir}"
    if free < settings.min_free_mb * 1_000_000:
        return Finding("disk", Status.FAILED, seen, "Free some space: the doors answer 503 until there is.")
    if free < _LOW_DISK_BYTES:
        return Finding("disk", Status.WARNING, seen, "Free some space soon, or move the data folder.")
    return Finding("disk", Status.OK, seen)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() or folder == folder.parent else _existing(folder.parent)


def _key_file(settings: Settings) -> Finding:
    if settings.secret_key is not None:
        return Finding("secret key", Status.OK, "given by OTKLIK_SECRET_KEY")
    path = settings.data_dir / "secret.key"
    if not path.exists():
        return Finding("secret key", Status.OK, f"{path} will be made at the first start")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("secret key", Status.FAILED, f"others can read {path}", f"Run: chmod 600 {path}")
    return Finding("secret key", Status.OK, f"{path}; keep a copy of it beside your backups")


async def _web(settings: Settings) -> Finding:
    running = find_running(settings.data_dir)
    if running is None:
        try:
            listen(settings.host, settings.port).close()
        except OSError as error:
            seen = f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}"
            return Finding(
                "web", Status.FAILED, seen, "Stop who has the port, or set OTKLIK_PORT to another."
            )
        return Finding("web", Status.OK, f"not running; port {settings.port} is free")
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            answer = await client.get(f"{running.base_url}/readyz")
    except httpx.TransportError as error:
        seen = f"{running.base_url} does not answer ({type(error).__name__})"
        return Finding(
            "web", Status.FAILED, seen, f"Look at the output of process {running.pid}, or restart it."
        )
    if answer.status_code != httpx.codes.OK:
        return Finding("web", Status.FAILED, answer.text[:300], "An engine is away; see the findings below.")
    return Finding("web", Status.OK, f"answers at {running.base_url}")


def _public_address(settings: Settings) -> Finding:
    if settings.public_url:
        return Finding("public address", Status.OK, settings.public_url)
    advice = (
        "Set OTKLIK_PUBLIC_URL to the address people use: links in letters and the snippet are made from it."
    )
    return Finding("public address", Status.WARNING, "not set", advice)


def _geo(settings: Settings) -> Finding:
    if settings.geo_file is None:
        return Finding("geo file", Status.OK, "none: countries and cities stay empty")
    if not settings.geo_file.is_file():
        advice = "Put a MaxMind .mmdb file there, or unset OTKLIK_GEO_FILE."
        return Finding("geo file", Status.FAILED, f"{settings.geo_file} is missing", advice)
    return Finding("geo file", Status.OK, str(settings.geo_file))


async def _engines(engines: Engines) -> list[Finding]:
    tests: tuple[tuple[str, Callable[[Engines], Awaitable[Finding]], str], ...] = (
        (
            "PostgreSQL",
            _postgres,
            "Check OTKLIK_POSTGRES_URL, or the log logs/postgres.log in the data folder.",
        ),
        ("ClickHouse", _clickhouse, "Check OTKLIK_CLICKHOUSE_URL, or the log logs/clickhouse.log."),
        ("migrations", _migrations, "Run: otklik migrate"),
        ("seals", _seals, "Put the right secret.key back (or OTKLIK_SECRET_KEY): sealed data needs it."),
        ("blobs", _blobs, "Check OTKLIK_BLOBS_URL and its credentials, or the rights of the folder."),
        ("mail", _mail, "Check OTKLIK_SMTP_URL: host, port, user, password."),
    )
    findings = []
    for part, test, advice in tests:
        try:
            findings.append(await asyncio.wait_for(test(engines), timeout=_TEST_TIMEOUT_S))
        except TimeoutError:
            findings.append(Finding(part, Status.FAILED, f"no answer within {_TEST_TIMEOUT_S} s", advice))
        except (*_ENGINE_ERRORS, BlobError, SealError, aiosmtplib.SMTPException, ValueError) as error:
            text = " ".join(str(error).partition("Debug source")[0].split())
            seen = f"{type(error).__name__}: {text[:300]}"
            findings.append(Finding(part, Status.FAILED, seen, advice))
    return findings


async def _postgres(engines: Engines) -> Finding:
    """A write in a transaction that is rolled back, and the settings that durability rests on."""
    async with engines.postgres.connection() as connection:
        async with connection.transaction(force_rollback=True):
            await connection.execute("CREATE TABLE doctor_test (x int)")
            await connection.execute("INSERT INTO doctor_test VALUES (1)")
        cursor = await connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'),"
            " current_setting('fsync'), current_setting('full_page_writes')"
        )
        row = await cursor.fetchone()
    major, version, fsync, pages = row or (0, "?", "off", "off")
    seen = f"{version}, writes, at {without_password(engines.postgres.dsn)}"
    if major < _MIN_POSTGRES:
        return Finding("PostgreSQL", Status.FAILED, seen, f"Use PostgreSQL {_MIN_POSTGRES} or newer.")
    if "off" in (fsync, pages):
        advice = "Set fsync = on and full_page_writes = on: accepted events could be lost in a power cut."
        return Finding("PostgreSQL", Status.FAILED, f"{seen}; fsync={fsync}", advice)
    return Finding("PostgreSQL", Status.OK, seen)


async def _clickhouse(engines: Engines) -> Finding:
    """A table made, written, read and dropped."""
    clickhouse = engines.clickhouse
    name = f"doctor_{uuid.uuid4().hex}"
    await clickhouse.command(f"CREATE TABLE {name} (x UInt8) ENGINE = MergeTree ORDER BY x", comment="doctor")
    try:
        await clickhouse.command(f"INSERT INTO {name} SELECT 7", comment="doctor")
        rows = await clickhouse.system_query(f"SELECT x, version() AS v FROM {name}", comment="doctor")  # noqa: S608 - our own name
    finally:
        await clickhouse.command(f"DROP TABLE {name} SYNC", comment="doctor")
    if [row["x"] for row in rows] != [7]:
        return Finding(
            "ClickHouse", Status.FAILED, "a written row is not there", "Check its disk and its log."
        )
    return Finding("ClickHouse", Status.OK, f"{rows[0]['v']}, writes and reads")


async def _clickhouse_alone(settings: Settings) -> list[Finding]:
    """Without PostgreSQL nothing else can be opened; an external ClickHouse can at least be asked."""
    if settings.clickhouse_url is None:
        return []
    url, _ = split_clickhouse_url(settings.clickhouse_url)
    clickhouse = await ClickHouse.open(url, database="default")
    try:
        await clickhouse.ping(timeout_s=5)
    except ClickHouseError as error:
        return [Finding("ClickHouse", Status.FAILED, str(error)[:300], "Check OTKLIK_CLICKHOUSE_URL.")]
    finally:
        await clickhouse.close()
    return [Finding("ClickHouse", Status.OK, "answers")]


async def _migrations(engines: Engines) -> Finding:
    revision, head = await asyncio.to_thread(postgres_state, engines.postgres.dsn)
    try:
        pending = await clickhouse_pending(engines.clickhouse)
    except ClickHouseError:
        pending = -1
    if revision != head or pending:
        seen = f"PostgreSQL at {revision or 'nothing'} of {head}; ClickHouse lacks {max(pending, 0) or 'all'}"
        return Finding("migrations", Status.FAILED, seen, "Run: otklik migrate (or start the server).")
    return Finding("migrations", Status.OK, f"PostgreSQL at {head}, ClickHouse complete")


async def _seals(engines: Engines) -> Finding:
    """What is sealed in the database opens with this key."""
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT to_regclass('workspaces') IS NOT NULL")
        if await cursor.fetchone() != (True,):
            return Finding("seals", Status.OK, "nothing is sealed yet")
        cursor = await connection.execute("SELECT auth_key FROM workspaces LIMIT 1")
        row = await cursor.fetchone()
    if row is None:
        return Finding("seals", Status.OK, "nothing is sealed yet")
    engines.secrets.decrypt(bytes(row[0]))
    return Finding("seals", Status.OK, "the key opens what is stored")


async def _blobs(engines: Engines) -> Finding:
    key = f"doctor/{uuid.uuid4().hex}"
    await engines.blobs.put(key, b"doctor")
    try:
        content = await engines.blobs.get(key)
    finally:
        await engines.blobs.delete(key)
    if content != b"doctor":
        return Finding("blobs", Status.FAILED, "a written blob reads differently", "Check the store.")
    return Finding("blobs", Status.OK, "writes, reads and deletes")


async def _mail(engines: Engines) -> Finding:
    if engines.mailer.is_captured:
        advice = "Set OTKLIK_SMTP_URL to send letters; until then read them in the admin under Mailbox."
        return Finding("mail", Status.WARNING, "no SMTP relay: letters are only kept", advice)
    try:
        await engines.mailer.check()
    except (aiosmtplib.SMTPException, OSError) as error:
        if not _is_distrust(error):
            raise
        advice = (
            "Set OTKLIK_SMTP_CA_FILE to the certificate of its authority (PEM), and use in OTKLIK_SMTP_URL"
            " the name that stands in the relay's certificate."
        )
        return Finding("mail", Status.FAILED, f"the relay's certificate is not trusted: {error}", advice)
    return Finding("mail", Status.OK, "the SMTP relay lets us in")


def _is_distrust(error: BaseException | None) -> bool:
    """Whether a refused certificate stands behind the failure."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
