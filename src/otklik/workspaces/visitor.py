"""The caller as the request shows him, before anybody is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from. `language` is "ru" or "en"; `token` is the session cookie's value."""

    ip: str
    user_agent: str
    language: str
    token: str | None


USER_AGENT_CHARS = 400
