"""Whoever confirms an address from its letter is known by it: cards that proved the same one become one."""

import httpx
from tests.conftest import MakeWorkspace
from tests.integration.chat.browsers import Browser
from tests.integration.chat.test_confirming import RUSSIAN, Shop, form_of, open_shop

from otklik.profiles import service as profiles


async def come(shop: Shop, *, user_id: str = "") -> tuple[Shop, int]:
    """Another browser that sends the form off with the same address; its home."""
    browser = Browser(shop.client, shop.pages.shop.write_key)
    await browser.hello()
    other = Shop(shop.pages, browser, shop.client)
    home = await other.submit(form_of())
    if user_id:
        await shop.pages.ask(
            "UPDATE profiles SET user_id = %s WHERE workspace_id = %s AND id = %s RETURNING 1",
            user_id,
            shop.pages.shop.id,
            home,
        )
    return other, home


async def press_last(shop: Shop) -> None:
    """Confirm from the letter that came last."""
    *_, (_, link) = await shop.letters()
    assert "Подписка подтверждена" in (await shop.client.post(link, headers=RUSSIAN)).text


async def root_of(shop: Shop, home: int) -> int:
    return int((await shop.pages.shop.api.get(f"/api/v1/profiles/{home}")).json()["id"])


async def test_two_browsers_that_confirmed_one_address_are_one_person(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await open_shop(client, make_workspace)
    api, first = shop.pages.shop.api, await shop.submit(form_of())
    await press_last(shop)
    phone, second = await come(shop)
    assert await root_of(shop, second) == second, "typed in, it proves nothing"
    found = await profiles.find_people(
        shop.pages.engines, workspace_id=shop.pages.shop.id, kind="email", values=["Anna@Example.com"]
    )
    assert found == {"Anna@Example.com": [first]}, "the address is its prover's"

    await press_last(phone)
    assert await root_of(shop, second) == first
    (merge,) = (await api.get(f"/api/v1/profiles/{first}/merges")).json()["items"]
    assert (merge["reason"], merge["actor"]) == ("proved_email", "")
    kinds = {each["kind"]: each["value"] for each in await identities(shop, first)}
    assert kinds["email"] == "anna@example.com"

    assert (await api.post(f"/api/v1/merges/{merge['id']}/undo")).status_code == 200
    assert await root_of(shop, second) == second
    asked = await api.post(f"/api/v1/profiles/{second}/confirmations", json={"text": "Yes", "topic": "news2"})
    assert asked.status_code == 201, asked.text
    await press_last(phone)
    assert await root_of(shop, second) == second, "a member parted them"
    assert await refusals(shop) == ["undone"]


async def identities(shop: Shop, home: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (await shop.pages.shop.api.get(f"/api/v1/profiles/{home}")).json()[
        "identities"
    ]
    return found


async def refusals(shop: Shop) -> list[str]:
    async with shop.pages.engines.postgres.connection() as connection:
        cursor = await connection.execute(
            "SELECT reason FROM merge_refusals WHERE workspace_id = %s ORDER BY id", (shop.pages.shop.id,)
        )
        return [row[0] for row in await cursor.fetchall()]


async def test_two_users_of_one_address_stay_two(
    client: httpx.AsyncClient, make_workspace: MakeWorkspace
) -> None:
    shop = await open_shop(client, make_workspace)
    husband, first = await come(shop, user_id="u1")
    await press_last(husband)
    wife, second = await come(shop, user_id="u2")
    await press_last(wife)
    assert (await root_of(shop, first), await root_of(shop, second)) == (first, second)
    assert await refusals(shop) == ["two_users"]
