"""Calls a hook's address as a provider would, over no private way. Read in late (httpx)."""

from typing import Final

import httpx
import msgspec

from otklik.infra.outgoing import ForbiddenAddressError, Outgoing

_OURS: Final = httpx.codes.BAD_REQUEST
"""What the door says to a call that is no JSON: so it was our door."""


class Tried(msgspec.Struct, frozen=True):
    """What came of it. `code`: works, private, unreachable, other; `status`: of the answer."""

    works: bool
    code: str
    status: int | None = None


async def try_address(url: str) -> Tried:
    """Call it with nothing in hand; only our own door answers that with 400."""
    outgoing = Outgoing()
    try:
        answer = await outgoing.request("POST", url)
    except httpx.ConnectError as error:
        is_private = isinstance(error.__cause__, ForbiddenAddressError)
        return Tried(works=False, code="private" if is_private else "unreachable")
    except (httpx.HTTPError, TimeoutError, OSError):
        return Tried(works=False, code="unreachable")
    finally:
        await outgoing.close()
    works = answer.status == _OURS
    return Tried(works=works, code="works" if works else "other", status=answer.status)
