"""Links over a workspace's own host: proved before it is used, nobody else's, dropped when it breaks."""

import re
from collections.abc import Sequence

import httpx
import pytest
from tests.conftest import MakeWorkspace
from tests.integration.messaging.letters import SALE, Letters, read
from tests.integration.messaging.test_letters import HUMAN, text_of
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.automation.watch import telling as watch_telling
from otklik.infra.engines import Engines
from otklik.infra.outgoing import Answer
from otklik.messaging.mail.hosts import known, repository, service
from otklik.messaging.planning import moment
from otklik.workspaces.models import Session

HOST = "links.shop.example"


async def look_up(name: str, kind: str) -> Sequence[str]:
    return ["test."] if (name, kind) == (HOST, "CNAME") else []


class Through:
    """Calls hosts as the world does: what stands in DNS as ours reaches the application under its name."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.is_away = False

    async def request(self, method: str, url: str) -> Answer:
        if self.is_away:
            raise httpx.ConnectError("refused")
        parts = httpx.URL(url)
        answer = await self.client.request(
            method, parts.path, headers={"host": parts.host}, follow_redirects=False
        )
        return Answer(answer.status_code, answer.headers, answer.text)


async def test_links_lead_over_a_host_that_was_proved(
    app: Application,
    client: httpx.AsyncClient,
    engines: Engines,
    make_workspace: MakeWorkspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del app
    monkeypatch.setattr(known, "FRESH_S", 0.0)
    calls = Through(client)
    heard: list[str] = []

    async def check() -> str:
        async with engines.postgres.connection() as connection:
            host = await repository.find_host(connection, workspace_id=shop.workspace.id)
        assert host is not None

        async def hear(session: Session, broken: repository.Host) -> None:
            heard.append(broken.host)
            await watch_telling.tell_host(engines, session, broken)

        await service.check_host(engines, calls, host, now=moment(), hear=hear, look_up=look_up)
        return str((await owner.get("/api/v1/mail/tracking-host")).json()["state"])

    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        owner = await shop.workspace.owner()
        assert (await owner.get("/api/v1/mail/tracking-host")).json()["state"] == "none"
        made = (await owner.put("/api/v1/mail/tracking-host", json={"host": "Links.Shop.example."})).json()
        assert (made["host"], made["state"], made["target"]) == (HOST, "new", "test")
        assert await shop.send(SALE) == ["sent"]
        assert HOST not in text_of(read(server), "html"), "not before it was proved"
        assert await check() == "proved"
        assert await shop.send(SALE) == ["sent"]
        await shop.age()
        letter = read(server)
        page = text_of(letter, "html")
        assert f"<https://{HOST}/l/l" in letter["list-unsubscribe"]
        assert engines.public_url not in page
        opened, clicked, left = (
            re.findall(f'https://{HOST}(/l/{kind}[^"<> ]+)', page)[0].replace("&amp;", "&")
            for kind in ("o", "c", "l")
        )
        own = {"host": HOST, "user-agent": HUMAN}
        assert (await client.get(opened, headers=own)).headers["content-type"] == "image/gif"
        assert (await client.get(clicked, headers=own)).headers["location"].startswith("https://shop.example")
        assert (await client.get(left, headers=own)).status_code == 200
        for path in ("/", "/api/v1/me", "/healthz", "/sign-in", "/otklik.js"):
            assert (await client.get(path, headers=own)).status_code == 404, path

        other = await make_workspace(name="Other")
        other_owner = await other.owner()
        assert (await other_owner.put("/api/v1/mail/tracking-host", json={"host": HOST})).status_code == 409
        await other_owner.put("/api/v1/mail/tracking-host", json={"host": "mail.other.example"})
        foreign = {"host": "mail.other.example", "user-agent": HUMAN}
        for path in (clicked, left):
            assert (await client.get(path, headers=foreign)).status_code == 404, "not of this workspace"

        calls.is_away = True
        assert [await check() for _ in range(2)] == ["broken"] * 2
        assert heard == [HOST], "told once"
        async with engines.postgres.connection() as connection:
            cursor = await connection.execute(
                "SELECT count(*) FROM mailbox WHERE workspace_id = %s AND subject LIKE %s",
                (shop.workspace.id, f"{HOST}%"),
            )
            assert await cursor.fetchone() == (1,)
        assert await shop.send(SALE) == ["sent"]
        assert HOST not in text_of(read(server), "html"), "links work again"
        assert (await client.get(clicked, headers=own)).status_code == 302, "old ones, once it is back"
        calls.is_away = False
        assert await check() == "proved"


async def test_hosts_that_are_none(app: Application, make_workspace: MakeWorkspace) -> None:
    del app
    owner = await (await make_workspace()).owner()
    for wrong in ("shop", "test", "192.0.2.1", "a b.example", "-x.example", "test/x.example"):
        assert (await owner.put("/api/v1/mail/tracking-host", json={"host": wrong})).status_code == 422
    await owner.put("/api/v1/mail/tracking-host", json={"host": "ссылки.рф"})
    assert (await owner.get("/api/v1/mail/tracking-host")).json()["host"] == "xn--h1adcxa4d.xn--p1ai"
    assert (await owner.delete("/api/v1/mail/tracking-host")).status_code == 204
    assert (await owner.post("/api/v1/mail/tracking-host/check")).status_code == 404
