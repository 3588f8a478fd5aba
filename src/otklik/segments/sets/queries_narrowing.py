"""Who can matter at all: where a condition asks for something rare, everything else is read of those only.

"Looked at the cart in the last 7 days, has an e-mail, never ordered": e-mails and orders of all people are
read in vain but for those of the week. Who is found here may be too many, never too few.

All workspaces: pieces of SQL; the statement they end in is bound to one.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from otklik.segments.language.conditions import (
    All,
    AnyOf,
    Condition,
    Consented,
    Did,
    Followed,
    InList,
    InSegment,
    Last,
    Not,
    Selector,
    Subscribed,
    Tagged,
    Window,
)
from otklik.segments.predicate.history import MarkKind
from otklik.segments.predicate.selecting import bounds_of
from otklik.segments.sets.asked import Asked
from otklik.segments.sets.binding import Binder
from otklik.segments.sets.nothing import may_hold_of_nothing
from otklik.segments.sets.queries_selecting import Selection, root_sql

_MARKED, _LATELY, _UNKNOWN = range(3)
_OURS: Final = "workspace_id = {workspace_id:UInt32}"


class _Found(NamedTuple):
    """How rare, the least first, and the selections of persons, any of which may be meant."""

    rank: int
    selections: tuple[str, ...] = ()


_NOBODY_KNOWN: Final = _Found(_UNKNOWN)


def narrow(condition: Condition, asked: Asked, binder: Binder) -> str | None:
    """SQL, in brackets, of persons beyond whom the condition holds of nobody; None: it could be anybody.

    None, too, where only marks or only recent events are asked for: they are read by key or window anyway.
    """
    leaves = list(_leaves(condition, asked, frozenset()))
    is_narrow = all(map(_is_marked, leaves)) or all(map(_is_recent, leaves))
    if asked.homes is not None or is_narrow:
        return None
    found = _find(condition, asked, binder)
    return f"({' UNION ALL '.join(dict.fromkeys(found.selections))})" if found.selections else None


def _leaves(condition: Condition, asked: Asked, inside: frozenset[int]) -> Iterator[Condition]:
    """What is asked for at the end, through segments; a negation counts as one of its own."""
    if isinstance(condition, All | AnyOf):
        for part in condition.conditions:
            yield from _leaves(part, asked, inside)
    elif isinstance(condition, InSegment) and condition.segment_id in asked.members.keys() - inside:
        inner = asked.members[condition.segment_id]
        yield from _leaves(inner, asked, inside | {condition.segment_id})
    else:
        yield condition


def _is_marked(leaf: Condition) -> bool:
    asked = leaf.condition if isinstance(leaf, Not) else leaf
    return isinstance(asked, InList | Tagged | Consented | Subscribed)


def _is_recent(leaf: Condition) -> bool:
    return (isinstance(leaf, Did) and isinstance(leaf.within, Last)) or (
        isinstance(leaf, Followed) and isinstance(leaf.during, Last)
    )


def _find(condition: Condition, asked: Asked, binder: Binder) -> _Found:
    found = _NOBODY_KNOWN
    match condition:
        case All(parts):
            found = min((_find(part, asked, binder) for part in parts), default=found)
        case AnyOf(parts):
            each = [_find(part, asked, binder) for part in parts]
            if each and max(each).rank < _UNKNOWN:
                found = _Found(max(each).rank, tuple(one for part in each for one in part.selections))
        case InList(list_id):
            found = _marked(MarkKind.LIST, str(list_id), asked, binder)
        case Tagged(tag):
            found = _marked(MarkKind.TAG, tag, asked, binder)
        case Consented(kind):
            found = _marked(MarkKind.CONSENT, kind, asked, binder)
        case Subscribed(channel, topic):
            keys = (channel,) if topic is None else (channel, f"{channel}/{topic}")
            each = [_marked(MarkKind.SUBSCRIPTION, key, asked, binder) for key in keys]
            found = _Found(_MARKED, tuple(one for part in each for one in part.selections))
        case Did(selector, within=Last() as window) if not may_hold_of_nothing(condition, asked):
            found = _did(selector, window, asked, binder)
        case Followed(steps, during=Last() as window):
            found = _did(steps[0].selector, window, asked, binder)
        case _:
            pass
    return found


def _marked(kind: MarkKind, key: str, asked: Asked, binder: Binder) -> _Found:
    is_it = f"kind = {binder.text(kind.value)} AND key = {binder.text(key)}"
    return _Found(_MARKED, (f"SELECT {root_sql(asked)} FROM mark_writes WHERE {_OURS} AND {is_it}",))  # noqa: S608 - constants


def _did(selector: Selector, window: Window, asked: Asked, binder: Binder) -> _Found:
    """Whoever has such events in the window, whatever is in them."""
    selection = Selection(asked.clock, binder)
    selection.flag(Selector(selector.name, selector.is_prefix), bounds_of(window, asked.clock))
    return _Found(_LATELY, (f"SELECT {selection.root(asked)} FROM events WHERE {selection.where()}",))  # noqa: S608 - as above
