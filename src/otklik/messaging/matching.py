"""What a condition has found in those it let in: `matched` of templates, asked for only where it is named."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from otklik.infra.engines import Engines
from otklik.messaging.contracts import Send

Matched: TypeAlias = Mapping[int, Mapping[str, Any]]
"""By send: values by path, as `same` found them."""
Matcher: TypeAlias = Callable[[Engines, Sequence[Send]], Awaitable[Matched]]
_matchers: list[Matcher] = []
_NAME = b"matched"


def register_matcher(hook: Matcher) -> None:
    """Say who knows by which conditions people came to their messages."""
    _matchers[:] = [hook]


async def find_matched(
    engines: Engines, sends: Sequence[Send], contents: Mapping[int, tuple[str, Mapping[str, Any]]]
) -> Matched:
    """What was found for those whose content asks for it. Raises ClickHouseError while the store is away."""
    naming = {id_ for id_, (_, content) in contents.items() if _NAME in msgspec.json.encode(content)}
    asking = [send for send in sends if send.content_id in naming and send.version_id is not None]
    return await _matchers[0](engines, asking) if asking and _matchers else {}
