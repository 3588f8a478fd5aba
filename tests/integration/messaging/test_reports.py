"""What comes back of letters is told to the send whose it is, and keeps more from going to bad addresses."""

from datetime import timedelta

from tests.conftest import MakeWorkspace
from tests.integration.messaging.ledger import NOON
from tests.integration.messaging.letters import SALE, HasPort, Letters, read
from tests.unit.letters.server import Server, running

from otklik.app import Application
from otklik.infra.engines import Engines
from otklik.letters.reports.contracts import Report, ReportKind
from otklik.messaging import planning
from otklik.messaging.contracts import MessageKind, Purpose
from otklik.messaging.mail import (
    gate,
    repository_standing,
    repository_suppression,
    settings,
    standing,
    suppression,
)
from otklik.messaging.mail.reports import How, Taken, take_report
from otklik.messaging.mail.repository_suppression import Suppressed
from otklik.messaging.mail.settings import MailSettings
from otklik.messaging.running import keep_house
from otklik.workspaces.models import Session
from otklik.workspaces.roles import Actor, system_actor

DAY = timedelta(days=1)
GONE = Report(ReportKind.FAILED, "someone@else.example", "5.1.1", "no such user", is_mailbox=True)
FULL = Report(ReportKind.FAILED, "", "5.2.2", "mailbox full")
SPAM = Report(ReportKind.COMPLAINED, "", said="abuse")
RECEIPT = {"kind": MessageKind.TRANSACTIONAL, "purpose": Purpose.PRODUCT}


class Shop(Letters):
    """Letters with what comes back of them."""

    async def take(
        self, server: Server, report: Report, *, days: int = 0, workspace: int | None = None
    ) -> Taken:
        """Bring a report of the last letter to its return path."""
        return await take_report(
            self.ledger.engines,
            report,
            workspace_id=workspace or self.ledger.workspace_id,
            delivered_to=["postmaster@otklik.example", server.envelopes[-1][0]],
            at=NOON + days * DAY,
        )

    async def why(self) -> Suppressed | None:
        """Why nothing goes to the person's address."""
        engines = self.ledger.engines
        async with engines.postgres.connection() as connection:
            return await suppression.find_suppressed(
                engines, connection, workspace_id=self.ledger.workspace_id, address="Ann@mail.example"
            )

    async def suppress(self, reason: Suppressed) -> None:
        """Put the address on the list."""
        engines = self.ledger.engines
        async with engines.postgres.connection() as connection:
            await suppression.suppress(
                engines,
                connection,
                workspace_id=self.ledger.workspace_id,
                address="ann@mail.example",
                reason=reason,
                at=NOON,
            )

    async def forgive(self) -> None:
        """Take the address off the list."""
        async with self.ledger.engines.postgres.connection() as connection:
            await connection.execute("DELETE FROM suppressed_addresses")
            await connection.execute("DELETE FROM mail_failures")

    async def set(self, new: MailSettings) -> None:
        """Change the settings."""
        async with self.ledger.engines.postgres.session() as session:
            await settings.set_settings(session, actor=self.actor, new=new)

    @property
    def actor(self) -> Actor:
        """The program itself."""
        return system_actor(workspace_id=self.ledger.workspace_id)


async def open_shop(engines: Engines, make_workspace: MakeWorkspace, server: HasPort) -> Shop:
    shop = await Shop.open(engines, make_workspace, server)
    async with engines.postgres.connection() as connection:
        await connection.execute("UPDATE mail_senders SET bounce_to = 'bounces@otklik.example'")
    free = {"caps": [], "quiet": {"is_on": False}}
    async with engines.postgres.connection() as connection:
        await connection.execute(
            "INSERT INTO messaging_settings (workspace_id, settings) VALUES (%s, %s::jsonb)",
            (shop.ledger.workspace_id, str(free).replace("'", '"').replace("False", "false")),
        )
    return shop


async def test_reports_find_their_letters(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    stranger = await make_workspace(name="Other")
    async with running() as server:
        shop = await open_shop(engines, make_workspace, server)
        assert await shop.send(SALE) == ["sent"]
        send_id, ledger = shop.ids[0], shop.ledger
        forged = Report(
            ReportKind.FAILED, "a@b.example", "5.1.1", "no", "m1-aaaaaaaaaaaaaaaa@x.example", True
        )
        assert (
            await take_report(engines, forged, workspace_id=ledger.workspace_id, at=NOON)
        ).how is How.UNCLAIMED, "a mark that is not ours"
        assert (await shop.take(server, GONE, workspace=stranger.id)).how is How.UNCLAIMED, (
            "another's mailbox"
        )
        assert await shop.why() is None
        delayed = Report(ReportKind.DELAYED, "", "4.4.1", "will try", read(server)["message-id"].strip("<>"))
        told = await take_report(engines, delayed, workspace_id=None, at=NOON)
        assert (told.how, told.send_id) == (How.NOTED, send_id), "by the Message-ID alone"
        assert (await ledger.read(send_id)).bounced_at is None, "it is on its way yet"
        taken = await shop.take(server, GONE)
        assert taken == Taken(How.NOTED, send_id, ledger.workspace_id, shop.person)
        assert (await shop.take(server, GONE)).how is How.KNOWN
        send = await ledger.read(send_id)
        assert (send.bounced_at, send.error) == (NOON, "5.1.1 no such user")
        assert [entry["what"] for entry in send.journal] == ["delayed", "bounced"]
        assert await shop.why() is Suppressed.BOUNCED, "of the letter's own address, not of the named one"
        (event,) = await ledger.told("$message_bounced")
        assert (event["reason"], event["code"], event["source"]) == ("mailbox", "5.1.1", "mail")
        assert await shop.send(SALE) == ["skipped:suppressed"]
        assert await shop.send(SALE, **RECEIPT) == ["skipped:suppressed"], "nobody is there to read a receipt"
        await shop.forgive()

        assert await shop.send(SALE) == ["sent"]
        await shop.take(server, SPAM)
        assert await shop.why() is Suppressed.COMPLAINED
        assert await shop.send(SALE) == ["skipped:suppressed"]
        assert await shop.send(SALE, **RECEIPT) == ["sent"], "he may want his receipts"
        await shop.forgive()

        for day in (0, 0, 1, 1):
            assert await shop.send(SALE) == ["sent"]
            await shop.take(server, FULL, days=day)
        assert await shop.send(SALE) == ["sent"]
        await shop.take(server, FULL, days=1)
        assert await shop.why() is None, "five, but on two days"
        assert await shop.send(SALE) == ["sent"]
        await shop.take(server, FULL, days=2)
        assert await shop.why() is Suppressed.PASSING
        await shop.forgive()
        policy = Report(ReportKind.FAILED, "", "5.7.1", "looks like spam")
        assert await shop.send(SALE) == ["sent"]
        await shop.take(server, policy, days=3)
        assert await shop.why() is None, "that is our standing, not his mailbox"


async def test_the_talk_and_the_list_hold_letters_back(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    refusal: list[bytes | None] = [b"550 5.1.1 user unknown"]
    async with running(RCPT=refusal) as server:
        shop = await open_shop(engines, make_workspace, server)
        assert await shop.send(SALE) == ["failed:smtp_550"]
        assert await shop.why() is Suppressed.BOUNCED, "told in the talk it is as good as a bounce"
        await shop.forgive()

        ledger = shop.ledger
        async with engines.postgres.session() as session:
            await add(
                session, engines, shop, ["Email", " Ann@Mail.example ;", "", "nobody", "b@p\u0430ypal.com"]
            )
        assert await shop.why() is Suppressed.MANUAL
        async with engines.postgres.connection() as connection:
            (row,) = await repository_suppression.list_page(
                connection, workspace_id=ledger.workspace_id, search="ann@", reason=None, before=None, limit=5
            )
        assert (row.address, row.source, row.author) == ("ann@mail.example", "hand", "otklik")
        await shop.forgive()

        await shop.let_go(SALE)
        await shop.suppress(Suppressed.COMPLAINED)
        assert await shop.bring() == ["skipped:suppressed"], "it came in between"
        assert len(server.got) == 0


async def test_letters_wait_for_their_moment(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    later: list[bytes | None] = [b"451 4.7.1 slow down"] * 3
    async with running(RCPT=later) as server:
        shop = await open_shop(engines, make_workspace, server)
        ledger = shop.ledger
        await shop.set(MailSettings.model_validate({"paces": [{"domain": "mail.example", "per_minute": 1}]}))
        waiting: list[int] = []
        for _ in range(3):
            assert await shop.send(SALE) == ["planned" if len(waiting) == 2 else "ready"]
            waiting += shop.ids
        first, second, third = [await ledger.read(each) for each in waiting]
        assert first.error.startswith("451"), "it went at once, and shall come again"
        assert (second.release_at - NOON, second.gate) == (timedelta(minutes=1), gate.PACED)
        assert third.release_at - NOON == timedelta(minutes=2)
        assert third.journal[-1]["what"] == "pace"
        assert third.released_at is None, "it is decided upon anew, and counts against no cap meanwhile"

        await shop.set(MailSettings())
        for _ in range(2):
            assert await shop.send(SALE) == ["ready"], "the domain says later"
        assert await shop.send(SALE) == ["ready"], "after three it is left alone"
        assert len(server.got) == 0
        assert (await ledger.read(shop.ids[0])).release_at == NOON + timedelta(minutes=1)
        assert await shop.send(SALE, **RECEIPT) == ["sent"], "a receipt waits for nobody"
        assert await shop.send(SALE) == ["sent"], "and the domain is trusted again"

        plan = {"domain": "otklik.example", "started_on": str(NOON.date()), "first": 1, "growth": 2}
        await shop.set(MailSettings.model_validate({"warmups": [plan]}))
        assert await shop.send(SALE) == ["sent"]
        for day in (1, 1, 2):
            assert await shop.send(SALE) == ["planned"]
            send = await ledger.read(shop.ids[0])
            assert (send.release_at - NOON).days == day
            assert send.journal[-1]["what"] == "warm_up"
        assert await shop.send(SALE, **RECEIPT) == ["sent"]


async def test_a_mailing_that_is_taken_badly_is_paused(
    app: Application, engines: Engines, make_workspace: MakeWorkspace
) -> None:
    del app
    async with running() as server:
        shop = await open_shop(engines, make_workspace, server)
        ledger = shop.ledger
        rule = {
            "reputation": {"least": 10, "slow_complaints": 5, "pause_complaints": 30, "slow_per_minute": 1}
        }
        await shop.set(MailSettings.model_validate(rule))
        async with engines.postgres.connection() as connection:
            await connection.execute(
                "INSERT INTO mail_standings (workspace_id, scenario_id, sent) VALUES (%s, 7, 9)",
                (ledger.workspace_id,),
            )
        states = []
        for number in range(4):
            states += await shop.send(SALE, scenario_id=7)
            if states[-1] == "sent":
                assert (await shop.take(server, SPAM, days=number)).how is How.NOTED
            await shop.forgive()
        assert states == ["sent", "sent", "ready", "planned"], "one a minute after the first complaint"
        async with engines.postgres.connection() as connection:
            for _ in range(2):
                await standing.note_bad(
                    connection, [await ledger.read(shop.ids[0])], what="complained", at=NOON
                )
            (paused,) = await repository_standing.list_untold(connection)
        assert (paused.scenario_id, paused.why) == (7, "complaints")
        assert await shop.send(SALE, scenario_id=7) == ["planned"]
        assert (await ledger.read(shop.ids[0])).journal[-1]["what"] == "paused"
        async with engines.postgres.connection() as connection:
            await planning.resume_scenario(connection, workspace_id=ledger.workspace_id, scenario_id=7)
            assert await repository_standing.list_untold(connection) == []
        await keep_house(engines, now=NOON)
        assert await shop.send(SALE, scenario_id=7) == ["sent"], "a person let it go on: it is counted anew"


async def add(session: Session, engines: Engines, shop: Shop, lines: list[str]) -> None:
    added = await suppression.add_by_hand(session, engines, actor=shop.actor, lines=lines)
    assert (added.added, added.known) == (1, 0)
    assert [(fault.line, fault.code) for fault in added.faults] == [(4, "bad_address"), (5, "mixed_scripts")]
