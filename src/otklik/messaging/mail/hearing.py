"""Keeps what the addresses of letters are called for: opened, clicked, left."""

from datetime import datetime
from typing import Final

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.letters.marks import Use
from otklik.messaging import noting
from otklik.messaging import repository as sends
from otklik.messaging.contracts import Channel, Heard, Send
from otklik.messaging.mail import repository
from otklik.messaging.mail.judging import RULE, Call, Seen, judge
from otklik.messaging.mail.links import Visit
from otklik.profiles import service as profiles
from otklik.profiles.contracts_marks import MarkKind, subscription_key
from otklik.workspaces.models import Session

_WHAT: Final = {Use.OPEN: Heard.READ, Use.CLICK: Heard.CLICKED}
AUTHOR: Final = "letter"


class Caller(msgspec.Struct, frozen=True):
    """Who calls, as far as a request tells."""

    method: str
    user_agent: str


async def hear(engines: Engines, visit: Visit, caller: Caller, *, now: datetime) -> Seen | None:
    """Keep an opening or a click; who it was, None for a send that is gone.

    What a program did is counted apart: it is no reading, begins no goal's window and picks no winner.
    """
    what = _WHAT[visit.use]
    async with engines.postgres.connection() as connection:
        send = await find_send(connection, visit.send_id)
        if send is None:
            return None
        call = Call(what is Heard.CLICKED, caller.method, caller.user_agent, now, send.sent_at)
        seen = judge(call)
        await repository.count_hit(
            connection,
            workspace_id=send.workspace_id,
            send_id=send.id,
            what="click" if what is Heard.CLICKED else "open",
            seen=seen,
            link=visit.target,
            at=now,
        )
        if seen.is_person:
            details = {"seen": seen.value, "rule": RULE} | ({"link": visit.target} if visit.target else {})
            await noting.note(
                engines,
                connection,
                workspace_id=send.workspace_id,
                send_id=send.id,
                what=what,
                at=now,
                details=details,
            )
    return seen


async def leave(engines: Engines, send_id: int, *, is_whole: bool, now: datetime) -> Send | None:
    """Unsubscribe the person of a send from its topic, or (`is_whole`) from all letters; None: it is gone.

    Whoever does it again changes nothing.
    """

    async def work(session: Session, connection: Connection) -> Send | None:
        del session
        send = await find_send(connection, send_id)
        if send is None:
            return None
        topic = "" if is_whole else send.topic
        await profiles.change_marks(
            connection,
            workspace_id=send.workspace_id,
            people=[send.profile_id],
            kind=MarkKind.SUBSCRIPTION,
            key=subscription_key(Channel.EMAIL.value, topic),
            is_on=False,
            author=AUTHOR,
        )
        await noting.note(
            engines,
            connection,
            workspace_id=send.workspace_id,
            send_id=send.id,
            what=Heard.UNSUBSCRIBED,
            at=now,
            details={"topic": topic} if topic else {},
        )
        return send

    return await profiles.in_transaction(engines, work)


async def come_back(engines: Engines, send_id: int) -> Send | None:
    """Take a person's own unsubscribing back: he pressed the wrong thing. None: the send is gone."""

    async def work(session: Session, connection: Connection) -> Send | None:
        del session
        send = await find_send(connection, send_id)
        if send is not None and send.unsubscribed_at is not None:
            for topic in {"", send.topic}:
                await profiles.change_marks(
                    connection,
                    workspace_id=send.workspace_id,
                    people=[send.profile_id],
                    kind=MarkKind.SUBSCRIPTION,
                    key=subscription_key(Channel.EMAIL.value, topic),
                    is_on=True,
                    author=AUTHOR,
                )
        return send

    return await profiles.in_transaction(engines, work)


async def find_send(connection: Connection, send_id: int) -> Send | None:
    """The send of a mark."""
    workspace_id = await repository.find_workspace(connection, send_id=send_id)
    if workspace_id is None:
        return None
    return await sends.find_send(connection, workspace_id=workspace_id, send_id=send_id)
