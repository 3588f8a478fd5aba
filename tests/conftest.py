"""Fixtures on the real embedded engines.

Each pytest process (xdist worker) starts its own PostgreSQL and ClickHouse once and kills them at its end;
each test gets a fresh database in PostgreSQL and an empty one in ClickHouse.
"""

import gc
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings
from psycopg import sql
from starlette.datastructures import State
from tests.schedule import make_schedule, rank
from tests.stores import Stores
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

from otklik.app import Application, create_api, create_app
from otklik.infra.embedded import clickhouse as embedded_clickhouse
from otklik.infra.embedded import postgres as embedded_postgres
from otklik.infra.embedded.process import spawn, stop, wait_until
from otklik.infra.engines import Engines, open_engines
from otklik.infra.migrate import migrate_postgres
from otklik.settings import Settings
from otklik.workspaces import members, passwords, repository
from otklik.workspaces.service import create_workspace_with_owner

# How long one example takes says something of the machine, nothing of the law. Every run tries others.
hypothesis_settings.register_profile("otklik", deadline=None, max_examples=50)
hypothesis_settings.register_profile("long", deadline=None, max_examples=1_000)
hypothesis_settings.load_profile("otklik")

# What a hash of a password costs is the matter of one test, not of every workspace of every test.
passwords.set_cost(passwords.CHEAP)

# What is read in while tests are gathered stays: looking for garbage in it took a quarter of that time.
gc.disable()

TEMPLATE = "otklik_template"
_FAST_POSTGRES = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return make_schedule(config, log)


@dataclass(frozen=True, slots=True)
class Servers:
    """The running engines of this pytest process."""

    postgres: embedded_postgres.PostgresPlan
    clickhouse: embedded_clickhouse.ClickHousePlan
    postgres_pid: int
    clickhouse_pid: int
    stores: Stores = field(default_factory=Stores)


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    folder = Path(tempfile.mkdtemp(prefix="otklik-test-", dir=_memory_folder()))
    postgres_plan = embedded_postgres.prepare(folder, extra=_FAST_POSTGRES)
    clickhouse_plan = embedded_clickhouse.prepare(folder)
    postgres = spawn(postgres_plan.spec)
    clickhouse = spawn(clickhouse_plan.spec)
    try:
        wait_until(postgres_plan.is_ready, postgres, spec=postgres_plan.spec, timeout_s=60)
        wait_until(clickhouse_plan.is_ready, clickhouse, spec=clickhouse_plan.spec, timeout_s=60)
        _make_template(postgres_plan)
        yield Servers(postgres_plan, clickhouse_plan, postgres.pid, clickhouse.pid)
    finally:
        stop(clickhouse, clickhouse_plan.spec)
        stop(postgres, postgres_plan.spec)
        postgres_plan.clean()
        shutil.rmtree(folder, ignore_errors=True)


def _memory_folder() -> str | None:
    """Engines of tests live in memory where that is roomy enough."""
    shm = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
    return str(shm) if shm.is_dir() and shutil.disk_usage(shm).free > 4 << 30 else None


def _make_template(plan: embedded_postgres.PostgresPlan) -> None:
    with psycopg.connect(plan.dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    migrate_postgres(plan.dsn(TEMPLATE))


@pytest.fixture
def settings(servers: Servers, tmp_path: Path) -> Settings:
    """Settings of a test installation; change them with `settings.model_copy(update=…)`."""
    return Settings(
        data_dir=tmp_path,
        port=8080,
        public_url="http://test",
        secret_key="a test's secret key",
        log_partitions=2,
    )


@pytest.fixture
def database(servers: Servers) -> Iterator[str]:
    """A fresh PostgreSQL database (its name), migrated."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    with psycopg.connect(servers.postgres.dsn("postgres"), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE)
            )
        )
        yield name
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def engines(servers: Servers, settings: Settings, database: str) -> AsyncIterator[Engines]:
    """Engines over a fresh database in PostgreSQL and an empty one in ClickHouse."""
    addresses = settings.addresses(
        postgres_url=servers.postgres.dsn(database),
        clickhouse_url=f"{servers.clickhouse.url}/{servers.stores.lend()}",
    )
    async with open_engines(replace(addresses, pool_size=6)) as opened:
        await servers.stores.prepare(opened.clickhouse)
        try:
            yield opened
        finally:
            await servers.stores.take_back(opened.clickhouse)


@cache
def _routes() -> FastAPI:
    """The routes, once for this process: making them costs more than most tests do."""
    return create_api()


@pytest.fixture
async def app(engines: Engines, settings: Settings) -> AsyncIterator[Application]:
    """The running web application; the FastAPI part is `app.api`."""
    api = _routes()
    api.state = State({"russian": api.state.russian})
    application = create_app(engines, settings, api=api)
    async with application.running():
        yield application


@pytest.fixture
async def make_client(app: Application) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Makes clients of the application, each with cookies of its own."""
    made: list[httpx.AsyncClient] = []

    def make() -> httpx.AsyncClient:
        # 500s come back as answers, as they would over the network.
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("127.0.0.1", 40000))
        made.append(httpx.AsyncClient(transport=transport, base_url="http://test"))
        return made[-1]

    yield make
    for each in made:
        await each.aclose()


@pytest.fixture
def client(make_client: Callable[[], httpx.AsyncClient]) -> httpx.AsyncClient:
    """An anonymous client."""
    return make_client()


@dataclass(frozen=True, slots=True)
class TestWorkspace:
    """A workspace with an owner. `api` carries its API token; `as_role` signs a new member in."""

    __test__ = False

    id: int
    write_key: str
    api_token: str
    owner_email: str
    password: str
    engines: Engines
    make_client: Callable[[], httpx.AsyncClient]

    @property
    def api(self) -> httpx.AsyncClient:
        """A client with the API token."""
        client = self.make_client()
        client.headers["Authorization"] = f"Bearer {self.api_token}"
        return client

    async def owner(self) -> httpx.AsyncClient:
        """A client signed in as the owner."""
        return await self.sign_in(self.owner_email)

    async def as_role(self, role: str) -> httpx.AsyncClient:
        """A client signed in as a fresh member of this role."""
        email = f"{role}-{uuid.uuid4().hex[:8]}@example.com"
        async with self.engines.postgres.session() as session:
            member = await members.get_or_create_member(
                session, email=email, password=self.password, name=role.title(), language="en"
            )
            await repository.add_membership(
                session, workspace_id=self.id, member_id=member.id, role=role, now=datetime.now(UTC)
            )
        return await self.sign_in(email)

    async def sign_in(self, email: str) -> httpx.AsyncClient:
        """A client signed in, acting in this workspace, with the headers that unsafe methods need."""
        client = self.make_client()
        workspace = str(self.id)
        client.headers.update(
            {"X-Otklik-CSRF": "1", "Origin": "http://test", "X-Otklik-Workspace": workspace}
        )
        answer = await client.post("/api/v1/sign-in", json={"email": email, "password": self.password})
        assert answer.status_code == 200, answer.text
        return client


MakeWorkspace = Callable[..., Awaitable[TestWorkspace]]


@pytest.fixture
def make_workspace(engines: Engines, make_client: Callable[[], httpx.AsyncClient]) -> MakeWorkspace:
    """Makes workspaces, each with an owner of its own: `await make_workspace(name="Shop")`."""

    async def make(*, name: str = "Shop", language: str = "en") -> TestWorkspace:
        password = "correct horse battery staple"
        email = f"owner-{uuid.uuid4().hex[:8]}@example.com"
        made = await create_workspace_with_owner(
            engines, name=name, email=email, password=password, language=language
        )
        return TestWorkspace(
            made.workspace_id, made.write_key, made.api_token, email, password, engines, make_client
        )

    return make
