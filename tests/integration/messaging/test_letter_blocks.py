"""Letters of blocks by HTTP: kept, shown, inspected, sent; kept blocks; links that are called."""

import asyncio
from typing import Any

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.messaging.letters import Letters, read
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.infra.networks import read_networks
from otklik.infra.outgoing import Outgoing
from otklik.messaging.contracts import MessageKind
from otklik.messaging.design.linking import Leads, check_links

BUTTON = {"kind": "button", "text": "Купить", "url": "https://shop.example/sale?a=1&b=2"}
DESIGN = {
    "language": "ru",
    "blocks": [
        {"kind": "heading", "text": "Здравствуйте, {{ person.name }}"},
        {"kind": "text", "html": "<p>Только <b>утром</b></p>", "if": 'person.name == "Анна"'},
        BUTTON,
    ],
}
FOOT = {"kind": "footer", "leave": "Отписаться"}
LETTER: dict[str, Any] = {"subject": "Скидка", "preheader": "До вечера", "design": DESIGN}
WHOLE = {**LETTER, "design": {**DESIGN, "blocks": [*DESIGN["blocks"], FOOT]}}
NUL = {"kind": "heading", "text": "a\x00b"}


async def test_a_letter_of_blocks_leaves_as_it_was_shown(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        assert await shop.send(LETTER) == ["skipped:invalid_content"], "promotional, and nobody could leave"
        assert await shop.send(LETTER, kind=MessageKind.TRANSACTIONAL) == ["sent"]
        assert await shop.send(WHOLE) == ["sent"]
        message = read(server)
    html, plain = (message.get_body((kind,)) for kind in ("html", "plain"))
    assert html is not None
    assert plain is not None
    page, text = html.get_content(), plain.get_content()
    assert "Здравствуйте, Анна" in page
    assert "{%" not in page
    assert page.count(f"{engines.public_url}/l/c") == 1
    assert page.count(f"{engines.public_url}/l/l") == 1
    assert "Купить: https://shop.example/sale?a=1&b=2" in text.replace("\n", " ")


async def test_blocks_by_http(
    app: Application, client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    del app
    shop, other = await make_workspace(), await make_workspace()
    api = shop.api
    shown = await api.post("/api/v1/contents/preview", json={"channel": "email", "content": WHOLE})
    assert shown.json()["faults"] == []
    assert "Здравствуйте, Anna Larsen" in shown.json()["content"]["html"]
    assert "design" not in shown.json()["content"]
    for_russians = await api.post(
        "/api/v1/contents/preview",
        json={"channel": "email", "content": WHOLE},
        headers={"accept-language": "ru"},
    )
    assert "Здравствуйте, Анна Ларина" in for_russians.json()["content"]["html"]
    broken = {**LETTER, "design": {"blocks": [BUTTON, {**BUTTON, "url": "javascript:1"}, NUL]}}
    refused = await api.post("/api/v1/contents", json={"channel": "email", "content": broken})
    assert refused.status_code == 422
    both = await api.post("/api/v1/contents", json={"channel": "email", "content": {**LETTER, "html": "<p>"}})
    assert [each["code"] for each in both.json()["error"]["faults"]] == ["both"]

    async def inspect(**body: Any) -> Any:  # noqa: ANN401 - JSON
        return (await api.post("/api/v1/contents/inspect", json=body)).json()

    said = await inspect(content=LETTER)
    assert [(each["code"], each["path"], each["is_stop"]) for each in said["findings"]] == [
        ("no_unsubscribe", "content.design", True)
    ]
    assert 5_000 < said["bytes"] < said["limit"] == 104_448
    assert (await inspect(content=LETTER, kind="transactional"))["findings"] == []
    assert (await inspect(content=broken))["faults"][0]["path"] == "content.design.blocks[2].text"
    for language in ("ru", "en"):
        gallery = await api.get("/api/v1/letter-templates", params={"language": language})
        assert gallery.json()["items"][0]["key"] == "welcome"
    await try_blocks(api, client, other.api)


async def try_blocks(api: httpx.AsyncClient, nobody: httpx.AsyncClient, other: httpx.AsyncClient) -> None:
    made = await api.post("/api/v1/letter-blocks", json={"name": "Кнопка", "block": BUTTON})
    assert made.status_code == 201, made.text
    place = f"/api/v1/letter-blocks/{made.json()['id']}"
    for block in ({}, NUL, {**BUTTON, "text": "{{ nobody.x }}"}, {"kind": "mjml", "mjml": "<mj-x"}):
        refused = await api.post("/api/v1/letter-blocks", json={"name": "a", "block": block})
        assert refused.status_code == 422
        assert (await api.patch(place, json={"block": block})).status_code == 422
    assert (await api.patch(place, json={"name": "Главная"})).json()["block"] == BUTTON
    assert (await api.patch(place, json={"block": FOOT})).json()["name"] == "Главная"
    assert [each["block"] for each in (await api.get("/api/v1/letter-blocks")).json()["items"]] == [FOOT]
    for call in (other.patch(place, json={"name": "b"}), other.delete(place)):
        assert (await call).status_code == 404
    assert (await other.get("/api/v1/letter-blocks")).json()["items"] == []
    assert (await nobody.get("/api/v1/letter-blocks")).status_code == 401
    assert (await api.delete(place)).status_code == 204
    assert (await api.delete(place)).status_code == 404


async def test_links_are_called_and_private_networks_are_not() -> None:
    heads: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _ = head.split(" ", 2)
        heads.append(f"{method} {path}")
        status = {"/good": "200 OK", "/gone": "404 Not Found", "/closed": "403 Forbidden"}.get(path, "200 OK")
        more = "Location: /good\r\n" if path == "/moved" else ""
        if path in {"/moved", "/round"}:
            status, more = "302 Found", f"Location: {'/good' if path == '/moved' else '/round'}\r\n"
        if path == "/old" and method == "HEAD":
            status = "405 Method Not Allowed"
        writer.write(f"HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    wanted = {
        f"{base}/good": Leads.WORKS,
        f"{base}/old": Leads.WORKS,
        f"{base}/moved": Leads.WORKS,
        f"{base}/gone": Leads.DEAD,
        f"{base}/round": Leads.DEAD,
        f"{base}/closed": Leads.CLOSED,
        "http://[bad": Leads.UNREACHED,
        "http://no-such-host.invalid/": Leads.UNREACHED,
        "https://x.ru/{{ person.id }}": Leads.PERSONAL,
    }
    async with server:
        outside = Outgoing(read_networks(["127.0.0.0/8"]))
        inside = Outgoing()
        try:
            results = await check_links(outside, list(wanted))
            many = await check_links(outside, ["{{ a }}"] * 52)
            heads.clear()
            refused = await check_links(inside, [f"{base}/good"])
        finally:
            await outside.close()
            await inside.close()
    assert {each.url: each.leads for each in results} == wanted
    assert next(each for each in results if each.url.endswith("/moved")).to == f"{base}/good"
    assert [each.leads for each in refused] == [Leads.FORBIDDEN]
    assert heads == []
    assert [each.leads for each in many[-2:]] == [Leads.NOT_CHECKED] * 2
