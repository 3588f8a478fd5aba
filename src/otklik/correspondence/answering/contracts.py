"""Letters about conversations: which there are, where they stand. Shapes only."""

from datetime import datetime
from enum import StrEnum

import msgspec

from otklik.correspondence.answering.marks import Whom


class Kind(StrEnum):
    """Why a letter goes.

    ANSWER: of the chat, to a visitor who is away. REPLY: in a conversation by mail. NOTICE: to an operator.
    TRANSCRIPT: the whole talk. LINK: a new link back, asked for in the chat.
    """

    ANSWER = "answer"
    REPLY = "reply"
    NOTICE = "notice"
    TRANSCRIPT = "transcript"
    LINK = "link"

    @property
    def whom(self) -> Whom:
        """To whom it goes."""
        return Whom.OPERATOR if self is Kind.NOTICE else Whom.VISITOR


class State(StrEnum):
    """Where a letter stands. UNKNOWN: it may have arrived."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a letter did not go; beside these `smtp_550` and so on."""

    READ = "read"
    NOTHING_NEW = "nothing_new"
    OFF = "off"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    BLOCKED = "blocked"
    GONE = "gone"
    NO_SENDER = "no_sender"
    NOT_HIS = "not_his"
    JOINED = "joined"
    TOO_OLD = "too_old"
    NO_ANSWER = "no_answer"


class TalkLetter(msgspec.Struct, frozen=True):
    """A row of `talk_letters`; fields as in the table."""

    id: int
    workspace_id: int
    conversation_id: int
    kind: Kind
    whom_id: int
    first_part: int
    last_part: int
    address: str
    state: State
    reason: str
    error: str
    due_at: datetime
    attempts: int
    message_id: str
    subject: str
    created_at: datetime
    ended_at: datetime | None
    opened_at: datetime | None
    entered_by: int | None
    entered_at: datetime | None


class Wanted(msgspec.Struct, frozen=True):
    """A letter that a message asks for; one that waits takes it along. `address`: there, nowhere else."""

    conversation_id: int
    kind: Kind
    whom_id: int
    part_id: int
    due_at: datetime
    address: str = ""


class Claim(msgspec.Struct, frozen=True):
    """What is written of a letter when a worker takes it."""

    letter_id: int
    last_part: int
    address: str
    message_id: str
    subject: str


class End(msgspec.Struct, frozen=True):
    """What became of a claimed letter. `due_at`: it waits again until then."""

    state: State
    reason: str = ""
    error: str = ""
    due_at: datetime | None = None


class Teammate(msgspec.Struct, frozen=True):
    """A member as letters know him."""

    id: int
    name: str
    email: str
    language: str
    picture: str | None
    may_answer: bool = False
