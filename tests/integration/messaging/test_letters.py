"""A letter of a message leaves with its links and a way to leave; what comes of them is told honestly."""

import re
from email.message import EmailMessage

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.messaging.letters import SALE, Letters, read
from tests.unit.letters.server import running

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.messaging.contracts import MessageKind

HUMAN = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
HEARD = """SELECT read_at IS NOT NULL, clicked_at IS NOT NULL, unsubscribed_at IS NOT NULL
    FROM sends WHERE id = %s"""
RUSSIAN = {"accept-language": "ru-RU,ru;q=0.9", "user-agent": HUMAN}


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


async def test_a_letter_tells_what_becomes_of_it(
    app: Application, client: httpx.AsyncClient, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await Letters.open(engines, make_workspace, server)
        assert await shop.send(SALE, topic="sale") == ["sent"]
        await shop.age()
        message = read(server)
    assert message["subject"] == "Скидка для Анна"
    assert message["to"] == "Анна <ann@mail.example>"
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert message["auto-submitted"] == "auto-generated"
    page, text = text_of(message, "html"), text_of(message, "plain")
    assert "Только сегодня" in page
    base = re.escape(engines.public_url)
    opened, clicked, left = (re.findall(f'{base}(/l/{kind}[^"<> ]+)', page)[0] for kind in ("o", "c", "l"))
    assert "Смотреть (https://shop.example/sale?a=1&b=2)" in text.replace("\n", " ")
    assert left in text
    assert f"<{engines.public_url}{left}>" == message["list-unsubscribe"]

    async def get(path: str, agent: str = HUMAN, **more: str) -> httpx.Response:
        return await client.get(path.replace("&amp;", "&"), headers={"user-agent": agent, **more})

    async def heard() -> tuple[bool, ...]:
        async with engines.postgres.connection() as connection:
            cursor = await connection.execute(HEARD, (shop.ids[0],))
            row = await cursor.fetchone()
        assert row is not None
        return tuple(row)

    assert (await get(opened, "Mozilla/5.0")).headers["content-type"] == "image/gif"
    scanned = await client.head(clicked.replace("&amp;", "&"), headers={"user-agent": HUMAN})
    assert scanned.status_code == 302
    assert (await get(clicked, "Barracuda/5.0")).status_code == 302
    asked = await get(left, **{"accept-language": "ru"})
    assert "Больше не получать письма от «Ромашка» на ann@mail.example" in asked.text
    assert asked.headers["content-security-policy"].startswith("default-src 'none'")
    assert await heard() == (False, False, False), "programs open everything; nobody has read or left"

    led = await get(clicked)
    assert (led.status_code, led.headers["location"]) == (302, "https://shop.example/sale?a=1&b=2")
    assert await heard() == (True, True, False), "who clicks has read"
    for changed in (
        clicked.replace("shop.example", "evil.example"),
        clicked.replace("https", "javascript"),
        clicked[:-30] + "x",
        "/l/c",
        "/l/l1-aaaaaaaaaaaaaaaa",
        "/l/..%2f",
    ):
        answer = await get(changed)
        assert answer.status_code == 404, changed
        assert "location" not in answer.headers
    assert "Ссылка больше не действует" in (await get("/l/x", **{"accept-language": "ru"})).text

    once = await client.post(left, content=b"List-Unsubscribe=One-Click", headers={"user-agent": "Gmail"})
    assert once.status_code == 200
    assert await heard() == (True, True, True)
    assert await shop.send(SALE) == ["skipped:unsubscribed"]
    back = await client.post(left, data={"what": "back"}, headers=RUSSIAN)
    assert "Вы снова подписаны" in back.text
    async with running() as server:
        pass
    assert await shop.send(SALE) == ["ready"], "he takes letters again; the server is away"
    async with engines.postgres.connection() as connection:
        cursor = await connection.execute("SELECT what, seen, count FROM mail_hits ORDER BY id")
        assert await cursor.fetchall() == [
            ("open", "prefetch", 1),
            ("click", "scanner", 2),
            ("click", "human", 1),
        ]


async def test_letters_that_may_not_or_cannot_leave(engines: Engines, make_workspace: MakeWorkspace) -> None:
    answers: dict[str, list[bytes | None]] = {
        "RCPT": [b"550 5.7.1 not from you", b"450 4.2.1 come again", b"250 ok"],
        "text": [b"250 ok", None],
    }
    async with running(**answers) as server:
        shop = await Letters.open(engines, make_workspace, server)
        trapped = {"subject": "Sale", "text": "Buy!"}
        assert await shop.send(trapped) == ["skipped:invalid_content"], "nobody could leave"
        assert server.got == []
        receipt = {"kind": MessageKind.TRANSACTIONAL}
        assert await shop.send(trapped, **receipt) == ["failed:smtp_550"]
        assert await shop.send({"subject": "Receipt", "text": "Paid"}, **receipt) == ["ready"]
        assert await shop.bring(seconds=5) == ["ready"], "not before its time"
        assert await shop.bring(seconds=20) == ["sent"]
        assert "list-unsubscribe" not in read(server), "a receipt is no mailing"
        promoted = {**trapped, "text": "Buy! {{ unsubscribe_url }}"}
        assert await shop.send(promoted) == ["unknown:no_answer"], "it may have arrived: nobody repeats it"
        assert await shop.send({"subject": "x\r\nBcc: eve@mail.example", "text": "y"}, **receipt) == ["sent"]
        assert (read(server)["subject"], read(server)["bcc"]) == ("x Bcc: eve@mail.example", None)
