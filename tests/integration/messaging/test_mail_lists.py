"""The letters behind the numbers of sending, one letter as it was, and who followed which link: over HTTP."""

import html
import re
from datetime import UTC, datetime, timedelta

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.messaging.ledger import NOON
from tests.integration.messaging.letters import SALE, Letters, read
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms, to_datetime
from otklik.letters.reports.contracts import Report, ReportKind
from otklik.messaging import delivering, releasing
from otklik.messaging.mail.reports import take_report

LETTERS, LINKS = "/api/v1/mail/letters", "/api/v1/mail/links"
SUPPRESSED, HOOKS = "/api/v1/mail/suppressed", "/api/v1/mail/hooks"
AGENT = {"user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0"}
SHOP_LINK = "https://shop.example/sale?a=1&b=2"


async def test_numbers_of_letters_have_their_lists(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    stranger = await make_workspace(name="Other")
    async with running(text=[b"451 4.7.1 later", b"250 ok"]) as server:
        shop = await Letters.open(engines, make_workspace, server)
        assert await shop.send(SALE, scenario_id=77, node="n1") == ["ready"]
        assert await shop.bring(minutes=5) == ["sent"]
        await shop.age()
        letter = read(server)
        gone = Report(ReportKind.FAILED, "", "5.1.1", "no such user", letter["message-id"].strip("<>"), True)
        await take_report(engines, gone, workspace_id=None, at=datetime.now(UTC))
        assert await shop.send(SALE, scenario_id=77, node="n1") == ["skipped:suppressed"]
    api, send_id = shop.workspace.api, None
    for what, domain, count in (
        ("sent", "mail.example", 1),
        ("sent", "ail.example", 0),
        ("deferred", "mail.example", 1),
        ("bounced", None, 1),
        ("delivered", None, 0),
        ("complained", None, 0),
        ("refused", None, 0),
        ("waiting", None, 0),
        ("unknown", None, 0),
    ):
        asked: dict[str, str | int] = {"what": what, "days": 35}
        if domain:
            asked["domain"] = domain
        items = (await api.get(LETTERS, params=asked)).json()["items"]
        assert len(items) == count, what
        assert (await stranger.api.get(LETTERS, params=asked)).json()["items"] == []
        if items:
            assert (items[0]["name"], items[0]["address"]) == ("Анна", "ann@mail.example")
            send_id = items[0]["send_id"]
    assert (await client.get(LETTERS, params={"what": "sent"})).status_code == 401
    for wrong in ("what=lost", "what=sent&days=99", "what=sent&cursor=x", ""):
        assert (await api.get(f"{LETTERS}?{wrong}")).status_code == 422
    health = (await api.get("/api/v1/mail/health", params={"days": 2})).json()
    assert (health["step"], health["totals"]["deferred"], health["totals"]["bounced"]) == ("hour", 1, 1)
    (domain,) = health["domains"]
    assert domain["said"].startswith("451")

    one = f"{LETTERS}/{send_id}"
    assert (await stranger.api.get(one)).status_code == 404
    shown = (await api.get(one)).json()
    assert shown["subject"] == "Скидка для Анна"
    assert "https://shop.example/sale" in shown["html"]
    assert "/l/" not in shown["html"], "whoever looks at it is no reader"
    assert "unsubscribe.invalid" not in shown["html"]
    assert shown["send"]["error"] == "5.1.1 no such user"
    assert shown["hits"] == []
    history = f"/api/v1/profiles/{shop.person}/messages"
    letters = (await api.get(history, params={"channel": "email"})).json()["items"]
    assert [each["state"] for each in letters] == ["skipped", "sent"]
    assert (await api.get(history, params={"channel": "popup"})).json()["items"] == []


async def test_links_of_a_letter_tell_who_followed_them(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    stranger = await make_workspace(name="Other")
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        assert await shop.send(SALE, scenario_id=77, node="n1") == ["sent"]
        await shop.age()
        body = read(server).get_body(("html",))
    assert body is not None
    page = str(body.get_content())
    (link,) = [piece.split('"')[0] for piece in page.split('href="')[1:] if "?to=" in piece]
    address = link.removeprefix(engines.public_url).replace("&amp;", "&")
    for _ in range(2):
        assert (await client.get(address, headers=AGENT)).headers["location"] == SHOP_LINK
    assert (await client.get(address, headers={"user-agent": "Barracuda"})).status_code == 302

    api = shop.workspace.api
    found = (await api.get(LINKS, params={"scenario_id": 77})).json()
    (letter,) = found["letters"]
    assert (letter["subject"], letter["sent"], letter["clicked"]) == (SALE["subject"], 1, 1)
    assert found["chosen"] == letter
    assert "Привет!" in found["html"]
    assert found["links"] == [
        {"url": SHOP_LINK, "people": 1, "clicks": 2, "machine_clicks": 1, "is_shown": True}
    ]
    other = (await api.get(LINKS, params={"scenario_id": 77, "node": "n2"})).json()
    assert (other["chosen"], other["links"], len(other["letters"])) == (None, [], 1)
    assert (await stranger.api.get(LINKS, params={"scenario_id": 77})).json()["letters"] == []
    shown = (await api.get(f"{LETTERS}/{shop.ids[0]}")).json()
    assert [(hit["what"], hit["seen"], hit["count"]) for hit in shown["hits"]] == [
        ("click", "human", 2),
        ("click", "scanner", 1),
    ]

    async with engines.postgres.connection() as connection:
        await connection.execute(
            "INSERT INTO mail_standings (workspace_id, scenario_id, sent, complained, state, why, changed_at)"
            " VALUES (%s, 78, 1000, 2, 'slow', 'complaints', %s),"
            " (%s, 79, 1000, 9, 'paused', 'complaints', %s)",
            (shop.workspace.id, NOON, shop.workspace.id, NOON + timedelta(hours=1)),
        )
    standings = "/api/v1/mail/standings"
    assert (await stranger.api.post(f"{standings}/78/forgive")).status_code == 404
    assert (await api.post(f"{standings}/79/forgive")).status_code == 409
    assert (await api.post(f"{standings}/78/forgive")).status_code == 204
    assert (await api.post(f"{standings}/78/forgive")).status_code == 404
    left = (await api.get("/api/v1/mail/health")).json()["standings"]
    assert [each["scenario_id"] for each in left] == [79]


async def test_marks_of_links_do_not_take_them_apart_on_the_map(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    pair = "<a href='https://shop.example/sale?a=1'>One</a><a href='https://shop.example/sale?a=2'>Two</a>"
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        owner = await shop.workspace.owner()
        utm = {"utm": {"is_on": True, "sites": ["shop.example"]}}
        assert (await owner.put("/api/v1/messaging/settings", json=utm)).status_code == 200
        made = (await owner.post("/api/v1/scenarios", json={"kind": "message", "name": "Big sale"})).json()
        number = int(made["id"])
        content = {**SALE, "html": SALE["html"].replace("</body>", f"{pair}</body>")}
        assert await shop.send(content, scenario_id=number, node="n1") == ["sent"]
        await shop.age()
        body = read(server).get_body(("html",))
    assert body is not None
    marks = "utm_source=otklik&utm_medium=email&utm_campaign=big-sale"
    second = f"https://shop.example/sale?a=2&{marks}"
    links = re.findall("""href=["']([^"']+)""", str(body.get_content()))
    (address,) = [each for each in links if "a%3D2" in each]
    followed = await client.get(html.unescape(address).removeprefix(engines.public_url), headers=AGENT)
    assert followed.headers["location"] == second
    found = (await shop.workspace.api.get(LINKS, params={"scenario_id": number})).json()["links"]
    assert {each["url"]: each["people"] for each in found if "a=2" in each["url"]} == {second: 1}
    assert all(each["is_shown"] for each in found), found


async def test_a_test_letter_is_marked_as_the_message_will_be(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        owner = await shop.workspace.owner()
        utm = {"utm": {"is_on": True, "sites": ["shop.example"]}}
        assert (await owner.put("/api/v1/messaging/settings", json=utm)).status_code == 200
        body = {"channel": "email", "content": SALE, "profile_id": str(shop.person), "name": "Big sale"}
        sent = await owner.post("/api/v1/contents/test", json=body)
        assert sent.status_code == 201, sent.text
        now = to_datetime(now_ms())
        await releasing.release_portion(engines, shop.ledger.channels, now=now)
        assert await delivering.deliver_portion(engines, shop.channel, by="test", now=now) == 1
        page = read(server).get_body(("html",))
    assert page is not None
    assert "utm_campaign%3Dbig-sale" in str(page.get_content()), page.get_content()


async def test_files_of_addresses_and_tries_of_hooks(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    workspace = await make_workspace(name="Ромашка")
    owner, api = await workspace.owner(), workspace.api
    lines = [
        "name;email",
        "Anna;anna@mail.example",
        '"b@mail.example",bounced,2026-11-01',
        "'=c@mail.example",
    ]
    added = (await api.post(SUPPRESSED, json={"lines": lines})).json()
    assert (added["added"], added["faults"]) == (3, [])
    text = (await api.get(f"{SUPPRESSED}.csv")).text
    again = (await api.post(SUPPRESSED, json={"lines": text.splitlines()})).json()
    assert (again["added"], again["known"], again["faults"]) == (0, 3, []), "what it wrote it can read"
    (one,) = (await api.get(SUPPRESSED, params={"search": "anna"})).json()["items"]
    assert (
        await api.delete(f"{SUPPRESSED}/{one['id']}", params={"why": "She wrote to us"})
    ).status_code == 204
    removed = (await owner.get("/api/v1/audit")).json()["items"][0]
    assert (removed["action"], removed["details"]["why"]) == ("mail_suppression.removed", "She wrote to us")

    for method, path in (
        ("GET", SUPPRESSED),
        ("GET", LINKS),
        ("DELETE", f"{SUPPRESSED}/{'0' * 64}"),
    ):
        named = {"search": "\0", "node": "\0", "why": "\0", "scenario_id": "1"}
        assert (await api.request(method, path, params=named)).status_code == 422
    assert (await owner.post(HOOKS, json={"provider": "ses", "topic": "\0"})).status_code == 422
    hook = (await owner.post(HOOKS, json={"provider": "postmark"})).json()
    stranger = await (await make_workspace(name="Other")).owner()
    assert (await stranger.post(f"{HOOKS}/{hook['id']}/try")).status_code == 404
    tried = (await owner.post(f"{HOOKS}/{hook['id']}/try")).json()
    assert tried["works"] is False, "nobody outside reaches this machine"
    assert tried["code"] in {"private", "unreachable"}
    del engines
