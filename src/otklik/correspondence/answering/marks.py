"""The mark of a letter about a conversation: in its reply address and its Message-ID. Nothing is looked up.

It says which conversation, up to which part, to whom. Only who was sent the letter knows it; whoever answers
under it still has to be that person or member (his address), else his words are his own.
"""

from enum import IntEnum
from typing import Final

import msgspec

from otklik.infra.secrets import Secrets
from otklik.letters.marks import Use, find_long_mark, find_mark, make_long_mark

_PURPOSE: Final = "letters"
_NUMBERS: Final = 5


class Whom(IntEnum):
    """To whom a letter went."""

    VISITOR = 1
    OPERATOR = 2


_KINDS: Final = frozenset(each.value for each in Whom)


class TalkMark(msgspec.Struct, frozen=True):
    """What a mark says. `part_id`: the last part that the letter holds.

    `whom_id`: of a visitor his home profile (of a merged person any of them), of an operator his member id.
    """

    workspace_id: int
    conversation_id: int
    part_id: int
    whom: Whom
    whom_id: int


def make_talk(secrets: Secrets, mark: TalkMark) -> str:
    """The mark as it stands before an @ or behind a plus sign; at most 60 characters in practice."""
    numbers = (mark.workspace_id, mark.conversation_id, mark.part_id, mark.whom.value, mark.whom_id)
    return make_long_mark(lambda data: secrets.mac(data, purpose=_PURPOSE), Use.TALK, numbers)


def read_talk(secrets: Secrets, text: str) -> TalkMark | None:
    """What the first mark in an address, a Message-ID, or a list of them says; None when none is ours."""
    found = find_long_mark(lambda data: secrets.mac(data, purpose=_PURPOSE), Use.TALK, text)
    if found is None or len(found) != _NUMBERS or found[3] not in _KINDS:
        return None
    workspace_id, conversation_id, part_id, whom, whom_id = found
    return TalkMark(workspace_id, conversation_id, part_id, Whom(whom), whom_id)


def find_bounced(secrets: Secrets, text: str) -> int | None:
    """The id of the letter whose return path stands in `text`; None when none of ours does."""
    return find_mark(lambda data: secrets.mac(data, purpose=_PURPOSE), Use.TALK_BOUNCE, text)
