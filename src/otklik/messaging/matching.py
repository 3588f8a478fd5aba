"""What a condition has found in those it let in: `matched` of templates, asked for only where it is named."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from otklik.infra.engines import Engines
from otklik.messaging.contracts import Send

Matched: TypeAlias = Mapping[int, Mapping[str, Any]]
"""By send: values by path, as `same` found them."""
Contents: TypeAlias = Mapping[int, tuple[str, Mapping[str, Any]]]
Matcher: TypeAlias = Callable[[Engines, Sequence[Send]], Awaitable[Matched]]
_matchers: list[Matcher] = []
_NAME = b"matched"


def register_matcher(hook: Matcher) -> None:
    """Say who knows by which conditions people came to their messages."""
    _matchers[:] = [hook]


class UnaskedError(Exception):
    """Contents speak of what nobody has asked for yet; `sends`: whose."""

    def __init__(self, sends: Sequence[Send]) -> None:
        """Raised in a transaction that must not wait for the store; asked outside of it, all is done anew."""
        super().__init__(len(sends))
        self.sends = sends


def check_asked(sends: Sequence[Send], contents: Contents, known: Matched) -> None:
    """Raises UnaskedError unless all that is spoken of is known."""
    if unasked := [send for send in _list_asking(sends, contents) if send.id not in known]:
        raise UnaskedError(unasked)


async def find_matched(engines: Engines, sends: Sequence[Send], contents: Contents) -> Matched:
    """What was found for those whose content asks for it. Raises ClickHouseError while the store is away."""
    asking = _list_asking(sends, contents)
    return await ask(engines, asking) if asking else {}


async def ask(engines: Engines, sends: Sequence[Send]) -> Matched:
    """What was found for these, each of them in it. Raises ClickHouseError while the store is away."""
    found = await _matchers[0](engines, sends) if _matchers else {}
    return {send.id: found.get(send.id, {}) for send in sends}


def _list_asking(sends: Sequence[Send], contents: Contents) -> list[Send]:
    naming = {id_ for id_, (_, content) in contents.items() if _NAME in msgspec.json.encode(content)}
    return [send for send in sends if send.content_id in naming and send.version_id is not None]
