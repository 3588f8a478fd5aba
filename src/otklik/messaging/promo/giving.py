"""Gives codes to sends that are about to leave, in the transaction that claims them (docs/adr/0023).

Whoever dies has given nothing. One worker at a time gives to one human (`send_locks`), and a code is a row
that is locked while it is given: never two codes for one, never one for two.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.infra.postgres import Connection
from otklik.kit.clock import format_ms, to_ms
from otklik.messaging import repository_releasing, telling
from otklik.messaging.contracts import Send
from otklik.messaging.promo import asking, making, repository, repository_codes
from otklik.messaging.promo.contracts import Code, OnePer, Pool, WhenEmpty
from otklik.messaging.promo.repository_codes import Gift, Giving
from otklik.messaging.telling import Told
from otklik.profiles.recipients import Recipient

ISSUED: Final = "$promo_code_issued"
TEST: Final = "test"
"""The node of sends that are tests: they belong to no scenario, so nothing counts them; no code is given."""


class Mode(Enum):
    """Whether codes are given, or only those are shown that a send carries already."""

    GIVE = "give"
    LOOK = "look"


class Wish(msgspec.Struct, frozen=True):
    """A send that asks for a code of a pool, and the human it is for."""

    send: Send
    pool: Pool
    recipient: Recipient

    @property
    def scope(self) -> tuple[int, int, int | None]:
        """Within which one human has one code: of all messages, or of this one."""
        scenario = self.send.scenario_id if self.pool.rules.one_per is OnePer.MESSAGE else None
        return self.recipient.root, self.pool.id, scenario


class Given(msgspec.Struct):
    """What sends are told of promo codes; `lacking`: those that must not leave without one.

    `fresh`: what was given now, and may have to be taken back.
    """

    variables: dict[int, dict[str, Any]] = {}
    lacking: set[int] = set()
    fresh: list[tuple[Wish, Code]] = []


async def give(
    connection: Connection,
    *,
    workspace_id: int,
    sends: Sequence[Send],
    contents: Mapping[int, tuple[str, Mapping[str, Any]]],
    people: Mapping[int, Recipient],
    zone: ZoneInfo,
    now: datetime,
    mode: Mode,
) -> Given:
    """What the templates of these sends may ask of promo codes."""
    asked = {
        send.id: asking.find_asked(contents[send.content_id][1])
        for send in sends
        if send.content_id in contents
    }
    names = sorted(frozenset[str]().union(*asked.values()))
    if not names:
        return Given()
    pools = await repository.list_named(connection, workspace_id=workspace_id, names=names)
    wishes = [
        Wish(send, pool, people[send.profile_id])
        for send in sends
        for pool in _list_pools(asked.get(send.id, ()), pools)
    ]
    given = Given()
    held = await _list_gifts(connection, workspace_id, wishes)
    real = [each for each in wishes if each.send.node != TEST]
    if mode is Mode.GIVE and any(_key(each) not in held for each in real):
        held = await _give_missing(connection, workspace_id, real, given, zone=zone, now=now)
    _tell(given, sends, asked, pools, held, mode, zone, now)
    return given


def _list_pools(asked: Iterable[str], pools: Mapping[str, Pool]) -> list[Pool]:
    """Each pool once, by whatever names it is asked for."""
    found = {pools[name].id: pools[name] for name in asked if name in pools}
    return [found[id_] for id_ in sorted(found)]


def _key(wish: Wish) -> tuple[int, int]:
    return wish.send.id, wish.pool.id


async def _list_gifts(
    connection: Connection, workspace_id: int, wishes: Sequence[Wish]
) -> dict[tuple[int, int], Code]:
    gifts = await repository_codes.list_gifts(
        connection, workspace_id=workspace_id, send_ids=sorted({each.send.id for each in wishes})
    )
    return {(gift.send_id, gift.pool_id): gift.code for gift in gifts}


async def _give_missing(
    connection: Connection,
    workspace_id: int,
    wishes: Sequence[Wish],
    given: Given,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> dict[tuple[int, int], Code]:
    """Codes by (send, pool), with those that are given now."""
    roots = sorted({each.recipient.root for each in wishes})
    await repository_releasing.lock_subjects(connection, workspace_id=workspace_id, subjects=roots)
    held = await _list_gifts(connection, workspace_id, wishes)
    missing = [each for each in wishes if _key(each) not in held]
    known = await _list_known(connection, workspace_id, missing, now)
    wanted: dict[int, dict[tuple[int, int, int | None], Wish]] = {}
    for each in missing:
        if each.scope not in known:
            wanted.setdefault(each.pool.id, {}).setdefault(each.scope, each)
    for pool_id in sorted(wanted):
        known |= await _take(connection, workspace_id, wanted[pool_id], given, zone=zone, now=now)
    got = {_key(each): known[each.scope] for each in missing if each.scope in known}
    await repository_codes.insert_gifts(
        connection, workspace_id=workspace_id, gifts=[Gift(*key, code) for key, code in got.items()]
    )
    return held | got


async def _list_known(
    connection: Connection, workspace_id: int, wishes: Sequence[Wish], now: datetime
) -> dict[tuple[int, int, int | None], Code]:
    """Codes that these people have within the scopes, and may still use; of several the oldest."""
    root_of = {member: each.recipient.root for each in wishes for member in each.recipient.members}
    pools = {each.pool.id: each.pool for each in wishes}
    found = await repository_codes.list_held(
        connection, workspace_id=workspace_id, people=[*root_of], pool_ids=[*pools], now=now
    )
    known: dict[tuple[int, int, int | None], Code] = {}
    for home, scenario_id, code in found:
        scope = scenario_id if pools[code.pool_id].rules.one_per is OnePer.MESSAGE else None
        known[root_of[home], code.pool_id, scope] = code
    return known


async def _take(
    connection: Connection,
    workspace_id: int,
    wanted: Mapping[tuple[int, int, int | None], Wish],
    given: Given,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> dict[tuple[int, int, int | None], Code]:
    """Give free codes of one pool, as far as there are any and its term is not over."""
    pool = next(iter(wanted.values())).pool
    until = making.find_end(pool.rules, now=now, zone=zone)
    if until is not None and until <= now:
        return {}
    free = await repository_codes.take_free(
        connection, workspace_id=workspace_id, pool_id=pool.id, count=len(wanted)
    )
    codes = [msgspec.structs.replace(code, until=until) for code in free]
    pairs = [*zip(wanted.values(), codes, strict=False)]
    await repository_codes.give(
        connection,
        workspace_id=workspace_id,
        givings=[Giving(code.id, wish.send.profile_id, wish.send.scenario_id, until) for wish, code in pairs],
        now=now,
    )
    given.fresh = [*given.fresh, *pairs]
    return {wish.scope: code for wish, code in pairs}


def _tell(
    given: Given,
    sends: Sequence[Send],
    asked: Mapping[int, frozenset[str]],
    pools: Mapping[str, Pool],
    held: Mapping[tuple[int, int], Code],
    mode: Mode,
    zone: ZoneInfo,
    now: datetime,
) -> None:
    given.variables, given.lacking = {}, set()
    for send in sends:
        said: dict[str, dict[str, Any]] = {}
        for name in asked.get(send.id, ()):
            pool = pools.get(name)
            code = held.get((send.id, pool.id)) if pool is not None else None
            is_sample = send.node == TEST or mode is Mode.LOOK
            if pool is not None and code is None and is_sample:
                said[name] = asking.sample(pool, making.find_end(pool.rules, now=now, zone=zone))
            elif pool is not None and (code is not None or pool.rules.when_empty is WhenEmpty.TEXT):
                said[name] = asking.describe(pool, code)
            else:
                given.lacking.add(send.id)
        if said:
            given.variables[send.id] = asking.make_variables(said)


async def settle(connection: Connection, given: Given, *, refused: set[int], at: datetime) -> None:
    """Take back what was given to sends that cannot be said after all; the other cards tell of theirs."""
    kept = [(wish, code) for wish, code in given.fresh if wish.send.id not in refused]
    if len(kept) < len(given.fresh):
        gone = [code.id for wish, code in given.fresh if wish.send.id in refused]
        await repository_codes.take_back(
            connection,
            workspace_id=given.fresh[0][0].send.workspace_id,
            code_ids=gone,
            send_ids=sorted(refused),
        )
    told: list[Told] = [(wish.send, ISSUED, _issued(wish.pool, code), at) for wish, code in kept]
    await telling.ship_events(connection, told)


def _issued(pool: Pool, code: Code) -> dict[str, Any]:
    until = {"until": format_ms(to_ms(code.until))} if code.until is not None else {}
    return {"pool": pool.name, "code": code.code, **until}
