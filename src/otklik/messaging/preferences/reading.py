"""What somebody is sent now, as his preference page shows it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.infra.postgres import Connection
from otklik.infra.translations import Language
from otklik.messaging import settings as messaging_settings
from otklik.messaging.contracts import Channel, Send
from otklik.messaging.preferences import repository, settings
from otklik.messaging.preferences.repository import Frequency
from otklik.messaging.preferences.schemas import PreferenceSettings
from otklik.profiles import recipients
from otklik.profiles.consents import ConsentKind
from otklik.profiles.contracts_marks import MarkKind, split_subscription, subscription_key
from otklik.profiles.recipients import Recipient

LATELY: Final = timedelta(days=30)
CHOSEN: Final = (
    *(Channel.EMAIL, Channel.SMS, Channel.WEB_PUSH, Channel.APP_PUSH),
    *(Channel.TELEGRAM, Channel.VK, Channel.MAX, Channel.FACEBOOK),
)
"""Channels that reach somebody away from the site, in the order of the page."""
_HIDDEN: Final = "•••"
_SHOWN_DIGITS: Final = 2


class Choice(msgspec.Struct, frozen=True):
    """One box. `topic` "": whatever has no box of its own. `count`: how many came lately."""

    key: str
    topic: str
    name: str
    text: str
    is_on: bool
    count: int
    last_at: datetime | None


class Group(msgspec.Struct, frozen=True):
    """The boxes of a channel; `address`: where it reaches him, masked."""

    channel: Channel
    address: str
    choices: tuple[Choice, ...]


class Sheet(msgspec.Struct, frozen=True):
    """All of the page."""

    root: int
    accent: str
    groups: tuple[Group, ...]
    is_withdrawn: bool
    """He withdrew his consent to advertising: a box that is ticked gives it anew."""

    def list_choices(self) -> list[Choice]:
        """The boxes of all channels."""
        return [choice for group in self.groups for choice in group.choices]


async def read_sheet(
    connection: Connection, *, send: Send, language: Language, now: datetime
) -> Sheet | None:
    """The page of the person that a message was sent to; None: he is no more."""
    known = await recipients.list_recipients(
        connection, workspace_id=send.workspace_id, homes=[send.profile_id]
    )
    person = known[send.profile_id]
    if not person.properties and not person.words:
        return None
    chosen = await settings.get_settings(connection, workspace_id=send.workspace_id)
    rules = await messaging_settings.get_settings(connection, workspace_id=send.workspace_id)
    came = await repository.list_frequencies(
        connection, workspace_id=send.workspace_id, people=person.members, since=now - LATELY
    )
    groups = [
        _group(channel, person, chosen, came, language, is_asked=channel in rules.consent_channels)
        for channel in _list_channels(person, send, came)
    ]
    is_withdrawn = person.consents(ConsentKind.ADVERTISING) is False
    return Sheet(person.root, chosen.accent, tuple(groups), is_withdrawn)


def _list_channels(person: Recipient, send: Send, came: Sequence[Frequency]) -> list[Channel]:
    """Those that he has: a letter's always, others once he or the team said or sent anything there."""
    used = {each.channel for each in came} | {send.channel.value}
    used |= {split_subscription(key)[0] for kind, key in person.words if kind == MarkKind.SUBSCRIPTION.value}
    return [channel for channel in CHOSEN if channel.value in used]


def _group(
    channel: Channel,
    person: Recipient,
    chosen: PreferenceSettings,
    came: Sequence[Frequency],
    language: Language,
    *,
    is_asked: bool,
) -> Group:
    mine = {each.topic: each for each in came if each.channel == channel.value}
    topics = {each.topic: each for each in chosen.list_shown()}
    rest = [each for name, each in mine.items() if name not in topics]
    boxes = [("", "", "", rest)] + [
        (topic, each.name.say(language) or topic, each.text.say(language), _only(mine, topic))
        for topic, each in topics.items()
    ]
    choices = [
        Choice(
            subscription_key(channel.value, topic),
            topic,
            name,
            text,
            takes(person, channel, topic, is_asked=is_asked),
            sum(each.count for each in heard),
            max((each.last_at for each in heard), default=None),
        )
        for topic, name, text, heard in boxes
    ]
    return Group(channel, mask(_address(person, channel)), (*choices[1:], choices[0]))


def _only(mine: Mapping[str, Frequency], topic: str) -> list[Frequency]:
    return [mine[topic]] if topic in mine else []


def takes(person: Recipient, channel: Channel, topic: str, *, is_asked: bool) -> bool:
    """Whether promotional messages reach him there; `is_asked`: silence is no leave in this channel."""
    said = [person.consents(kind) for kind in (ConsentKind.PROCESSING, ConsentKind.ADVERTISING)]
    if False in said:
        return False
    subscribed = person.is_subscribed(channel.value, topic)
    return subscribed if subscribed is not None else bool(said[1]) or not is_asked


def _address(person: Recipient, channel: Channel) -> str:
    name = {Channel.EMAIL: "$email", Channel.SMS: "$phone"}.get(channel)
    value = person.properties.get(name) if name else None
    return value if isinstance(value, str) else ""


def mask(address: str) -> str:
    """As much of an address as its owner needs to know it by: `a•••@mail.ru`, `•••17`."""
    local, at, domain = address.strip().lower().rpartition("@")
    if at:
        return f"{local[:1]}{_HIDDEN}@{domain}"
    return f"{_HIDDEN}{address[-_SHOWN_DIGITS:]}" if address else ""
