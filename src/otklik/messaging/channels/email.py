"""Letters: signed, marked, each with a way to leave; kept in the mailbox page while nothing sends them."""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.letters.addresses import AddressError, read_address
from otklik.letters.contracts import Attachment
from otklik.letters.pictures import keep_page
from otklik.letters.post import Post, Way
from otklik.letters.smtp import Talk, Verdict
from otklik.messaging import repository
from otklik.messaging.channels.contracts import Admission, Delivery, Outcome, Result
from otklik.messaging.contracts import Channel, MessageKind, Send, SkipReason
from otklik.messaging.design.checking import check_design
from otklik.messaging.mail import gate, reports, repository_sending, standing
from otklik.messaging.mail import settings as mail_settings
from otklik.messaging.mail.composing import Composed, NoWayToLeaveError, compose, make_letter
from otklik.messaging.mail.hosts import repository as repository_hosts
from otklik.messaging.mail.links import Links
from otklik.messaging.site.marking import FIELD, JUDGE
from otklik.profiles.recipients import Recipient

PATIENCE: Final = timedelta(days=3)
"""So long a letter is tried again: servers that are away over a weekend get their mail."""
_TEXTS: Final = frozenset({"subject", "html", "text", "preheader"})
_FIELDS: Final = _TEXTS | {"sender", "design", FIELD}
_EMAIL: Final = "$email"
_Who: TypeAlias = tuple[int, int | None]
_ACTIVE: Final = re.compile(
    r"<\s*(script|iframe|object|embed|applet|base)\b|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)


class EmailChannel:
    """The channel `email`: `{"subject", "text"?, "html"? | "design"?, "preheader"?, "sender"?}`.

    One of the three at least; `design`: the letter as blocks (docs/reference/letter-blocks.md). `sender`: the
    id of one; without, the default one. `post` None: contents are checked, nothing is sent.
    """

    channel = Channel.EMAIL
    is_ringing = False
    html_fields = frozenset({"html"})
    at_once = 40

    def __init__(self, engines: Engines, post: Post | None) -> None:
        self._engines = engines
        self._post = post
        self._links = Links(engines.secrets, engines.public_url)

    def find_address(self, recipient: Recipient) -> str | None:
        """The address on his card, in lower case."""
        email = recipient.properties.get(_EMAIL)
        return email.strip().lower() if isinstance(email, str) and "@" in email else None

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Every fault."""
        faults = [Fault(name, "unknown_field", "Unknown field") for name in content.keys() - _FIELDS]
        faults += [
            Fault(name, "text", "A text is expected")
            for name in _TEXTS & content.keys()
            if not isinstance(content[name], str)
        ]
        if not str(content.get("subject", "")).strip():
            faults.append(Fault("subject", "missing", "A letter needs a subject"))
        if not any(content.get(name) for name in ("text", "html", "design")):
            faults.append(Fault("text", "missing", "A letter needs a text"))
        faults += _check_design(content)
        if isinstance(content.get("html"), str) and _ACTIVE.search(content["html"]):
            faults.append(Fault("html", "active", "Scripts and frames work in no mail program"))
        if content.get(FIELD) is not None:
            faults += JUDGE(content[FIELD], FIELD)
        if not isinstance(content.get("sender"), int | None):
            faults.append(Fault("sender", "number", "The id of a sender is expected"))
        return faults

    async def admit(self, connection: Connection, sends: Sequence[Send], *, now: datetime) -> Admission:
        """Addresses that are suppressed by now, paces, days of a warm-up, domains that want rest."""
        domains = await self._find_domains(connection, sends)
        return await gate.admit(self._engines, connection, sends, sender_domains=domains, now=now)

    async def record(
        self, connection: Connection, ends: Sequence[tuple[Send, Outcome]], *, now: datetime
    ) -> None:
        """Count by domain; a mailbox that is not there gets nothing more."""
        await standing.record(connection, ends, now=now)
        for send, outcome in ends:
            if outcome.result is Result.FAILED and outcome.reason.startswith("smtp_"):
                await reports.take_refusal(self._engines, connection, send, outcome.error, at=now)

    async def _find_domains(self, connection: Connection, sends: Sequence[Send]) -> dict[int, str]:
        """Whom promotional letters are from, where some domain of theirs is being warmed up."""
        found: dict[int, str] = {}
        for workspace_id in sorted({s.workspace_id for s in sends if s.kind is MessageKind.PROMOTIONAL}):
            rules = await mail_settings.get_settings(connection, workspace_id=workspace_id)
            if not rules.warmups or self._post is None:
                continue
            mine = [send for send in sends if send.workspace_id == workspace_id]
            contents = await repository.list_contents(
                connection, workspace_id=workspace_id, content_ids=sorted({s.content_id for s in mine})
            )
            for send in mine:
                _, content = contents.get(send.content_id, ("", {}))
                way = await self._post.find_way(
                    connection, workspace_id=workspace_id, sender_id=content.get("sender")
                )
                found[send.id] = way.domain if way is not None else ""
        return found

    async def deliver(self, deliveries: Sequence[Delivery]) -> Sequence[Outcome]:
        """Send each letter over its sender's server, side by side."""
        ways = await self._find_ways({_who(each) for each in deliveries})
        links = await self._find_links({each.send.workspace_id for each in deliveries})
        files = await self._find_files([each.send for each in deliveries])
        return await asyncio.gather(
            *(
                self._deliver(
                    each, ways[_who(each)], files.get(each.send.id, []), links[each.send.workspace_id]
                )
                for each in deliveries
            )
        )

    async def _find_ways(self, names: Collection[_Who]) -> dict[_Who, Way | None]:
        post = self._post
        if post is None:
            return dict.fromkeys(names)
        async with self._engines.postgres.connection() as connection:
            return {
                (workspace_id, sender_id): await post.find_way(
                    connection, workspace_id=workspace_id, sender_id=sender_id
                )
                for workspace_id, sender_id in names
            }

    async def _find_links(self, workspaces: Collection[int]) -> dict[int, Links]:
        """Over the workspace's own host, where it has one that was proved."""
        async with self._engines.postgres.connection() as connection:
            hosts = await repository_hosts.list_proved(connection, workspaces=workspaces)
        return {each: self._links.over(hosts.get(each)) for each in workspaces}

    async def _find_files(self, sends: Sequence[Send]) -> dict[int, list[Attachment]]:
        """Only letters that a program asked for carry files of their own."""
        single = [send.id for send in sends if send.scenario_id is None]
        if not single:
            return {}
        async with self._engines.postgres.connection() as connection:
            return await repository_sending.list_files(connection, send_ids=single)

    async def _deliver(
        self, delivery: Delivery, way: Way | None, files: Sequence[Attachment], links: Links
    ) -> Outcome:
        is_kept = way is None or self._post is None
        try:
            composed = compose(delivery, links, is_kept=is_kept)
            address = read_address(delivery.send.address or "")
        except NoWayToLeaveError:
            return _refused("a promotional letter needs {{ unsubscribe_url }}")
        except AddressError as error:
            return Outcome(Result.SKIPPED, reason=SkipReason.NO_ADDRESS.value, error=str(error))
        if way is None or self._post is None:
            return await self._capture(delivery, composed, files)
        number = delivery.send.id
        letter = make_letter(
            delivery,
            composed,
            to=address,
            way=way,
            message_id=self._post.message_id(way, number),
            leave_url=links.leave_url(number),
            files=files,
        )
        talk = await self._post.send(way, letter, number=number, now=delivery.now)
        return _outcome(talk, letter.message_id)

    async def _capture(self, delivery: Delivery, composed: Composed, files: Sequence[Attachment]) -> Outcome:
        """Keep the letter in the mailbox page, once: no server is set that would send it."""
        send = delivery.send
        async with self._engines.postgres.connection() as connection:
            letter = await self._engines.mailer.capture(
                connection,
                workspace_id=send.workspace_id,
                send_id=send.id,
                to=send.address or "",
                subject=composed.subject,
                text=composed.text,
                html=keep_page(composed.html, files) if composed.html else None,
            )
        return Outcome(Result.SENT, external_id=f"letter-{letter}")


def _check_design(content: Mapping[str, Any]) -> Sequence[Fault]:
    if content.get("design") is None:
        return [Fault("design", "object", "An object is expected")] if "design" in content else []
    if content.get("html"):
        return [Fault("html", "both", "A letter is made of blocks or of HTML")]
    return check_design(content["design"])


def _who(delivery: Delivery) -> _Who:
    return delivery.send.workspace_id, delivery.content.get("sender")


def _outcome(talk: Talk, message_id: str) -> Outcome:
    error = f"{talk.code} {talk.said}".strip() if talk.code else talk.said
    match talk.verdict:
        case Verdict.SENT:
            return Outcome(Result.SENT, external_id=message_id)
        case Verdict.UNKNOWN:
            return Outcome(Result.UNKNOWN, reason="no_answer", error=error, external_id=message_id)
        case Verdict.REFUSED:
            reason = f"smtp_{talk.code or talk.status}"
            return Outcome(Result.FAILED, reason=reason, error=error, external_id=message_id)
        case Verdict.LATER:
            reason = "server_trouble" if talk.is_ours else f"smtp_{talk.code}"
            return Outcome(
                Result.AGAIN, reason=reason, error=error, external_id=message_id, patience=PATIENCE
            )


def _refused(why: str) -> Outcome:
    return Outcome(Result.SKIPPED, reason=SkipReason.INVALID_CONTENT.value, error=why)
