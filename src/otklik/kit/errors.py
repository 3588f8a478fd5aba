"""The one tree of errors that may leave a room.

AppError
├── BadRequestError      400  not JSON, malformed
├── UnauthorizedError    401  nobody is signed in, or the key is unknown
├── ForbiddenError       403  the role does not allow it
├── NotFoundError        404  also for another workspace's things
├── ConflictError        409  the state does not allow it, or it is ambiguous
├── TooLargeError        413  too big, too many
├── InvalidError         422  understood, but a value is wrong; `faults` names each path
├── ThrottledError       429  too often; `retry_after_s`
└── UnavailableError     503  an engine is away or full; `retry_after_s`
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

ParamValue: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong place in an input: `path` in dots, a stable `code`, an English `message`.

    `params` are what the message tells, for those who translate by the code.
    """

    path: str
    code: str
    message: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)


@dataclass(slots=True)
class AppError(Exception):
    """An expected failure with a stable `code`; `message` is English and may hold `{param}` marks.

    The interface translates by `code`; `params` fill the marks in both languages.
    """

    code: str
    message: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    retry_after_s: int | None = None

    status: ClassVar[int] = 500

    def __str__(self) -> str:
        return f"{self.code}: {self.message.format_map(dict(self.params)) if self.params else self.message}"


class BadRequestError(AppError):
    """400: the request cannot be read."""

    status = 400


class UnauthorizedError(AppError):
    """401: no session, no token, an unknown key."""

    status = 401


class ForbiddenError(AppError):
    """403: the role does not allow it."""

    status = 403


class NotFoundError(AppError):
    """404: there is no such thing in this workspace."""

    status = 404


class ConflictError(AppError):
    """409: the present state does not allow it."""

    status = 409


class TooLargeError(AppError):
    """413: a body, a file or a list over its bound."""

    status = 413


class InvalidError(AppError):
    """422: read, but a value is wrong; `faults` names each."""

    status = 422


class ThrottledError(AppError):
    """429: too many tries; `retry_after_s` says when to come back."""

    status = 429


class UnavailableError(AppError):
    """503: an engine is away or full; `retry_after_s` says when to come back."""

    status = 503
