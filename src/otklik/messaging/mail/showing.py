"""Shows letters to the team: one that a person got, and one of a scenario with who followed its links."""

from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.messaging import errors, explaining, previewing, rendering, repository, repository_naming
from otklik.messaging.channels.contracts import Outcome
from otklik.messaging.channels.registry import Channels
from otklik.messaging.contracts import Channel, Send
from otklik.messaging.design.gallery import Language
from otklik.messaging.mail import repository_letters
from otklik.messaging.mail.linking import LinkCount, lay_over, without_ways_out
from otklik.messaging.mail.repository_letters import Fate, Hit, LetterContent, LetterRow
from otklik.messaging.promo.giving import Mode
from otklik.profiles import recipients

_NAME: Final = "$name"


class Said(msgspec.Struct, frozen=True):
    """What a letter says; all empty: it cannot be said any more, `fault` tells why."""

    subject: str = ""
    text: str = ""
    html: str = ""
    fault: str = ""


class ShownLetter(msgspec.Struct, frozen=True):
    """A letter to one person, and what was called of it."""

    send: Send
    said: Said
    hits: tuple[Hit, ...]


class LinkMap(msgspec.Struct, frozen=True):
    """Letters of a scenario; of the chosen one what it says and who followed which link."""

    letters: tuple[LetterContent, ...]
    chosen: LetterContent | None = None
    subjects: dict[int, str] = {}
    said: Said = Said()
    links: tuple[LinkCount, ...] = ()


async def show_letter(
    engines: Engines,
    connection: Connection,
    channels: Channels,
    *,
    workspace_id: int,
    send_id: int,
    now: datetime,
) -> ShownLetter:
    """The letter of a send, made once more of its content and the person's card. Raises NotFoundError.

    Its links are the bare ones, so that nobody who looks at it counts as a reader.
    """
    send = await explaining.get_send(connection, workspace_id=workspace_id, send_id=send_id)
    medium = channels.find(Channel.EMAIL)
    if send.channel is not Channel.EMAIL or medium is None:
        raise errors.no_send()
    (made,) = await rendering.prepare(engines, connection, medium, [send], now=now, promo=Mode.LOOK)
    said = Said(fault=made.error) if isinstance(made, Outcome) else _say(made.content)
    hits = await repository_letters.list_hits(connection, workspace_id=workspace_id, send_id=send_id)
    return ShownLetter(send, said, tuple(hits))


async def map_links(
    engines: Engines,
    connection: Connection,
    channels: Channels,
    *,
    workspace_id: int,
    scenario_id: int,
    content_id: int | None,
    node: str | None,
    language: Language,
) -> LinkMap:
    """A scenario's letters with the links of one, of the one sent most if none is named."""
    letters = await repository_letters.list_contents(
        connection, workspace_id=workspace_id, scenario_id=scenario_id
    )
    chosen = next(
        (each for each in letters if content_id in {None, each.content_id} and node in {None, each.node}),
        None,
    )
    if chosen is None:
        return LinkMap(tuple(letters))
    contents = await repository.list_contents(
        connection, workspace_id=workspace_id, content_ids=sorted({each.content_id for each in letters})
    )
    subjects = {number: str(content.get("subject", "")) for number, (_, content) in contents.items()}
    _, content = contents.get(chosen.content_id, ("", {}))
    names = await repository_naming.list_names(connection, workspace_id=workspace_id, scenarios=[scenario_id])
    shown, faults = await previewing.preview(
        engines,
        connection,
        channels,
        workspace_id=workspace_id,
        channel=Channel.EMAIL,
        content=content,
        profile_id=None,
        event={},
        language=language,
        name=names.get(scenario_id, ""),
    )
    page = str((shown or {}).get("html") or "")
    hits = await repository_letters.count_links(
        connection,
        workspace_id=workspace_id,
        scenario_id=scenario_id,
        content_id=chosen.content_id,
        node=chosen.node,
    )
    said = _say(shown) if shown is not None else Said(fault=faults[0].message if faults else "")
    return LinkMap(tuple(letters), chosen, subjects, said, tuple(lay_over(page, hits)))


async def list_letters(
    connection: Connection,
    *,
    workspace_id: int,
    fate: Fate,
    since: datetime,
    domain: str | None,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[tuple[LetterRow, str | None]]:
    """Letters of a fate, each with the name on its person's card."""
    rows = await repository_letters.list_letters(
        connection,
        workspace_id=workspace_id,
        fate=fate,
        since=since,
        domain=domain,
        before=before,
        limit=limit,
    )
    people = await recipients.list_recipients(
        connection, workspace_id=workspace_id, homes=sorted({row.profile_id for row in rows})
    )
    names = {home: each.properties.get(_NAME) for home, each in people.items()}
    return [(row, name if isinstance(name := names.get(row.profile_id), str) else None) for row in rows]


def _say(content: Any) -> Said:  # noqa: ANN401 - JSON
    return Said(
        str(content.get("subject") or ""),
        without_ways_out(str(content.get("text") or "")),
        without_ways_out(str(content.get("html") or "")),
    )
