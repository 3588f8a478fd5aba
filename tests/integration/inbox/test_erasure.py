"""Whoever is erased leaves no word in conversations; whoever asks gets all of them."""

from tests.integration.inbox.talking import WORKSPACE, start

from otklik.events.shipping import ship_rows
from otklik.inbox import reading, writing
from otklik.inbox.contracts import Author, AuthorKind, NewPart
from otklik.inbox.erasure import erase_from_inbox, stream_words
from otklik.infra.engines import Engines
from otklik.kit.clock import to_datetime
from otklik.profiles.contracts import Erased
from otklik.profiles.service import Person, register_shipper

HIM, OTHER = 1, 2


async def _say(engines: Engines, conversation_id: int, author: Author, body: str) -> None:
    async with engines.postgres.connection() as connection:
        await writing.write_part(
            engines.bus,
            connection,
            workspace_id=WORKSPACE,
            conversation_id=conversation_id,
            new=NewPart(author, body=body),
        )


async def test_every_word_is_exported_and_then_erased(engines: Engines) -> None:
    register_shipper(ship_rows)
    his, others = await start(engines, HIM), await start(engines, OTHER)
    await _say(engines, his, Author(AuthorKind.OPERATOR, 1), "the answer")
    person = Person(HIM, [HIM], to_datetime(0), None, 0, {}, {}, None, None)
    words = [row async for row in stream_words(engines, WORKSPACE, person)]
    assert [(row["author"], row["body"]) for row in words] == [
        ("visitor", "hello"),
        ("operator", "the answer"),
    ]
    async with engines.postgres.connection() as connection:
        before = await reading.read_changes(connection, workspace_id=WORKSPACE, after=0)
    erased = Erased(WORKSPACE, 1, HIM, (HIM,), {}, to_datetime(0))
    for _ in range(2):
        assert await erase_from_inbox(engines, erased) == {"conversations": 0}
    async with engines.postgres.connection() as connection:
        after = await reading.read_changes(connection, workspace_id=WORKSPACE, after=before.seq)
        left = await reading.read_changes(connection, workspace_id=WORKSPACE, after=0)
    assert [(row.id, row.profile_id, row.preview, row.deleted_at is None) for row in after.conversations] == [
        (his, 0, "", False)
    ]
    assert {part.conversation_id for part in left.parts} == {others}
