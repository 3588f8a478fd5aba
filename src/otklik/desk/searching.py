"""Search over all history: words in their forms, mistyped ones, names of files and of people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec

from otklik.desk import repository_search, snippets
from otklik.desk.beside import Beside, load_beside
from otklik.desk.repository_search import ABOVE_ALL, Close, Found, Place
from otklik.desk.slips import swap_layout, undo_slips
from otklik.desk.snippets import Snippet
from otklik.events.cursors import decode_cursor, encode_cursor
from otklik.inbox import reading, repository, repository_lists, repository_parts
from otklik.inbox.contracts import Conversation, Part
from otklik.inbox.repository_lists import View
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.profiles import service as profiles

PAGE: Final = 30
MAX_WORDS: Final = 12
_PEOPLE: Final = 10
_MIN_SIMILAR: Final = 4
"""Letters that a word must have to be looked for mistyped."""
_WORD: Final = re.compile(r"[^\W_]+")
_Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=reading.LAST)]


Mode: TypeAlias = Literal["words", "close"]
"""Words as they are asked, or as they may have been meant."""


class _After(msgspec.Struct, frozen=True):
    mode: Mode
    is_lately: bool
    top: _Number
    rank: float
    id: _Number


class Answer(msgspec.Struct, frozen=True):
    """One thing found: a part, or without one a person's last conversation."""

    conversation: Conversation
    part: Part | None
    snippet: Snippet


class Answers(msgspec.Struct, frozen=True):
    """A page of what was found."""

    items: Sequence[Answer]
    beside: Beside
    next: str | None


def split_words(text: str) -> list[str]:
    """The words of a question as the index knows them."""
    return list(dict.fromkeys(_WORD.findall(text.lower().replace("ё", "е"))))[:MAX_WORDS]


async def search(engines: Engines, *, workspace_id: int, text: str, before: str | None) -> Answers:
    """A page of answers: people first, then what was said, best first. Raises InvalidError for `before`."""
    words = split_words(text)
    people = [] if before else await _search_people(engines, workspace_id, text)
    after = decode_cursor(before, _After) if before else None
    async with engines.postgres.connection() as connection:
        said, following = await search_words(
            connection, workspace_id=workspace_id, words=words, after=after, has_people=bool(people)
        )
    items = [*people, *said]
    beside = await load_beside(
        engines,
        workspace_id=workspace_id,
        conversations=[each.conversation for each in items],
        parts=[each.part for each in items if each.part is not None],
    )
    return Answers(items, beside, encode_cursor(following) if following else None)


async def search_words(
    connection: Connection,
    *,
    workspace_id: int,
    words: Sequence[str],
    after: _After | None = None,
    has_people: bool = False,
) -> tuple[list[Answer], _After | None]:
    """A page of what was said, and where the next begins; `has_people`: who is called so needs no guesses."""
    place = Place(after.top, after.rank, after.id) if after else Place(reading.LAST, ABOVE_ALL, reading.LAST)
    long = [word for word in words if len(word) >= _MIN_SIMILAR]
    if after is not None:
        ways: list[_Way] = [(after.mode, words if after.mode == "words" else long, after.is_lately)]
        if after.is_lately and place.rank >= ABOVE_ALL:  # the next window: it may hold less
            ways.append((ways[0][0], ways[0][1], False))
    else:
        ways = [("words", words, True), ("words", words, False)]
        if not has_people:
            ways += [("close", long, True), ("close", long, False)]
    found, way = await _search_ways(connection, workspace_id, ways, place)
    mode, _, is_lately = way
    shown = [hit.id for hit in found.hits[:PAGE]]
    answers = await _read(connection, workspace_id, shown, words, is_typed_right=mode == "words")
    return answers, _next(found, place, mode, is_lately=is_lately)


_Way: TypeAlias = tuple[Mode, Sequence[str], bool]
"""How to search: for what words, and whether among the last parts only."""


async def _search_ways(
    connection: Connection, workspace_id: int, ways: Sequence[_Way], place: Place
) -> tuple[Found, _Way]:
    """What the first way finds that finds enough: a whole page of the last parts, or anything of all."""
    finder = _Finder(connection, workspace_id, place)
    found, way = Found([], None), ways[0]
    for each in ways:
        if not each[1]:
            continue
        way, is_lately = each, each[2]
        found = await finder.find(*way)
        is_last_page = is_lately and place.rank < ABOVE_ALL
        if len(found.hits) > PAGE or is_last_page or (found.hits and not is_lately):
            break
    return found, way


@dataclass(slots=True)
class _Finder:
    """Searches below a place by one way after another."""

    connection: Connection
    workspace_id: int
    place: Place
    _close: list[Close] | None = None

    async def find(self, mode: Mode, words: Sequence[str], is_lately: bool) -> Found:  # noqa: FBT001 - a way
        if mode == "close":
            return await self._find_close(words, is_lately=is_lately)
        return await repository_search.find_words(
            self.connection,
            workspace_id=self.workspace_id,
            words=words,
            place=self.place,
            limit=PAGE + 1,
            is_lately=is_lately,
        )

    async def _find_close(self, words: Sequence[str], *, is_lately: bool) -> Found:
        if self._close is None:
            self._close = await repository_search.list_close(
                self.connection,
                workspace_id=self.workspace_id,
                words=words,
                meant=[undo_slips(word) for word in words],
            )
        return await repository_search.find_close(
            self.connection,
            workspace_id=self.workspace_id,
            words=words,
            close=self._close,
            place=self.place,
            limit=PAGE + 1,
            is_lately=is_lately,
        )


def _next(found: Found, place: Place, mode: Mode, *, is_lately: bool) -> _After | None:
    if len(found.hits) > PAGE:
        last = found.hits[PAGE - 1]
        return _After(mode, is_lately, place.top, last.rank, last.id)
    if found.bottom is not None:
        return _After(mode, is_lately, found.bottom, ABOVE_ALL, reading.LAST)
    return None


async def _read(
    connection: Connection,
    workspace_id: int,
    part_ids: Sequence[int],
    words: Sequence[str],
    *,
    is_typed_right: bool,
) -> list[Answer]:
    if not part_ids:
        return []
    parts = await repository_parts.list_by_ids(connection, workspace_id=workspace_id, part_ids=part_ids)
    conversations = await repository.list_conversations(
        connection,
        workspace_id=workspace_id,
        conversation_ids=list({part.conversation_id for part in parts}),
    )
    marked: dict[int, tuple[str, str]] = {}
    alike = [*words, *map(swap_layout, words)]
    if is_typed_right:
        marked = await repository_search.mark_words(
            connection, workspace_id=workspace_id, words=words, part_ids=part_ids
        )
    known = {row.id: row for row in conversations if row.deleted_at is None}
    by_id = {part.id: part for part in parts if part.conversation_id in known}
    return [
        Answer(
            known[by_id[part_id].conversation_id],
            by_id[part_id],
            snippets.make_snippet(by_id[part_id], marked.get(part_id), words if is_typed_right else alike),
        )
        for part_id in part_ids
        if part_id in by_id
    ]


async def _search_people(engines: Engines, workspace_id: int, text: str) -> list[Answer]:
    """The last conversations of people who are called so, also nearly."""
    asked = " ".join(text.split())
    roots = await profiles.find_people_ids(engines, workspace_id=workspace_id, text=asked)
    if len(asked) >= _MIN_SIMILAR:
        roots = [*roots, *await profiles.find_people_like(engines, workspace_id=workspace_id, text=asked)]
    clusters = await profiles.list_clusters(
        engines, workspace_id=workspace_id, people=list(dict.fromkeys(roots))[:1_000]
    )
    homes = {member: cluster.root for cluster in clusters.values() for member in cluster.members}
    async with engines.postgres.connection() as connection:
        rows = await repository_lists.list_page(
            connection,
            workspace_id=workspace_id,
            view=View(profile_ids=tuple(homes)),
            before=None,
            limit=_PEOPLE * 5,
        )
    last: dict[int, Conversation] = {}
    for row in rows:
        last.setdefault(homes[row.profile_id], row)
    heads = await profiles.list_heads(engines, workspace_id=workspace_id, roots=list(last))
    chosen = list(last.items())[:_PEOPLE]
    return [Answer(row, None, _name(heads.get(root), asked)) for root, row in chosen]


def _name(head: profiles.Head | None, asked: str) -> Snippet:
    values: dict[str, Any] = head.properties if head else {}
    shown = next(
        (
            text
            for name in ("$name", "$email", "$phone")
            if isinstance(text := values.get(name), str) and text
        ),
        "",
    )
    return snippets.mark_similar(shown, split_words(asked))
