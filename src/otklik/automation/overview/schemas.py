"""Answers of the overview."""

from datetime import date, datetime

from otklik.workspaces.schemas import Answer, Id, Moment


class WalkerPerson(Answer):
    """Who walks; what is not known of him is empty."""

    id: Id
    name: str
    email: str
    phone: str


class WalkerAnswer(Answer):
    """Somebody who waits at a step since `since`; `waits`: for time, event or send."""

    run_id: Id
    person: WalkerPerson
    node: str
    waits: str
    due_at: datetime | None
    since: Moment
    entered_at: Moment


class WalkerPage(Answer):
    """Who waits, the last begun first."""

    items: list[WalkerAnswer]
    next_cursor: str | None = None


class CalendarItem(Answer):
    """What one scenario does on a day; `scenario_id` null: sends of none (tests).

    `sent`: messages that left; `planned`: that are to leave; `due`: people who go on by time.
    """

    scenario_id: Id | None
    name: str
    kind: str
    sent: int = 0
    planned: int = 0
    due: int = 0


class CalendarDay(Answer):
    """A day of the workspace's zone on which something left or is to leave."""

    day: date
    items: list[CalendarItem]


class CalendarAnswer(Answer):
    """Days with something in them, in their order."""

    zone: str
    days: list[CalendarDay]
