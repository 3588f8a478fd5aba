"""Who hears of what is said in a conversation. Pure."""

from collections.abc import Collection, Mapping

from otklik.inbox.contracts import AuthorKind, Conversation, ConversationStatus, Happening, Part, PartKind


def who_hears(
    part: Part,
    conversation: Conversation,
    *,
    writers: Collection[int],
    teams: Mapping[int, Collection[int]],
) -> list[int]:
    """Members who are to be told of a part.

    A visitor's message in an open conversation is for who has it; nobody's is for its team, without one for
    everybody who may answer. So is what comes to somebody, or into a queue, by a colleague or by a rule: but
    for him who did it, and him it was taken from. A note is for whom it names, but for its author.
    """
    is_gone = part.deleted_at is not None or conversation.deleted_at is not None
    if part.kind is PartKind.NOTE and not is_gone:
        named = set(part.data.get("mentions") or ())
        return sorted(named & set(writers) - {part.author.id})
    if is_gone or conversation.status is not ConversationStatus.OPEN:
        return []
    if part.kind is PartKind.HAPPENING:
        return _who_is_given(part, conversation, writers=writers, teams=teams)
    if part.author.kind is not AuthorKind.VISITOR:
        return []
    holder = conversation.assignee
    return [holder] if holder is not None else sorted(_queue(conversation, writers, teams))


def _who_is_given(
    part: Part,
    conversation: Conversation,
    *,
    writers: Collection[int],
    teams: Mapping[int, Collection[int]],
) -> list[int]:
    """Whom a conversation has come to that waits, or that a colleague hands over."""
    what, member, holder = part.data.get("what"), part.data.get("member"), conversation.assignee
    doer = part.author.id if part.author.kind is AuthorKind.OPERATOR else None
    if holder is not None:
        return [holder] if what == Happening.ASSIGNED and member == holder != doer else []
    is_queued = what == Happening.TEAM or (what == Happening.UNASSIGNED and bool(part.data.get("by")))
    if not is_queued or conversation.waiting_since is None:
        return []
    return sorted(_queue(conversation, writers, teams) - {doer, member})


def _queue(
    conversation: Conversation, writers: Collection[int], teams: Mapping[int, Collection[int]]
) -> set[int]:
    team = None if conversation.team is None else teams.get(conversation.team)
    return set(writers) & set(team) if team is not None else set(writers)
