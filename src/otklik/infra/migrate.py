"""Migrations of both engines, run at every start; nothing to do costs some milliseconds.

PostgreSQL: Alembic, one start at a time (advisory lock), 4 s at most waiting for a table lock, then
procrastinate's own schema. ClickHouse: numbered files, statement by statement, each recorded once done, so
that a killed run resumes.
"""

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import psycopg

from otklik.infra.addresses import EngineAddresses, split_clickhouse_url, without_password
from otklik.infra.clickhouse import ClickHouse, ClickHouseError
from otklik.infra.consent_marks import mark_consents
from otklik.infra.embedded.process import EngineStartError
from otklik.infra.reach import check_postgres
from otklik.infra.rekeying import rekey_suppressions
from otklik.infra.secrets import Secrets
from otklik.kit.late import import_late

alembic = import_late("otklik.infra.migrate_alembic")

_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = _MIGRATIONS / "postgres" / "versions"
_LOCK_KEY = 0x07_4B_11_4B  # "otklik" as good as letters of hex allow
_REVISION = re.compile(
    r'^revision = "(\w+)"$.*?^down_revision: str \| None = (?:None|"(\w+)")$', re.MULTILINE | re.DOTALL
)
_LOCK_WAIT_S = 120.0
_EXISTS = frozenset({15, 44, 57, 387})  # column, column, table, dictionary
_COMMENT_LINE = re.compile(r"^\s*--.*$", re.MULTILINE)


class MigrationError(EngineStartError):
    """A migration did not run; the text says which and why."""


def migrate_postgres(dsn: str) -> None:
    """Bring the database to the newest schema. Raises MigrationError."""
    with psycopg.connect(dsn, autocommit=True) as connection, _alone(connection):
        if _revision(connection) != newest_revision():
            alembic.upgrade(dsn, folder=_VERSIONS.parent)
        _apply_jobs_schema(connection)


def postgres_state(dsn: str) -> tuple[str | None, str]:
    """(revision of the database or None, newest revision of the code)."""
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        return _revision(connection), newest_revision()


def newest_revision() -> str:
    """The revision after which none comes, by the files alone: Alembic takes as long as all else here."""
    texts = [path.read_text(encoding="utf-8") for path in _VERSIONS.glob("v*.py")]
    revisions = [match.groups() for text in texts for match in [_REVISION.search(text)] if match]
    (newest,) = {mine for mine, _ in revisions} - {before for _, before in revisions}
    return newest


def _revision(connection: psycopg.Connection) -> str | None:
    if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


async def migrate_all(addresses: EngineAddresses) -> None:
    """Bring both engines to the newest schema. Raises MigrationError and PostgresAwayError."""
    await check_postgres(addresses.postgres_url)
    await asyncio.to_thread(migrate_postgres, addresses.postgres_url)
    await asyncio.to_thread(rekey_suppressions, addresses.postgres_url, Secrets(addresses.secret_key))
    url, database = split_clickhouse_url(addresses.clickhouse_url)
    clickhouse = await ClickHouse.open(url, database=database)
    try:
        await migrate_clickhouse(clickhouse)
        await mark_consents(addresses.postgres_url, clickhouse)
    except ClickHouseError as error:
        reason = str(error).strip()[:500]
        raise MigrationError(
            f"ClickHouse at {without_password(addresses.clickhouse_url)} cannot be used: {reason}\n"
            "Check OTKLIK_CLICKHOUSE_URL, then ask `otklik doctor`."
        ) from error
    finally:
        await clickhouse.close()


@contextmanager
def _alone(connection: psycopg.Connection) -> Iterator[None]:
    """Hold the lock of migrations: two starts do not race."""
    deadline = time.monotonic() + _LOCK_WAIT_S
    while connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK_KEY,)).fetchone() != (True,):
        if time.monotonic() > deadline:
            raise MigrationError("Another start has been migrating PostgreSQL for two minutes; see its log.")
        time.sleep(0.2)
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK_KEY,))


def _apply_jobs_schema(connection: psycopg.Connection) -> None:
    """Install procrastinate's tables, or run its newer migrations; the table's comment keeps the version."""
    wanted = version("procrastinate")
    row = connection.execute(
        "SELECT obj_description(to_regclass('procrastinate_jobs')), to_regclass('procrastinate_jobs') IS NULL"
    ).fetchone()
    applied, is_missing = row or (None, True)
    if applied == wanted:
        return
    sources = [_jobs_folder() / "schema.sql"] if is_missing else _newer_jobs_migrations(str(applied or ""))
    with connection.transaction():
        for source in sources:
            connection.execute(source.read_bytes())
        connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{wanted}'".encode())


def _newer_jobs_migrations(applied: str) -> list[Path]:
    after = _version_key(applied)
    files = sorted((_jobs_folder() / "migrations").glob("*.sql"))
    return [file for file in files if _version_key(file.name.split("_", maxsplit=1)[0]) > after]


def _version_key(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def _jobs_folder() -> Path:
    return Path(str(files("procrastinate"))) / "sql"


@dataclass(frozen=True, slots=True)
class _Step:
    file: str
    number: int
    sql: str


async def migrate_clickhouse(clickhouse: ClickHouse) -> None:
    """Create the database if it is missing and run what has not run yet. Raises MigrationError."""
    database = clickhouse.database
    await clickhouse.command(
        f"CREATE DATABASE IF NOT EXISTS `{database}`", comment="migrate", database="default"
    )
    await clickhouse.command(
        "CREATE TABLE IF NOT EXISTS migrations (file String, step UInt32, at DateTime DEFAULT now())"
        " ENGINE = MergeTree ORDER BY (file, step) SETTINGS fsync_after_insert = 1",
        comment="migrate",
    )
    done = {(row["file"], row["step"]) for row in await _recorded(clickhouse)}
    for step in _steps(database):
        if (step.file, step.number) not in done:
            await _run_step(clickhouse, step)
    if await _needs_signing(clickhouse):
        await sign_dictionary(clickhouse, user=clickhouse.user, password=clickhouse.password)


async def _needs_signing(clickhouse: ClickHouse) -> bool:
    """Whether the server knows us as a user of its own; the embedded one does not."""
    rows = await clickhouse.system_query("SELECT currentUser() AS name", comment="migrate")
    is_known = rows[0]["name"] == clickhouse.user
    return is_known and (clickhouse.user, clickhouse.password) != ("default", "")


async def sign_dictionary(clickhouse: ClickHouse, *, user: str, password: str) -> None:
    """Let the dictionary of redirects read its table as this user. Raises ClickHouseError.

    A dictionary signs in by itself, as `default` without a password if it names nobody. It is made anew at
    every start: the password may be another one since.
    """
    text = (_MIGRATIONS / "clickhouse" / "redirect_dictionary.sql").read_text(encoding="utf-8")
    sql = _COMMENT_LINE.sub("", text).strip().removesuffix(";")
    for place, value in (("{database}", clickhouse.database), ("{user}", user), ("{password}", password)):
        sql = sql.replace(place, value.replace("\\", "\\\\").replace("'", "\\'"))
    await clickhouse.command(sql, comment="migrate")


async def clickhouse_pending(clickhouse: ClickHouse) -> int:
    """How many statements have not run yet."""
    done = {(row["file"], row["step"]) for row in await _recorded(clickhouse)}
    return sum((step.file, step.number) not in done for step in _steps(clickhouse.database))


async def _recorded(clickhouse: ClickHouse) -> list[dict[str, object]]:
    return await clickhouse.system_query("SELECT file, step FROM migrations", comment="migrate")


async def _run_step(clickhouse: ClickHouse, step: _Step) -> None:
    try:
        await clickhouse.command(step.sql, comment=f"migrate {step.file} {step.number}", max_seconds=600)
    except ClickHouseError as error:
        # Killed between a CREATE and its record: the table is there, only the record is missing.
        if error.code not in _EXISTS:
            raise MigrationError(f"{step.file}, statement {step.number}: {error}") from error
    await clickhouse.command(
        "INSERT INTO migrations (file, step) SELECT {file:String}, {step:UInt32}",
        comment="migrate",
        parameters={"file": step.file, "step": step.number},
    )


def _steps(database: str) -> list[_Step]:
    """The statements of all files, in order; `{database}` in them stands for the database's name."""
    steps = []
    for path in sorted((_MIGRATIONS / "clickhouse").glob("[0-9]*.sql")):
        text = _COMMENT_LINE.sub("", path.read_text(encoding="utf-8"))
        parts = [part.strip().removesuffix(";") for part in text.split(";\n")]
        statements = [part.replace("{database}", database) for part in parts if part]
        steps += [_Step(path.name, number, sql) for number, sql in enumerate(statements, start=1)]
    return steps
