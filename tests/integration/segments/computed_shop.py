"""A shop with live segments that also computes scores, stages and RFM."""

from typing import Any

from tests.integration.segments.live_shop import LiveShop

from otklik.segments.computed import service
from otklik.segments.computed.definitions import Kind
from otklik.workspaces.roles import Actor, ActorKind, Role

Json = dict[str, Any]
PROPERTIES = {Kind.SCORE: "$score", Kind.STAGE: "$stage", Kind.RFM: "$rfm"}


async def save(shop: LiveShop, kind: Kind, definition: Json, *, is_on: bool = True, **more: bool) -> None:
    """Define it as a member does."""
    actor = Actor(ActorKind.SYSTEM, None, "test", shop.pump.workspace_id, Role.OWNER)
    async with shop.engines.postgres.session() as session:
        await service.save_computed(
            session, actor=actor, kind=kind, definition=definition, is_on=is_on, **more
        )


async def values(shop: LiveShop, kind: Kind = Kind.SCORE) -> dict[int, Any]:
    """What conditions find: the present value of everybody who has one."""
    rows = await shop.pump.ch(
        "SELECT person, value FROM property_now FINAL WHERE workspace_id ="
        f" {shop.pump.workspace_id} AND property = '{PROPERTIES[kind]}' AND value != ''"
    )
    cards = await shop.pump.pg(
        "SELECT id, properties -> %s FROM profiles WHERE workspace_id = %s AND properties ? %s",
        PROPERTIES[kind],
        shop.pump.workspace_id,
        PROPERTIES[kind],
    )
    stored = {int(row["person"]): row["value"].strip('"') for row in rows}
    assert stored == {row[0]: str(row[1]) for row in cards}, "the store and the cards differ"
    return {row[0]: row[1] for row in cards}


async def reached(shop: LiveShop, person: int | None = None) -> list[tuple[int, int, str]]:
    """(person, score, level) of every level told, in order."""
    rows = await shop.pump.events()
    return [
        (row["person"], row["properties"]["score"], row["properties"]["level"])
        for row in rows
        if row["name"] == "$score_reached" and person in {None, row["person"]}
    ]


async def status(shop: LiveShop, kind: Kind = Kind.SCORE) -> str:
    """How far it is."""
    rows = await shop.pump.pg(
        "SELECT status FROM computed_properties WHERE workspace_id = %s AND kind = %s",
        shop.pump.workspace_id,
        kind.value,
    )
    return str(rows[0][0])
