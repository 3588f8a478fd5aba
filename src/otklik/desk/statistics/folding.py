"""Which requests a conversation holds, of its parts. Pure, and the same however the parts came there.

A visitor's message begins a request when there was none before, or when a person has answered the last one
(or it was closed) and nobody has said a word for 24 hours. So thanks are no new request, and who writes into
a conversation of last month begins one. Words of bots and automatic ones change nothing, nor do notes, nor
what was taken back.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from otklik.desk.statistics.contracts import SILENCE, Request
from otklik.inbox.contracts import AuthorKind, Happening, PartKind, TalkChannel

_PEOPLE: Final = frozenset({AuthorKind.VISITOR, AuthorKind.OPERATOR})


class Said(msgspec.Struct, frozen=True):
    """A part as far as requests are concerned; `what`: of a happening."""

    id: int
    kind: PartKind
    author: AuthorKind
    author_id: int | None
    channel: TalkChannel
    at: datetime
    what: str = ""


def fold_requests(
    conversation_id: int, parts: Iterable[Said], *, closed_at: datetime | None
) -> list[Request]:
    """The requests of a conversation, of the parts that were not taken back, in order.

    `closed_at`: of the conversation, None while it is not closed.
    """
    folding = _Folding(conversation_id)
    for part in parts:
        folding.take(part)
    return folding.end(closed_at)


class _Folding:
    """Requests so far; the last of them may go on."""

    def __init__(self, conversation_id: int) -> None:
        self._conversation_id = conversation_id
        self._done: list[Request] = []
        self._last_words: datetime | None = None
        self._begin(None)

    def _begin(self, first: Said | None) -> None:
        self._first = first
        self._reply: Said | None = None
        self._closed_at: datetime | None = None
        self._is_closed = False
        self._is_answered_since = False  # since the last closing

    def take(self, part: Said) -> None:
        """Go on with a part."""
        if part.kind is PartKind.HAPPENING:
            self._take_happening(part)
        elif part.kind is PartKind.MESSAGE and part.author in _PEOPLE:
            self._take_words(part)

    def _take_words(self, part: Said) -> None:
        if part.author is AuthorKind.OPERATOR:
            self._reply = self._reply or part
            self._is_answered_since = True
        elif self._is_new(part):
            self._keep()
            self._begin(part)
        self._is_closed = False
        self._last_words = part.at

    def _is_new(self, part: Said) -> bool:
        if self._first is None or self._last_words is None:
            return True
        is_waiting = self._reply is None and self._closed_at is None
        return not is_waiting and part.at - self._last_words >= SILENCE

    def _take_happening(self, part: Said) -> None:
        if part.what == Happening.CLOSED:
            self._close(part.at)
        elif part.what == Happening.REOPENED:
            self._is_closed = False

    def _close(self, at: datetime) -> None:
        self._is_closed = True
        if (
            self._closed_at is None or self._is_answered_since
        ):  # closed again after thanks: it was done before
            self._closed_at = at
        self._is_answered_since = False

    def _keep(self) -> None:
        first, reply = self._first, self._reply
        if first is None:
            return
        self._done.append(
            Request(
                conversation_id=self._conversation_id,
                part=first.id,
                channel=first.channel,
                asked_at=first.at,
                replied_at=reply.at if reply else None,
                replied_by=reply.author_id if reply else None,
                closed_at=self._closed_at if self._is_closed else None,
            )
        )

    def end(self, closed_at: datetime | None) -> list[Request]:
        """All of them. Whether the last one is closed the conversation itself knows best."""
        if closed_at is None:
            self._is_closed = False
        elif not self._is_closed:
            self._close(closed_at)
        self._keep()
        return self._done
