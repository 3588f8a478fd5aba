"""Questions to PostgreSQL that go there together: there and back once, not once each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

from otklik.infra.postgres import Connection

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")

Rows = list[tuple[Any, ...]]


class Question(msgspec.Struct, Generic[T], frozen=True):
    """A statement, its values, and how its rows are read."""

    sql: str
    values: Sequence[Any] | Mapping[str, Any]
    read: Callable[[Rows], T]

    async def ask(self, connection: Connection) -> T:
        """Ask it alone."""
        cursor = await connection.execute(self.sql, self.values)
        return self.read(await cursor.fetchall())


@overload
async def ask_together(connection: Connection, a: Question[A], b: Question[B], /) -> tuple[A, B]: ...
@overload
async def ask_together(
    connection: Connection, a: Question[A], b: Question[B], c: Question[C], /
) -> tuple[A, B, C]: ...
@overload
async def ask_together(
    connection: Connection, a: Question[A], b: Question[B], c: Question[C], d: Question[D], /
) -> tuple[A, B, C, D]: ...
@overload
async def ask_together(
    connection: Connection, a: Question[A], b: Question[B], c: Question[C], d: Question[D], e: Question[E], /
) -> tuple[A, B, C, D, E]: ...
async def ask_together(connection: Connection, *questions: Question[Any]) -> tuple[Any, ...]:
    """Ask in this order, each as of the moment its turn comes (a lock taken by the first holds for the rest).

    Raises what the first that fails raises.
    """
    async with connection.pipeline():
        cursors = [await connection.execute(each.sql, each.values) for each in questions]
    answers = zip(questions, cursors, strict=True)
    return tuple([question.read(await cursor.fetchall()) for question, cursor in answers])
