"""What has a say in every change of a conversation: the rules of work, of a room above, handed down once.

They decide in the writer's transaction, while he holds the workspace's number, so what they look at (who has
how much, who is next) cannot change under them.
"""

from datetime import datetime
from typing import Any, Protocol

import msgspec

from otklik.inbox.contracts import Conversation, Part
from otklik.inbox.deciding import Decision
from otklik.infra.asking import Question
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection


class Change(msgspec.Struct, frozen=True):
    """What is happening to a conversation.

    `before`: as it was, None for a new one; `part`: the message it is about; `seq`: the writer's number;
    `ground`: the answer to the rules' own question.
    """

    before: Conversation | None
    part: Part | None
    seq: int
    at: datetime
    ground: Any = None


class Rules(Protocol):
    """Who gets a conversation, when it goes back, what the program says itself."""

    def question(self, workspace_id: int) -> Question[Any]:
        """What they look at in any case; it goes to the server together with what the writer asks."""
        ...

    async def settle(self, connection: Connection, decision: Decision, change: Change) -> Decision:
        """What becomes of the conversation itself; nothing is written yet."""
        ...

    async def follow(self, bus: Bus, connection: Connection, after: Conversation, change: Change) -> None:
        """What follows for other conversations, once this one is written."""
        ...


class _NoRules:
    """Nobody is given anything."""

    def question(self, workspace_id: int) -> Question[Any]:
        """Nothing."""
        del workspace_id
        return Question("SELECT", (), lambda _: None)

    async def settle(self, connection: Connection, decision: Decision, change: Change) -> Decision:
        """As it was decided."""
        del connection, change
        return decision

    async def follow(self, bus: Bus, connection: Connection, after: Conversation, change: Change) -> None:
        """Nothing."""


_rules: list[Rules] = [_NoRules()]


def register_rules(given: Rules) -> None:
    """Say what the rules are, once a process."""
    _rules[0] = given


def rules() -> Rules:
    """The rules of this process."""
    return _rules[0]
