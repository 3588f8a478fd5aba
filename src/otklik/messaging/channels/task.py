"""Tasks for operators: a scenario asks a person of the team to do something."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.kit.errors import Fault
from otklik.messaging.channels.contracts import Delivery, Outcome, Result
from otklik.messaging.contracts import Channel
from otklik.profiles.recipients import Recipient
from otklik.tasks import service as tasks
from otklik.tasks.contracts import MAX_NOTE, MAX_TITLE, NewTask

_NUMBERS: Final = frozenset({"assignee", "team", "due_minutes", "remind_minutes"})
_FIELDS: Final = _NUMBERS | {"title", "note"}
_LONGEST_MINUTES: Final = 366 * 24 * 60
_LONGEST: Final = dict.fromkeys(("assignee", "team"), (1 << 63) - 1) | dict.fromkeys(
    ("due_minutes", "remind_minutes"), _LONGEST_MINUTES
)


class TaskChannel:
    """The channel `task`: `{"title", "note"?, "assignee"?, "team"?, "due_minutes"?, "remind_minutes"?}`.

    Minutes count from the delivery. The send's key is the task's: one send is one task.
    """

    channel = Channel.TASK
    is_ringing = False
    html_fields: frozenset[str] = frozenset()

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    def find_address(self, recipient: Recipient) -> str | None:
        """A task is about him, and goes to nobody outside."""
        del recipient
        return ""

    def check_content(self, content: Mapping[str, Any]) -> Sequence[Fault]:
        """Every fault; whether the member and the team are there is seen when the task is made."""
        faults = [Fault(name, "unknown_field", "Unknown field") for name in content.keys() - _FIELDS]
        if not isinstance(content.get("title"), str) or not content["title"].strip():
            faults.append(Fault("title", "missing", "A task needs a title"))
        if not isinstance(content.get("note", ""), str):
            faults.append(Fault("note", "text", "A text is expected"))
        faults += [
            Fault(name, "number", "A whole number is expected")
            for name in _NUMBERS & content.keys()
            if content[name] is not None
            and (not isinstance(content[name], int) or not 0 <= content[name] <= _LONGEST[name])
        ]
        return faults

    async def write(self, connection: Connection, delivery: Delivery) -> Outcome:
        """Make the task."""
        content, send = delivery.content, delivery.send
        new = NewTask(
            title=content["title"].strip()[:MAX_TITLE] or "…",
            note=str(content.get("note", ""))[:MAX_NOTE],
            created_by=f"scenario:{send.scenario_id}" if send.scenario_id is not None else "system",
            profile_id=send.profile_id,
            assignee=content.get("assignee"),
            team_id=content.get("team"),
            due_at=_after(delivery, "due_minutes"),
            remind_at=_after(delivery, "remind_minutes"),
            unique_key=delivery.key,
        )
        made = await tasks.create_task(self._bus, connection, workspace_id=send.workspace_id, new=new)
        return Outcome(Result.SENT, external_id=str(made.id))


def _after(delivery: Delivery, name: str) -> datetime | None:
    minutes = delivery.content.get(name)
    return None if minutes is None else delivery.now + timedelta(minutes=minutes)
