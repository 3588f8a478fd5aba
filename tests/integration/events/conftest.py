"""A workspace with events of three people: Ann (two homes), Bob (a lead), and a nameless visitor."""

from dataclasses import dataclass

import httpx
import pytest
from tests.conftest import MakeWorkspace, TestWorkspace
from tests.integration.events.store import Store, make_event

from otklik.events.facts import Facts
from otklik.infra.engines import Engines

ANN, ANNS_PHONE, BOB, VISITOR = 1 << 62, 102, 103, 104


@dataclass(frozen=True, slots=True)
class Shop:
    """The workspace, its store, and a client with its API token."""

    workspace: TestWorkspace
    store: Store
    api: httpx.AsyncClient
    engines: Engines

    async def count(self, *people: int) -> None:
        await Facts(self.engines).count_people((self.workspace.id, person) for person in people)


@pytest.fixture
async def shop(engines: Engines, make_workspace: MakeWorkspace) -> Shop:
    workspace = await make_workspace(name="Shop")
    store = Store(engines, workspace.id)
    await store.add_profile(
        ANN, user_id="u-1", name="Анна Орлова", email="ann@a.example", city="Тверь", age=30
    )
    await store.add_profile(ANNS_PHONE, root=ANN)
    await store.add_profile(BOB, name="Bob 100%", phone="+79991234567", age="9")
    await store.add(
        make_event(ANN, "$page_viewed", at_s=0, country="RU", url="https://a.example/"),
        make_event(ANNS_PHONE, "$page_viewed", at_s=10),
        make_event(
            ANN,
            "$order_completed",
            at_s=20,
            original_name="Order Completed",
            properties={"order_id": 1, "amount": "99.90"},
            context={"library": {"name": "otklik.js"}},
        ),
        make_event(BOB, "$page_viewed", at_s=5),
        make_event(BOB, "$order_completed", at_s=6, properties={"order_id": 2, "amount": 1000}),
        make_event(VISITOR, "$page_viewed", at_s=30, country="DE"),
    )
    made = Shop(workspace, store, workspace.api, engines)
    await made.count(ANN, ANNS_PHONE, BOB, VISITOR)
    return made
