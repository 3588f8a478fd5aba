"""Letters of a workspace by what became of them, and who followed their links. PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.letters.addresses import domain_of
from otklik.messaging.mail.judging import Seen


class Fate(StrEnum):
    """What became of letters: the numbers of sending's health, each with its list."""

    SENT = "sent"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    REFUSED = "refused"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    WAITING = "waiting"
    UNKNOWN = "unknown"

    @property
    def is_now(self) -> bool:
        """Whether it is said of the present moment, not of a period."""
        return self in {Fate.WAITING, Fate.UNKNOWN}


_DEFERRED: Final = """(journal @> '[{"what": "retry"}]' OR journal @> '[{"what": "delayed"}]')"""
_PUT_OFF_SINCE: Final = (
    " AND EXISTS (SELECT 1 FROM jsonb_array_elements(journal) AS line"
    " WHERE line->>'what' IN ('retry', 'delayed') AND (line->>'at')::timestamptz >= %(since)s)"
)
_WHERE: Final = {
    Fate.SENT: ("sent_at", "sent_at IS NOT NULL AND sent_at >= %(since)s"),
    Fate.DELIVERED: ("sent_at", "sent_at IS NOT NULL AND bounced_at IS NULL AND sent_at >= %(since)s"),
    Fate.DEFERRED: ("claimed_at", f"{_DEFERRED} AND claimed_at >= %(since)s {_PUT_OFF_SINCE}"),
    Fate.REFUSED: ("claimed_at", "state = 'failed' AND claimed_at >= %(since)s"),
    Fate.BOUNCED: ("bounced_at", "bounced_at IS NOT NULL AND bounced_at >= %(since)s"),
    Fate.COMPLAINED: ("complained_at", "complained_at IS NOT NULL AND complained_at >= %(since)s"),
    Fate.WAITING: ("planned_at", "state IN ('planned', 'ready', 'claimed') AND release_at < '9000-01-01'"),
    Fate.UNKNOWN: ("claimed_at", "state = 'unknown'"),
}
"""The moment it is sorted by, and the condition; each has an index of its own (migration 0044)."""


class LetterRow(msgspec.Struct, frozen=True):
    """A letter of a list."""

    send_id: int
    profile_id: int
    scenario_id: int | None
    address: str | None
    state: str
    reason: str
    error: str
    journal: list[dict[str, Any]]
    at: datetime


class LinkHits(msgspec.Struct, frozen=True):
    """Who followed a link: people, how often they did, how often programs did."""

    link: str
    people: int
    clicks: int
    machine_clicks: int


class LetterContent(msgspec.Struct, frozen=True):
    """A letter that a scenario sent: its content and step, and what became of it."""

    content_id: int
    node: str
    sent: int
    opened: int
    clicked: int
    first_at: datetime
    last_at: datetime


class Hit(msgspec.Struct, frozen=True):
    """A call of one letter's addresses, of one kind."""

    what: str
    seen: str
    link: str
    count: int
    first_at: datetime
    last_at: datetime


async def list_letters(
    connection: Connection,
    *,
    workspace_id: int,
    fate: Fate,
    since: datetime,
    domain: str | None,
    before: tuple[datetime, int] | None,
    limit: int,
) -> list[LetterRow]:
    """Letters of a fate since a moment, to a domain if one is named; the latest first."""
    moment, condition = _WHERE[fate]
    at, number = before or (None, None)
    cursor = await connection.execute(
        f"""
        SELECT id, profile_id, scenario_id, address, state, reason, error, journal, {moment} FROM sends
        WHERE workspace_id = %(workspace)s AND channel = 'email' AND {condition}
            AND (%(domain)s::text IS NULL OR right(address, length(%(domain)s) + 1) = '@' || %(domain)s)
            AND (%(at)s::timestamptz IS NULL OR ({moment}, id) < (%(at)s, %(id)s::bigint))
        ORDER BY {moment} DESC, id DESC LIMIT %(limit)s
        """.encode(),  # noqa: S608 - our own names
        {
            "workspace": workspace_id,
            "since": since,
            "domain": domain_of(f"@{domain}") if domain else None,
            "at": at,
            "id": number,
            "limit": limit,
        },
    )
    return [LetterRow(*row) for row in await cursor.fetchall()]


async def list_contents(
    connection: Connection, *, workspace_id: int, scenario_id: int
) -> list[LetterContent]:
    """Letters that a scenario has sent, the one sent most first."""
    cursor = await connection.execute(
        """
        SELECT content_id, node, count(*), count(read_at), count(clicked_at), min(sent_at), max(sent_at)
        FROM sends WHERE workspace_id = %s AND scenario_id = %s AND state = 'sent' AND channel = 'email'
            AND sent_at IS NOT NULL
        GROUP BY content_id, node ORDER BY count(*) DESC, max(sent_at) DESC LIMIT 100
        """,
        (workspace_id, scenario_id),
    )
    return [LetterContent(*row) for row in await cursor.fetchall()]


async def count_links(
    connection: Connection, *, workspace_id: int, scenario_id: int, content_id: int, node: str
) -> list[LinkHits]:
    """Who followed the links of one letter of a scenario, programs apart."""
    cursor = await connection.execute(
        """
        SELECT h.link, count(DISTINCT s.profile_id) FILTER (WHERE h.seen = ANY(%(people)s)),
            coalesce(sum(h.count) FILTER (WHERE h.seen = ANY(%(people)s)), 0)::bigint,
            coalesce(sum(h.count) FILTER (WHERE h.seen <> ALL(%(people)s)), 0)::bigint
        FROM sends s JOIN mail_hits h ON h.send_id = s.id AND h.what = 'click'
        WHERE s.workspace_id = %(workspace)s AND s.scenario_id = %(scenario)s AND s.state = 'sent'
            AND s.content_id = %(content)s AND s.node = %(node)s
        GROUP BY h.link ORDER BY 2 DESC, 3 DESC, 1 LIMIT 500
        """,
        {
            "workspace": workspace_id,
            "scenario": scenario_id,
            "content": content_id,
            "node": node,
            "people": [seen.value for seen in Seen if seen.is_person],
        },
    )
    return [LinkHits(*row) for row in await cursor.fetchall()]


async def list_hits(connection: Connection, *, workspace_id: int, send_id: int) -> Sequence[Hit]:
    """What was called of one letter, the first call first."""
    cursor = await connection.execute(
        """
        SELECT what, seen, link, count, first_at, last_at FROM mail_hits
        WHERE workspace_id = %s AND send_id = %s ORDER BY first_at, id LIMIT 200
        """,
        (workspace_id, send_id),
    )
    return [Hit(*row) for row in await cursor.fetchall()]
