"""Numbers over random talks: each is the length of its list; counted bit by bit they are what is there."""

import contextlib
import csv
import io
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import httpx
from msgspec.structs import replace
from tests.conftest import MakeWorkspace
from tests.integration.desk.asking import INBOX, Desk

from otklik.desk.statistics import following
from otklik.inbox import deciding, moving, reading, undoing, writing
from otklik.inbox.contracts import Author, AuthorKind, Conversation, NewPart, PartKind, TalkChannel
from otklik.inbox.deciding import Decision
from otklik.infra.postgres import Connection
from otklik.kit.errors import AppError

STEPS: Final = 260
WITHIN_H: Final = 20
VISITORS: Final = (1, 2, 3)
BOT: Final = Author(AuthorKind.BOT)
OF_REQUESTS: Final = ("new", "answered", "missed", "late", "waiting", "replied", "resolved")
OF_RATINGS: Final = ("rated", "satisfied", "commented")
_TIMES: Final = {
    "conversation_parts": ("at",),
    "conversations": ("started_at", "last_at", "closed_at", "rated_at"),
    "conversation_requests": ("asked_at", "replied_at", "closed_at"),
}


class Talks:
    """Talks in which everything happens that may, over weeks that pass at once."""

    def __init__(self, desk: Desk, rng: random.Random) -> None:
        self.desk = desk
        self.rng = rng
        self.homes: dict[int, int] = {}
        self.operators = [Author(AuthorKind.OPERATOR, each) for each in desk.ids.values()]

    async def go_on(self) -> None:
        """Something happens somewhere."""
        does = [
            self.begin,
            self.begin,
            self.begin,
            self._say,
            self._say,
            self._answer,
            self._answer,
            self._answer,
            self._decide,
        ]
        does += [
            self._answer,
            self._decide,
            self._decide,
            self._undo,
            self._merge,
            self._split,
            self._pass,
            self._pass,
            self._count,
        ]
        with contextlib.suppress(AppError):  # merged or taken back to nothing before
            await self.rng.choice(does)()

    def pick(self) -> int:
        """One of the last conversations."""
        return self.rng.choice(list(self.homes)[-8:])

    async def _write(self, author: Author, kind: PartKind = PartKind.MESSAGE) -> writing.Written:
        async with self._connected() as connection:
            return await writing.write_part(
                self.desk.engines.bus,
                connection,
                workspace_id=self.desk.workspace.id,
                conversation_id=self.pick(),
                new=NewPart(
                    author, body="words", kind=kind, channel=self.rng.choice([None, TalkChannel.EMAIL])
                ),
            )

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        async with self.desk.engines.postgres.connection() as connection:
            yield connection

    async def begin(self) -> None:
        """Somebody writes what belongs to nothing before."""
        home = self.rng.choice(VISITORS)
        author = self.rng.choice([Author(AuthorKind.VISITOR, home)] * 3 + [BOT, self.operators[0]])
        async with self._connected() as connection:
            written = await writing.start_conversation(
                self.desk.engines.bus,
                connection,
                workspace_id=self.desk.workspace.id,
                profile_id=home,
                channel=TalkChannel.CHAT,
                first=NewPart(author, body="hello"),
            )
        self.homes[written.conversation.id] = home

    async def _say(self) -> None:
        await self._write(Author(AuthorKind.VISITOR, 1))

    async def _answer(self) -> None:
        await self._write(
            self.rng.choice([*self.operators, BOT]), self.rng.choice([PartKind.MESSAGE] * 3 + [PartKind.NOTE])
        )

    async def _undo(self) -> None:
        operator = self.rng.choice(self.operators)
        written = await self._write(operator)
        await self._in_turn(
            undoing.undo_part,
            conversation_id=written.conversation.id,
            part_id=written.part.id,
            author=operator,
        )

    async def _decide(self) -> None:
        operator, score = self.rng.choice(self.operators), self.rng.randint(1, 5)
        words = self.rng.choice(["", "=1+1", "Thanks"])

        def rate(before: Conversation, at: datetime) -> Decision:
            return Decision(replace(before, rating=score, rating_comment=words, rated_at=at))

        decides: list[writing.Decide] = [
            lambda before, at: deciding.close(before, author=operator, at=at),
            lambda before, at: deciding.close(before, author=operator, at=at),
            lambda before, _at: deciding.reopen(before, author=operator),
            lambda before, _at: deciding.assign(before, member_id=operator.id, author=operator),
            lambda before, _at: deciding.tag(
                before, added=[self.rng.choice(["vip", "=spam", "long"])], removed=(), author=operator
            ),
            rate,
        ]
        await self._in_turn(
            writing.change_conversation,
            conversation_id=self.pick(),
            decide=self.rng.choice(decides),
        )

    async def _merge(self) -> None:
        source = self.rng.choice(list(self.homes))
        home = self.homes[source]
        target = self.rng.choice([each for each, owner in self.homes.items() if owner == home])
        await self._in_turn(
            moving.merge_conversations,
            source_id=source,
            target_id=target,
            homes=[home],
            author=self.operators[0],
        )

    async def _split(self) -> None:
        conversation = self.rng.choice(list(self.homes))
        async with self._connected() as connection:
            talk = await reading.read_talk(
                connection, workspace_id=self.desk.workspace.id, conversation_id=conversation
            )
            _, made = await moving.split_conversation(
                self.desk.engines.bus,
                connection,
                workspace_id=self.desk.workspace.id,
                conversation_id=conversation,
                since=self.rng.choice(talk.parts).id if talk.parts else 1,
                author=self.operators[1],
            )
        self.homes[made.id] = self.homes[conversation]

    async def _in_turn(self, act: Callable[..., Awaitable[object]], **given: object) -> None:
        async with self._connected() as connection:
            await act(self.desk.engines.bus, connection, workspace_id=self.desk.workspace.id, **given)

    async def _pass(self) -> None:
        """Hours go by: all that has been lies so much further back."""
        hours = self.rng.choice([1, 3, 23, 30])
        async with self._connected() as connection:
            for table, columns in _TIMES.items():
                moved = ", ".join(f"{column} = {column} - interval '{hours} hours'" for column in columns)
                await connection.execute(f"UPDATE {table} SET {moved}".encode())

    async def _count(self) -> None:
        await following.follow(self.desk.engines, workspace_id=self.desk.workspace.id)


async def _list_requests(desk: Desk) -> list[tuple[Any, ...]]:
    async with desk.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT * FROM conversation_requests ORDER BY conversation_id, part"
        )
        return await cursor.fetchall()


async def _walk(desk: Desk, measure: str, **asked: object) -> list[dict[str, Any]]:
    """Every line of a list, page by page."""
    lines: list[dict[str, Any]] = []
    before: dict[str, str] = {}
    while True:
        page = await _get(desk.boris, "/conversations", measure=measure, **asked, **before)
        assert page["total"] >= len(page["items"])
        lines += page["items"]
        if page["next"] is None:
            assert page["total"] == len(lines), (measure, asked)
            keys = [(line["conversation_id"], line["part"]) for line in lines]
            assert len(set(keys)) == len(keys), (measure, asked)
            return lines
        before = {"before": page["next"]}


async def _get(client: httpx.AsyncClient, path: str = "", **asked: object) -> dict[str, Any]:
    params = {name.rstrip("_"): str(value) for name, value in asked.items()}
    answer = await client.get(f"{INBOX}/statistics{path}", params=params)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_every_number_is_its_list(make_workspace: MakeWorkspace) -> None:
    desk = await Desk.make(make_workspace)
    talks = Talks(desk, random.Random(4))
    for number in range(STEPS):
        await talks.begin() if number % 30 == 0 else await talks.go_on()
    await talks.begin()
    await _check_counted_bit_by_bit(desk)
    first = date.today() - timedelta(days=200)  # noqa: DTZ011 - some day long ago
    asked: dict[str, Any] = {"from_": first, "answer_within": WITHIN_H}
    told = await _get(desk.anna, **asked)
    figures = told["figures"]
    assert min(figures[name] for name in (*OF_REQUESTS, *OF_RATINGS)) > 0, figures  # all of it happens
    lists = {measure: await _walk(desk, measure, **asked) for measure in (*OF_REQUESTS, *OF_RATINGS)}
    assert {name: len(lines) for name, lines in lists.items()} == {name: figures[name] for name in lists}
    _check_parts(figures, lists)
    assert (
        sum(day["new"] for day in told["days"])
        == sum(cell["new"] for cell in told["hours"])
        == figures["new"]
    )
    assert sum(told["scores"]) == figures["rated"]
    busiest = max(told["hours"], key=lambda cell: int(cell["new"]))
    of_hour = await _walk(desk, "new", weekday=busiest["weekday"], hour=busiest["hour"], **asked)
    assert len(of_hour) == busiest["new"]
    for score, many in enumerate(told["scores"], start=1):
        assert len(await _walk(desk, "rated", score=score, **asked)) == many
    await _check_groups(desk, asked, figures)
    await _check_comparison(desk)
    await _check_files(desk, asked, lists)


def _check_parts(figures: dict[str, Any], lists: dict[str, list[dict[str, Any]]]) -> None:
    """Numbers that make up another one, and lines that are what their list says."""
    keys = {
        name: {(line["conversation_id"], line["part"]) for line in lines} for name, lines in lists.items()
    }
    assert keys["answered"] | keys["missed"] | keys["waiting"] == keys["new"]
    assert figures["answered"] + figures["missed"] + figures["waiting"] == figures["new"]
    assert keys["late"] == keys["missed"] & keys["replied"]
    assert keys["replied"] == keys["answered"] | keys["late"]
    assert keys["resolved"] <= keys["replied"]
    assert all(line["reply_s"] <= WITHIN_H * 3_600 for line in lists["answered"])
    assert all(line["reply_s"] > WITHIN_H * 3_600 for line in lists["late"])
    took = sorted(line["reply_s"] for line in lists["replied"])
    assert took[len(took) // 2 - 1] <= figures["first_reply"]["median_s"] <= took[len(took) // 2 + 1]
    assert [line["reply_s"] for line in lists["replied"]] == took[::-1]
    assert all(line["conversation"]["rating"] >= 4 for line in lists["satisfied"])


async def _check_counted_bit_by_bit(desk: Desk) -> None:
    """Counted again and again in between, it is what is counted at once."""
    assert await following.catch_up(desk.engines, workspace_id=desk.workspace.id) == 0
    kept = await _list_requests(desk)
    assert len(kept) > 20
    async with desk.engines.postgres.connection() as connection:
        await connection.execute("DELETE FROM conversation_requests")
        await connection.execute("DELETE FROM statistics_heads")
    assert await following.catch_up(desk.engines, workspace_id=desk.workspace.id) == 0
    assert await _list_requests(desk) == kept


async def _check_groups(desk: Desk, asked: dict[str, Any], figures: dict[str, Any]) -> None:
    for by in ("operator", "channel", "team", "tag"):
        lines = (await _get(desk.anna, "/groups", by=by, **asked))["items"]
        if by != "tag":  # a conversation has many tags, or none
            for name in (*OF_REQUESTS, *OF_RATINGS):
                assert sum(line["figures"][name] for line in lines) == figures[name], (by, name)
        for line in lines:
            narrowed = await _get(desk.anna, **asked, **{by: line["key"]})
            assert narrowed["figures"] == line["figures"], (by, line["key"])
            assert len(await _walk(desk, "missed", **asked, **{by: line["key"]})) == line["figures"]["missed"]
    names = {line["name"] for line in (await _get(desk.anna, "/groups", by="operator", **asked))["items"]}
    assert "Operator" in names


async def _check_comparison(desk: Desk) -> None:
    """What a period is compared with is what is told of those days."""
    last = date.today() - timedelta(days=3)  # noqa: DTZ011 - some days ago
    told = await _get(desk.anna, from_=last - timedelta(days=6), to=last)
    before = await _get(desk.anna, from_=last - timedelta(days=13), to=last - timedelta(days=7))
    assert told["before"] == before["figures"]
    assert before["figures"]["new"] > 0


async def _check_files(desk: Desk, asked: dict[str, Any], lists: dict[str, list[dict[str, Any]]]) -> None:
    """Files hold what the page shows, and no formula."""
    rows = {of: await _read_csv(desk, of, asked) for of in ("tag", "day", "request", "rating")}
    assert {row["key"] for row in rows["tag"]} == {"vip", "'=spam", "long"}
    assert sum(int(row["new"]) for row in rows["day"]) == len(lists["new"])
    assert len(rows["request"]) == len(lists["new"])
    assert {row["comment"] for row in rows["rating"]} == {"", "'=1+1", "Thanks"}


async def _read_csv(desk: Desk, of: str, asked: dict[str, Any]) -> list[dict[str, str]]:
    params = {name.rstrip("_"): str(value) for name, value in asked.items()}
    answer = await desk.anna.get(f"{INBOX}/statistics.csv", params={**params, "of": of})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_statistics_refuse_what_makes_no_sense_and_keep_to_a_workspace(
    make_workspace: MakeWorkspace,
) -> None:
    desk = await Desk.make(make_workspace)
    await desk.visitor_says("Hi")
    wrong = [
        ({"from": "2026-02-02", "to": "2026-02-01"}, "wrong_period"),
        ({"from": "2020-01-01", "to": "2026-01-01"}, "wrong_period"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "wrong_period"),
        ({"from": "yesterday"}, "invalid"),
        ({"operator": "-1"}, "invalid"),
        ({"answer_within": "0"}, "invalid"),
        ({"clock": "sun"}, "invalid"),
    ]
    for params, code in wrong:
        answer = await desk.anna.get(f"{INBOX}/statistics", params=params)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code), params
    bad = await desk.anna.get(f"{INBOX}/statistics/conversations", params={"before": "?"})
    assert bad.json()["error"]["code"] == "bad_cursor"
    measure = await desk.anna.get(f"{INBOX}/statistics.csv", params={"of": "request", "measure": "rated"})
    assert measure.status_code == 422
    assert (await _get(desk.anna))["figures"]["new"] == 1
    viewer = await desk.workspace.as_role("viewer")
    assert (await _get(viewer, "/conversations"))["total"] == 1
    other = await Desk.make(make_workspace)
    assert (await _get(other.anna))["figures"]["new"] == 0
    assert (await _get(other.anna, "/groups", by="channel"))["items"] == []
    today = datetime.now(UTC).date() + timedelta(days=30)
    assert (await _get(desk.anna, from_=today, to=today))["figures"]["new"] == 0
