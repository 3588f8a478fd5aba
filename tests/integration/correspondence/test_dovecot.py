"""A mailbox on a real server: Dovecot of Debian, where it is installed (`tools/need-mail-servers.sh`)."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.conftest import MakeWorkspace
from tests.integration.correspondence.real_servers import Dovecot, running_dovecot
from tests.integration.correspondence.test_arriving import letter
from tests.integration.correspondence.test_fetching import Reading, fetching
from tests.integration.infra.certificates import make_authority

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"outgoing_allow": ("127.0.0.0/8",)})


@pytest.fixture
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    with running_dovecot(tmp_path_factory.mktemp("dovecot")) as server:
        yield server


async def test_a_mailbox_of_a_real_server_is_read(
    app: Application, engines: Engines, make_workspace: MakeWorkspace, dovecot: Dovecot
) -> None:
    del app
    for number in range(3):
        dovecot.deliver(letter(f"words {number}", number=f"{number}@mail.example"))
    reading = await Reading.open(engines, make_workspace, dovecot.port)
    # `letter` is of no day: the server dates a mail by its file's name or time.
    await reading.change(since="2020-01-01", marks_seen=True)
    async with fetching(engines):
        found = await reading.until_mails(3)
        assert sorted(each["message_id"] for each in found) == [f"{n}@mail.example" for n in range(3)]
        await reading.until_state(state="waiting", waiting=0, has_idle=True)
        dovecot.deliver(letter("told by IDLE", number="new@mail.example"))
        await reading.until_mails(4)
        await reading.until_state(state="waiting", waiting=0)
        # Another server behind the same name: its folder has other numbers, the mails are known.
        for index in (dovecot.folder / "mail").glob("dovecot*"):
            index.unlink()
        await reading.change(name="Help again")
        dovecot.deliver(letter("after all", number="last@mail.example"))
        await reading.until_mails(5)
        await reading.change(password="wrong")
        await reading.until_state(trouble="refused")
    assert len(await reading.mails()) == 5
    seen = [each.name for each in (dovecot.folder / "mail" / "cur").iterdir()]
    assert sum(each.endswith("S") for each in seen) >= 4


async def test_a_mailbox_behind_tls_is_read_when_its_certificate_is_known(
    app: Application,
    engines: Engines,
    make_workspace: MakeWorkspace,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    del app
    folder = tmp_path_factory.mktemp("authority")
    authority = make_authority(folder)
    certificate = (folder / "relay.pem", folder / "relay.key")
    with running_dovecot(tmp_path_factory.mktemp("dovecot"), certificate=certificate) as dovecot:
        dovecot.deliver(letter("first", number="1@mail.example"))
        reading = await Reading.open(engines, make_workspace, dovecot.port)
        await reading.change(since="2020-01-01")
        for way in ways_of(dovecot):
            await reading.change(**way)
            async with fetching(engines):
                await reading.until_state(trouble="untrusted_certificate")
                assert "certificate" in (await reading.account())["trouble_said"].lower()
        assert await reading.mails() == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
        for number, way in enumerate(ways_of(dovecot)):
            await reading.change(**way)
            async with fetching(engines):
                await reading.until_mails(number + 1)
                dovecot.deliver(letter("more", number=f"{number + 2}@mail.example"))
                await reading.until_mails(number + 2)


async def test_a_mailbox_behind_a_certificate_of_its_own_is_read_when_a_member_says_so(
    app: Application,
    engines: Engines,
    make_workspace: MakeWorkspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    del app
    folder, elsewhere = tmp_path_factory.mktemp("authority"), tmp_path_factory.mktemp("elsewhere")
    make_authority(folder)
    make_authority(elsewhere)
    certificate = (folder / "relay.pem", folder / "relay.key")
    with running_dovecot(tmp_path_factory.mktemp("dovecot"), certificate=certificate) as dovecot:
        dovecot.deliver(letter("first", number="1@mail.example"))
        reading = await Reading.open(engines, make_workspace, dovecot.port)
        await reading.change(since="2020-01-01")
        for way in ways_of(dovecot):
            shown = await look(reading, **way)
            assert shown["names"] == ["127.0.0.1"]
            assert (shown["subject"], shown["issuer"]) == ("CN=relay", "CN=Test authority")
            typed = {"host": "127.0.0.1", "username": "help", "password": "secret"} | way
            assert (await try_it(reading, typed))["trouble"] == "untrusted_certificate"
            pinned = {"fingerprint": shown["fingerprint"].upper()}
            assert (await try_it(reading, typed | pinned))["works"]
            assert (await try_it(reading, typed | {"authority": (folder / "ca.pem").read_text()}))["works"]
            alone = {"authority": (folder / "relay.pem").read_text()}
            assert (await try_it(reading, typed | alone))["works"], (
                "a server's own certificate vouches for it"
            )
            other = await try_it(reading, typed | {"authority": (elsewhere / "ca.pem").read_text()})
            assert other["trouble"] == "untrusted_certificate"

            await reading.change(fingerprint="0" * 64, **way)
            async with fetching(engines):
                await reading.until_state(trouble="other_certificate")
                assert shown["fingerprint"] in (await reading.account())["trouble_said"]
            await reading.change(fingerprint=None, authority=(folder / "ca.pem").read_text())
            async with fetching(engines):
                await reading.until_mails(1)
                await reading.until_state(state="waiting", trouble="")
            await reading.change(fingerprint=shown["fingerprint"], authority=None)
            async with fetching(engines):
                await reading.until_state(state="waiting", trouble="")


def ways_of(dovecot: Dovecot) -> list[dict[str, Any]]:
    """TLS after STARTTLS, and from the start."""
    return [
        {"security": "starttls", "port": dovecot.port},
        {"security": "tls", "port": dovecot.tls_port},
    ]


async def look(reading: Reading, **way: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    path = "/api/v1/mail/inbound/accounts/certificate"
    answer = await reading.post.api.post(path, json={"host": "127.0.0.1", **way})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def try_it(reading: Reading, typed: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (
        await reading.post.api.post("/api/v1/mail/inbound/accounts/try", json=typed)
    ).json()
    return found
