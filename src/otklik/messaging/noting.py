"""Keeps what is heard of sends: once each, with its moment, and an event on the card."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging import repository, repository_noting, telling
from otklik.messaging.contracts import Heard, Send, SendState
from otklik.messaging.releasing import hash_address

_IMPLIED: Final[Mapping[Heard, tuple[Heard, ...]]] = {
    Heard.SHOWN: (Heard.DELIVERED,),
    Heard.READ: (Heard.DELIVERED,),
    Heard.CLICKED: (Heard.DELIVERED, Heard.READ),
    Heard.REPLIED: (Heard.DELIVERED, Heard.READ),
    Heard.CLOSED: (Heard.DELIVERED,),
    Heard.COMPLAINED: (Heard.DELIVERED,),
}
"""What must have come before, in its order: who clicks has read."""
_SUPPRESSING: Final = frozenset({Heard.BOUNCED, Heard.COMPLAINED})
_LEFT: Final = frozenset({SendState.CLAIMED, SendState.SENT, SendState.UNKNOWN})
MACHINE: Final = "is_machine"
"""In the details of what a scanner or a mail program did, not a person (docs/adr/0020-goals.md)."""
TEMPORARY: Final = "is_temporary"
"""In the details of a bounce: a full mailbox or the like, which suppresses nobody."""


async def note(
    engines: Engines,
    connection: Connection,
    *,
    workspace_id: int,
    send_id: int,
    what: Heard,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> bool:
    """Keep what was heard, in the caller's transaction; whether it is news.

    The first word of each kind counts; repeats and any order do no harm. `details` (link, …) stand in the
    event. What never left is not heard of.
    """
    send = await repository.find_send(connection, workspace_id=workspace_id, send_id=send_id, is_locked=True)
    if send is None or send.state not in _LEFT:
        return False
    news = [each for each in (*_IMPLIED.get(what, ()), what) if getattr(send, f"{each.value}_at") is None]
    if what not in news:
        return False
    is_proved = send.state is SendState.UNKNOWN and what is not Heard.BOUNCED
    await repository_noting.write_heard(
        connection, workspace_id=workspace_id, send_id=send_id, heard=news, at=at, is_sent=is_proved
    )
    told = list_told(send, news, what, at, details or {}, is_proved=is_proved)
    await telling.ship_events(connection, told)
    if what in _SUPPRESSING and send.address and not (details or {}).get(TEMPORARY):
        digest = hash_address(engines, workspace_id, send.channel, send.address)
        await repository_noting.suppress(
            connection,
            workspace_id=workspace_id,
            channel=send.channel.value,
            digest=digest,
            reason=what.value,
            at=at,
        )
    return True


def list_told(
    send: Send,
    news: list[Heard],
    what: Heard,
    at: datetime,
    details: Mapping[str, Any],
    *,
    is_proved: bool,
) -> list[telling.Told]:
    """The events of news, in the order in which things happen.

    What a machine did (`is_machine`) makes what must have come before a machine's, too.
    """
    sent: list[telling.Told] = [(send, "$message_sent", {}, at)] if is_proved else []
    implied = {MACHINE: True} if details.get(MACHINE) else {}
    return sent + [
        (send, f"$message_{each.value}", dict(details) if each is what else dict(implied), at)
        for each in news
    ]
