"""The rules of work: what they make of every change of a conversation, in the writer's transaction."""

from datetime import datetime

from msgspec.structs import replace

from otklik.inbox.contracts import AuthorKind, Conversation, ConversationStatus, Part, PartKind
from otklik.inbox.deciding import Decision
from otklik.inbox.rules import Change
from otklik.infra.asking import Question
from otklik.infra.bus import Bus
from otklik.infra.postgres import Connection
from otklik.routing import giving, hours, repository
from otklik.routing.contracts import By, Config
from otklik.routing.timing import set_times


class Routing:
    """The rules as writers of conversations know them (`inbox.rules.Rules`)."""

    def question(self, workspace_id: int) -> Question[Config]:
        """The settings and the teams."""
        return repository.config(workspace_id)

    async def settle(self, connection: Connection, decision: Decision, change: Change) -> Decision:
        """Its team, who has it, what is said out of hours, and its next time."""
        row = decision.conversation
        config: Config = change.ground
        if row.deleted_at is None:
            decision = _place(config, decision, change)
            decision = await _free(connection, config, decision, change)
            decision = await giving.give(connection, config, decision, seq=change.seq, at=change.at)
            decision = await _tell_hours(connection, config, decision, change)
        after = set_times(config, change.before, decision.conversation, at=change.at)
        return replace(decision, conversation=after)

    async def follow(self, bus: Bus, connection: Connection, after: Conversation, change: Change) -> None:
        """Who has let a conversation go has room for the next one."""
        if not _frees(change.before, after):
            return
        config = await repository.read_config(connection, workspace_id=after.workspace_id)
        await giving.drain(bus, connection, config, workspace_id=after.workspace_id, at=change.at)


def _place(config: Config, decision: Decision, change: Change) -> Decision:
    """A new conversation comes to the team of the settings; one of a deleted team belongs to none."""
    row = decision.conversation
    team = config.settings.default_team if change.before is None and row.team is None else row.team
    if row.status is not ConversationStatus.CLOSED and config.find_team(team) is None:
        team = None
    return decision if team == row.team else replace(decision, conversation=replace(row, team=team))


async def _free(connection: Connection, config: Config, decision: Decision, change: Change) -> Decision:
    """Whoever is absent does not keep a conversation to which the visitor, or time, comes back."""
    row = decision.conversation
    is_news = _is_said_by_visitor(change.part) or _is_reopened(change.before, row)
    if not config.settings.back_when_away or not is_news or row.waiting_since is None:
        return decision
    if row.status is not ConversationStatus.OPEN or row.assignee is None or _is_fresh(row, change.at):
        return decision
    standing = await giving.find_standing(
        connection, workspace_id=row.workspace_id, member_id=row.assignee, at=change.at
    )
    return giving.take_back(decision, by=By.AWAY) if standing.is_absent else decision


def _is_fresh(row: Conversation, at: datetime) -> bool:
    """Whether he has it only since a moment: who gave it to him knew what he did."""
    return row.assigned_at is not None and at - row.assigned_at < giving.GRACE


async def _tell_hours(connection: Connection, config: Config, decision: Decision, change: Change) -> Decision:
    row, part, rule = decision.conversation, change.part, config.settings.out_of_hours
    if not rule.is_on or part is None or not _is_said_by_visitor(part):
        return decision
    if row.assignee is not None:
        standing = await giving.find_standing(
            connection, workspace_id=row.workspace_id, member_id=row.assignee, at=change.at
        )
        if standing.is_free:
            return decision  # somebody is here and talks with him, whatever the clock says
    said = await hours.make_answer(
        connection, part, workspace_id=row.workspace_id, texts=rule.text, told_at=row.hours_told_at
    )
    if said is None:
        return decision
    told = replace(row, hours_told_at=change.at)
    return replace(decision, conversation=told, said=(*decision.said, said))


def _is_said_by_visitor(part: Part | None) -> bool:
    return part is not None and part.kind is PartKind.MESSAGE and part.author.kind is AuthorKind.VISITOR


def _is_reopened(before: Conversation | None, after: Conversation) -> bool:
    return (
        before is not None
        and before.status is not ConversationStatus.OPEN
        and after.status is ConversationStatus.OPEN
    )


def _frees(before: Conversation | None, after: Conversation) -> bool:
    """Whether somebody has one conversation less."""
    if before is None or before.assignee is None or before.status is not ConversationStatus.OPEN:
        return False
    is_still_his = after.assignee == before.assignee and after.deleted_at is None
    return not is_still_his or after.status is not ConversationStatus.OPEN
