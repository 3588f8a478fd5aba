"""Whose words a mail is, and in which conversation they belong. Pure (architecture.md, section 6).

In order: a signed reply address, a signed Message-ID among what it answers, References, In-Reply-To; each
only if who writes is who was written to, else his words are his own; then the card with his address; then a
new card. So a forwarded letter, a newsletter that many answer and a guessed id lead nobody into a
conversation that is not his.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from otklik.correspondence.contracts import Reason, Skipped


class Way(StrEnum):
    """What a mail becomes: a visitor's words, an operator's, or nothing."""

    VISITOR = "visitor"
    OPERATOR = "operator"
    SKIPPED = "skipped"


class Clue(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a mail that names a conversation, or a send that would begin one.

    `root`: of whose it is; `addresses`: that a letter of it went to, in lower case; `member_id`: the
    letter went to this operator.
    """

    reason: Reason
    root: int
    conversation_id: int | None = None
    send_id: int | None = None
    addresses: frozenset[str] = frozenset()
    member_id: int | None = None


class Sender(msgspec.Struct, frozen=True):
    """Who writes: his address in lower case, the people whose card has it, the member whose it is.

    `is_proved`: of several cards the first is the holder. `is_refuted`: the mailbox's server says that the
    mail is not from there.
    """

    address: str
    roots: tuple[int, ...] = ()
    member_id: int | None = None
    is_refuted: bool = False


class Resolution(msgspec.Struct, frozen=True):
    """`root` None: of a new person; neither conversation nor send: a new conversation.

    `also`: the conversation that it named and does not belong to.
    """

    way: Way
    reason: Reason | Skipped
    root: int | None = None
    conversation_id: int | None = None
    send_id: int | None = None
    member_id: int | None = None
    also: int | None = None


def resolve(sender: Sender, clues: Sequence[Clue]) -> Resolution:
    """The first clue that who writes may speak under, else his own card, else a new one."""
    foreign: Clue | None = None
    for clue in clues:
        if clue.member_id is not None:
            answer = _as_operator(sender, clue)
            if answer is not None:
                return answer
        elif clue.root in sender.roots or sender.address in clue.addresses:
            return Resolution(Way.VISITOR, clue.reason, clue.root, clue.conversation_id, clue.send_id)
        foreign = foreign or clue
    also = foreign.conversation_id if foreign is not None else None
    root = sender.roots[0] if len(sender.roots) == 1 else None
    if foreign is not None:
        return Resolution(Way.VISITOR, Reason.STRANGER, root, also=also)
    return Resolution(Way.VISITOR, Reason.SENDER if root is not None else Reason.NEW_PERSON, root)


def _as_operator(sender: Sender, clue: Clue) -> Resolution | None:
    """An operator's answer: the mark is his, the address is his, and nobody refutes it.

    A colleague who writes under it is neither an operator here nor a visitor. None: a stranger.
    """
    if sender.member_id is None:
        return None
    if sender.is_refuted:
        return Resolution(Way.SKIPPED, Skipped.SPOOFED)
    if sender.member_id != clue.member_id:
        return Resolution(Way.SKIPPED, Skipped.OPERATOR)
    return Resolution(
        Way.OPERATOR, Reason.OPERATOR, conversation_id=clue.conversation_id, member_id=clue.member_id
    )
