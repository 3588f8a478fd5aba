"""Whom messages go to: the card, what he said of channels and topics, his zone."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from otklik.infra.clickhouse import ClickHouse
from otklik.infra.postgres import Connection
from otklik.profiles import queries_recipients, repository_recipients
from otklik.profiles.consents import ConsentKind
from otklik.profiles.contracts import Json
from otklik.profiles.contracts_marks import MarkKind, Word, subscription_key

TIME_ZONE: Final = "$time_zone"


class Recipient(msgspec.Struct, frozen=True):
    """One human as whoever writes to him must know him; a nameless visitor has an empty card.

    `words`: the last word of all his homes about each (kind, key) of subscriptions and consents.
    """

    root: int
    members: tuple[int, ...]
    user_id: str | None = None
    properties: dict[str, Json] = {}
    words: Mapping[tuple[str, str], Word] = {}

    def is_subscribed(self, channel: str, topic: str = "") -> bool | None:
        """What he said of a channel or a topic of it; None: nothing (docs/reference/marks.md)."""
        whole = self._word(MarkKind.SUBSCRIPTION, subscription_key(channel))
        own = self._word(MarkKind.SUBSCRIPTION, subscription_key(channel, topic)) if topic else None
        if own is not None and not (own[2] and whole is not None and not whole[2] and whole > own):
            return own[2]
        return whole[2] if whole is not None else None

    def consents(self, kind: ConsentKind) -> bool | None:
        """What he said of a consent; None: nothing."""
        word = self._word(MarkKind.CONSENT, kind.value)
        return word[2] if word is not None else None

    def _word(self, kind: MarkKind, key: str) -> Word | None:
        return self.words.get((kind.value, key))


async def list_recipients(
    connection: Connection, *, workspace_id: int, homes: Sequence[int]
) -> dict[int, Recipient]:
    """The human of each of `homes`, in two statements; as of the caller's transaction."""
    cards = await repository_recipients.list_cards(connection, workspace_id=workspace_id, homes=homes)
    root_of = {member: card.root for card in cards for member in card.members}
    words: dict[int, dict[tuple[str, str], Word]] = {}
    for home, kind, key, word in await repository_recipients.list_words(
        connection, workspace_id=workspace_id, homes=[*root_of]
    ):
        said = words.setdefault(root_of[home], {})
        said[kind, key] = max(word, said.get((kind, key), word))
    known = {
        card.home: Recipient(card.root, card.members, card.user_id, card.properties, words.get(card.root, {}))
        for card in cards
    }
    return {home: known.get(home) or Recipient(home, (home,)) for home in homes}


async def list_zones(
    clickhouse: ClickHouse, *, workspace_id: int, recipients: Sequence[Recipient]
) -> dict[int, str]:
    """The zone of each human by root: the one on the card, else that of his last session; "" unknown."""
    zones = {each.root: _text(each.properties.get(TIME_ZONE)) for each in recipients}
    asked = {member: each.root for each in recipients if not zones[each.root] for member in each.members}
    if not asked:
        return zones
    latest: dict[int, tuple[int, str]] = {}
    for home, at, zone in await queries_recipients.list_zones(
        clickhouse, workspace_id=workspace_id, homes=[*asked]
    ):
        root = asked[home]
        latest[root] = max((at, zone), latest.get(root, (0, "")))
    return zones | {root: zone for root, (_, zone) in latest.items()}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
