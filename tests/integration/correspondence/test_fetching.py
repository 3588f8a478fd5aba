"""Mailboxes are read: everything once, whatever the server does, and what was not taken is listed."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.test_arriving import Post, letter
from tests.integration.infra.certificates import make_authority
from tests.unit.correspondence.imap_server import Mailbox, serving

from otklik.app import Application
from otklik.correspondence.fetching import running
from otklik.correspondence.fetching.reader import Pace
from otklik.infra.engines import Engines
from otklik.infra.networks import read_networks

HERE = read_networks(["127.0.0.0/8"])
PACE = Pace(idle_s=0.5, ask_s=0.1, failed_s=(0.05,), refused_s=0.05)


@contextlib.asynccontextmanager
async def fetching(engines: Engines) -> AsyncIterator[None]:
    task = asyncio.create_task(running.run(engines, HERE, pace=PACE))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Reading:
    """A workspace whose one mailbox is on the scripted server."""

    def __init__(self, post: Post, account_id: str) -> None:
        self.post, self.account_id = post, account_id

    @classmethod
    async def open(cls, engines: Engines, make_workspace: MakeWorkspace, port: int) -> "Reading":
        post = await Post.open(engines, await make_workspace())
        account = (await post.api.get("/api/v1/mail/inbound/accounts")).json()["items"][0]
        self = cls(post, account["id"])
        await self.change(host="127.0.0.1", port=port, security="none", password="secret")
        return self

    async def change(self, **changes: Any) -> None:  # noqa: ANN401 - JSON
        answer = await self.post.api.patch(f"/api/v1/mail/inbound/accounts/{self.account_id}", json=changes)
        assert answer.status_code == 200, answer.text

    async def account(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.post.api.get("/api/v1/mail/inbound/accounts")).json()["items"][0]
        return found

    async def mails(self, state: str = "all") -> list[dict[str, Any]]:
        """What came, the oldest first, each read."""
        await self.post.read()
        page = (await self.post.api.get(f"/api/v1/mail/inbound/mails?state={state}&limit=100")).json()
        return list(reversed(page["items"]))

    async def until(self, is_so: Callable[[], Awaitable[bool]], what: str) -> None:
        try:
            async with asyncio.timeout(20):
                while not await is_so():  # noqa: ASYNC110 - what is waited for is told by a database
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError((what, await self.account(), await self.mails())) from None

    async def until_mails(self, count: int) -> list[dict[str, Any]]:
        async def is_so() -> bool:
            return len(await self.mails()) >= count

        await self.until(is_so, f"{count} mails")
        return await self.mails()

    async def until_state(self, **wanted: Any) -> None:  # noqa: ANN401 - JSON
        async def is_so() -> bool:
            found = await self.account()
            return all(found[name] == value for name, value in wanted.items())

        await self.until(is_so, str(wanted))


async def test_a_mailbox_is_read_through_whatever_the_server_does(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    box = Mailbox()
    for number in range(3):
        box.add(letter(f"words {number}", number=f"{number}@mail.example"))
    box.cuts[2] = 1  # the line breaks within the second, once
    async with serving(box) as port:
        reading = await Reading.open(engines, make_workspace, port)
        async with fetching(engines):
            found = await reading.until_mails(3)
            assert [each["message_id"] for each in found] == [f"{n}@mail.example" for n in range(3)]
            assert {each["state"] for each in found} == {"taken"}
            await reading.until_state(state="waiting", waiting=0, trouble="", has_idle=True)
            assert (await reading.account())["newest_at"] == (await reading.account())["taken_at"]
            box.add(letter("news", number="3@mail.example"))  # told by the server while we wait
            await reading.until_mails(4)

            # A mail that always breaks the line is listed, and those behind it are read.
            box.cuts[5] = 1_000
            box.add(letter("never comes whole", number="4@mail.example"))
            box.add(letter("behind it", number="5@mail.example"))
            found = await reading.until_mails(6)
            told = [(each["message_id"], each["state"], each["reason"]) for each in found[4:]]
            assert ("", "skipped", "broken") in told
            assert ("5@mail.example", "taken", "references") not in told
            assert ("5@mail.example", "taken", "sender") in told

            # The server is mended: it is fetched again when somebody asks for it.
            box.cuts[5] = 0
            (broken,) = await reading.mails("skipped")
            path = f"/api/v1/mail/inbound/mails/{broken['id']}"
            assert (await reading.post.api.post(f"{path}/retry", json={})).json()["state"] == "absent"

            async def is_taken() -> bool:
                await reading.post.read()
                return bool((await reading.post.api.get(path)).json()["state"] == "taken")

            await reading.until(is_taken, "fetched again")
    assert not box.seen


async def test_other_numbers_read_the_folder_again_and_double_nothing(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    box = Mailbox(has_idle=False)
    for number in range(3):
        box.add(letter(f"words {number}", number=f"{number}@mail.example"))
    async with serving(box) as port:
        reading = await Reading.open(engines, make_workspace, port)
        await reading.change(marks_seen=True)
        async with fetching(engines):
            await reading.until_mails(3)
            await reading.until_state(state="waiting", has_idle=False)
            assert box.seen == {1, 2, 3}
        box.uid_validity, box.mails = 8, {100 + uid: raw for uid, raw in box.mails.items()}
        box.add(letter("new", number="9@mail.example"))
        async with fetching(engines):
            found = await reading.until_mails(4)
            assert [each["message_id"] for each in found[3:]] == ["9@mail.example"]
            assert not any(box.fetched[uid] for uid in (101, 102, 103))

            # Trouble is told, and is over when a member mends it.
            await reading.change(password="wrong")
            await reading.until_state(state="trouble", trouble="refused")
            assert (await reading.account())["trouble_said"] == "NO wrong password"
            await reading.change(password="secret", folder="Nowhere")
            await reading.until_state(trouble="no_folder")
            await reading.change(folder="INBOX")
            await reading.until_state(state="waiting", trouble="")
            assert len(await reading.mails()) == 4
            await reading.change(is_on=False)
            await reading.until_state(state="off")


async def test_a_server_that_never_answered_has_not_been_asked(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    reading = await Reading.open(engines, make_workspace, port)
    async with fetching(engines):
        await reading.until_state(state="trouble", trouble="no_connection")
    assert (await reading.account())["asked_at"] is None, "nobody may say that all was taken"


async def test_two_workers_read_a_mailbox_once(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    box = Mailbox()
    for number in range(30):
        box.add(letter(f"words {number}", number=f"{number}@mail.example"))
    async with serving(box) as port:
        reading = await Reading.open(engines, make_workspace, port)
        async with fetching(engines), fetching(engines):
            await reading.until_mails(30)
            await reading.until_state(state="waiting")
    assert box.connections == 1
    assert len(await reading.mails()) == 30


async def test_only_certificates_are_kept(
    app: Application,
    engines: Engines,
    make_workspace: MakeWorkspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    del app
    folder = tmp_path_factory.mktemp("authority")
    make_authority(folder)
    reading = await Reading.open(engines, make_workspace, 1)
    pem, key = ((folder / name).read_text() for name in ("ca.pem", "relay.key"))
    await reading.change(authority=f"some words\n{pem}")
    assert (await reading.account())["authority"] == pem
    path = f"/api/v1/mail/inbound/accounts/{reading.account_id}"
    for given, code in ((pem + key, "key_for_certificate"), ("words", "bad_certificate")):
        refused = await reading.post.api.patch(path, json={"authority": given})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)
    refused = await reading.post.api.patch(path, json={"fingerprint": "abc"})
    assert refused.status_code == 422
    # Nobody learns by this what stands in our own network.
    inside = {"host": "127.0.0.1", "port": 1, "security": "tls"}
    for kind in ("inbound/accounts", "accounts"):
        refused = await reading.post.api.post(f"/api/v1/mail/{kind}/certificate", json=inside)
        assert refused.json()["error"]["code"] == "no_server_certificate"
        assert "may be called" in refused.text
