"""Who acts at the desk."""

from otklik.desk import errors
from otklik.inbox.contracts import Author, AuthorKind
from otklik.workspaces.roles import Actor


def get_operator(actor: Actor) -> Author:
    """The member as an operator. Raises ForbiddenError for a token: it has no marks and drafts."""
    if actor.member_id is None:
        raise errors.operators_only()
    return Author(AuthorKind.OPERATOR, actor.member_id)


def get_author(actor: Actor) -> Author:
    """Who acts: a member is an operator; a token is a bot, and what it writes is nobody's answer."""
    if actor.member_id is None:
        return Author(AuthorKind.BOT)
    return Author(AuthorKind.OPERATOR, actor.member_id)
