"""A workspace's own host, over HTTP."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, StringConstraints

from otklik.messaging.mail.hosts.repository import Host
from otklik.workspaces.schemas import Answer, Body, Moment

_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LEAST: Final = 2


def _plain_host(given: str) -> str:
    """In the form in which browsers send it. Raises ValueError."""
    try:
        host = given.rstrip(".").lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("This is no name of a host") from error
    labels = host.split(".")
    if len(labels) < _LEAST or not all(_LABEL.fullmatch(each) for each in labels) or labels[-1].isdigit():
        raise ValueError("This is no name of a host")
    return host


class TrackingHostBody(Body):
    """The host that links of letters shall lead over: `links.shop.ru`."""

    host: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=3, max_length=253),
        AfterValidator(_plain_host),
    ]


class TrackingHost(Answer):
    """The workspace's own host. `target`: what its CNAME names; `found`: why it is not in use, "" when it is.

    `state`: none, new (never looked at), proved (in use), wrong (not yet right), broken (was in use).
    """

    host: str | None
    target: str
    state: Literal["none", "new", "proved", "wrong", "broken"]
    found: str
    detail: str
    checked_at: Moment | None
    proved_at: Moment | None
    broken_at: Moment | None

    @classmethod
    def of(cls, host: Host | None, target: str) -> Self:
        """From a row."""
        if host is None:
            nothing = dict.fromkeys(("checked_at", "proved_at", "broken_at"))
            return cls(host=None, target=target, state="none", found="", detail="", **nothing)
        state: Literal["new", "proved", "wrong", "broken"] = "wrong"
        if host.is_proved:
            state = "proved"
        elif host.checked_at is None:
            state = "new"
        elif host.broken_at is not None:
            state = "broken"
        names = ("host", "found", "detail", "checked_at", "proved_at", "broken_at")
        return cls(target=target, state=state, **{name: getattr(host, name) for name in names})
