"""Marks of people: what one carries beside properties, as words said of a home profile."""

from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

CHANNELS: Final = (
    *("chat", "popup", "form", "email", "web_push", "app_push", "sms", "telegram", "vk", "max"),
    *("facebook", "callback", "webhook", "task"),
)
"""Code words of the channels (glossary); one may subscribe to each."""

Word: TypeAlias = tuple[int, int, bool]
"""(event time ms, position, is on): words of one mark are ordered so, the last one rules."""


class MarkKind(StrEnum):
    """What is marked."""

    TAG = "tag"
    LIST = "list"
    SUBSCRIPTION = "subscription"
    CONSENT = "consent"


class MarkWrite(msgspec.Struct, frozen=True):
    """One word: from then on the person carries the mark, or does not.

    `person` is the home profile; `key` the tag, the list's id, the channel or `channel/topic`, the kind of
    consent. No two writes of one (person, kind, key) have the same `ts_ms` and `position`, but repeats.
    """

    workspace_id: int
    person: int
    kind: MarkKind
    key: str
    is_on: bool
    ts_ms: int
    position: int
    source: str = ""
    author: str = ""


class MarkChange(msgspec.Struct, frozen=True):
    """A word that changed what holds of the person. `was_on` None: nothing had been said."""

    write: MarkWrite
    root: int
    was_on: bool | None


class MarkRecord(msgspec.Struct, frozen=True):
    """What holds of a person now, and since which word."""

    kind: MarkKind
    key: str
    is_on: bool
    ts_ms: int
    position: int
    source: str
    author: str


def subscription_key(channel: str, topic: str = "") -> str:
    """The key of a subscription to a channel, or to one topic of it."""
    return f"{channel}/{topic}" if topic else channel


def split_subscription(key: str) -> tuple[str, str]:
    """(channel, topic) of a subscription's key; the topic "" is the whole channel."""
    channel, _, topic = key.partition("/")
    return channel, topic
