"""Says under an answer what became of it by mail, live for every operator: in the part's own data."""

from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from otklik.correspondence.answering import repository_people
from otklik.correspondence.answering.contracts import End, Kind, Reason, State, TalkLetter
from otklik.correspondence.answering.deciding import is_answer
from otklik.inbox import keeping, repository, repository_parts
from otklik.inbox.contracts import Part
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import format_ms, to_ms

KEY: Final = "letter"
"""In the data of an answer: `{id, state, at, to, reason?, error?, opened_at?}`."""
_TOLD: Final = frozenset({Reason.NO_ADDRESS, Reason.SUPPRESSED, Reason.NO_SENDER})
_MOST: Final = 100


def has_to_be_told(letter: TalkLetter, end: End) -> bool:
    """Whether operators have to know: of the chat, most visitors leave no address, and that is no news."""
    if end.state is not State.SKIPPED:
        return True
    return end.reason == Reason.SUPPRESSED or (letter.kind is Kind.REPLY and end.reason in _TOLD)


async def tell(
    engines: Engines, connection: Connection, letter: TalkLetter, end: End, *, now: datetime
) -> None:
    """Write what became of a letter into the answers that it holds."""
    if letter.kind not in {Kind.ANSWER, Kind.REPLY}:
        return
    told: dict[str, Any] = {
        "id": str(letter.id),
        "state": end.state.value,
        "at": format_ms(to_ms(now)),
        "to": letter.address,
    }
    if end.state is not State.SENT:
        told |= {"reason": end.reason, "error": end.error[:200]}
    await _write(engines, connection, letter, told)


async def tell_opened(engines: Engines, connection: Connection, letter: TalkLetter, *, now: datetime) -> None:
    """Write that a person looked at a letter."""
    if letter.kind in {Kind.ANSWER, Kind.REPLY}:
        await _write(engines, connection, letter, {"opened_at": format_ms(to_ms(now))})


async def _write(engines: Engines, connection: Connection, letter: TalkLetter, told: dict[str, Any]) -> None:
    workspace_id = letter.workspace_id
    ids = await repository_people.list_messages(
        connection,
        workspace_id=workspace_id,
        conversation_id=letter.conversation_id,
        after=letter.first_part - 1,
        limit=_MOST,
    )
    ids = [each for each in ids if each <= (letter.last_part or letter.first_part)]
    if not ids:
        return
    seq = await repository.take_numbers(connection, workspace_id=workspace_id, count=len(ids))
    parts = await repository_parts.list_by_ids(connection, workspace_id=workspace_id, part_ids=ids)
    for number, part in enumerate((each for each in parts if is_answer(each)), start=seq - len(ids) + 1):
        await repository_parts.update_part(
            connection, workspace_id=workspace_id, part=_with(part, told, number)
        )
    await keeping.tell_number(engines.bus, connection, workspace_id=workspace_id, seq=seq)


def _with(part: Part, told: dict[str, Any], seq: int) -> Part:
    known = part.data.get(KEY)
    before = known if isinstance(known, dict) and known.get("id") == told.get("id", known.get("id")) else {}
    return replace(part, seq=seq, data={**part.data, KEY: {**before, **told}})
