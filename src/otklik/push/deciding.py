"""Who hears of what is said in a conversation. Pure."""

from collections.abc import Collection, Mapping

from otklik.inbox.contracts import AuthorKind, Conversation, Part, PartKind, Status


def who_hears(
    part: Part,
    conversation: Conversation,
    *,
    writers: Collection[int],
    teams: Mapping[int, Collection[int]],
) -> list[int]:
    """Members who are to be told of a part.

    A visitor's message in an open conversation is for who has it; nobody's is for its team, without one for
    everybody who may answer. A note is for whom it names, but for its author.
    """
    if part.deleted_at is not None or conversation.deleted_at is not None:
        return []
    if part.kind is PartKind.NOTE:
        named = set(part.data.get("mentions") or ())
        return sorted(named & set(writers) - {part.author.id})
    if part.kind is not PartKind.MESSAGE or part.author.kind is not AuthorKind.VISITOR:
        return []
    if conversation.status is not Status.OPEN:
        return []
    if conversation.assignee is not None:
        return [conversation.assignee]
    team = None if conversation.team is None else teams.get(conversation.team)
    return sorted(set(writers) & set(team) if team is not None else writers)
