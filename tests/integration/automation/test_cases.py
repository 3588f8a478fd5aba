"""Cases that shops tell of, each from what a person does to what he gets and what it brought."""

import pytest
from tests.integration.automation.shop import DAY_MS, HOUR_MS, ScenarioShop
from tests.integration.items import track

from otklik.infra.engines import Engines
from otklik.messaging.contracts import Heard


@pytest.fixture
async def shop(engines: Engines) -> ScenarioShop:
    return await ScenarioShop.open(engines)


async def test_wedding_themes_lead_to_the_letter_that_fits(shop: ScenarioShop) -> None:
    """A stationer writes a day after a click in any letter about weddings, a purchase or a page of weddings.

    To a bridesmaid who bought crowns ideas of presents, to others invitations.
    """
    about_weddings = shop.send()["send"] | {"topic": "wedding"}
    await shop.launch(
        {
            "entry": {"triggers": [{"event": "subscribed"}]},
            "start": "news",
            "nodes": {"news": {"send": about_weddings}},
        },
        name="News",
    )
    crowns = {
        "event": "$order_completed",
        "where": [{"property": "category", "op": "eq", "value": "bachelorette"}],
        "within": {"last": "P7D"},
    }
    themes = await shop.launch(
        {
            "entry": {
                "triggers": [
                    {
                        "event": "$message_clicked",
                        "where": [{"property": "topic", "op": "eq", "value": "wedding"}],
                        "after": "P1D",
                    },
                    {
                        "event": "$order_completed",
                        "where": [{"property": "category", "op": "in", "value": ["bachelorette", "wedding"]}],
                        "after": "P1D",
                    },
                    {
                        "event": "$page_viewed",
                        "where": [{"property": "$url", "op": "contains", "value": "/wedding"}],
                        "after": "P1D",
                    },
                ],
                "repeat": {"every": "P30D"},
            },
            "start": "whose",
            "nodes": {
                "whose": {"condition": crowns, "next": "presents", "otherwise": "invitations"},
                "presents": shop.send(),
                "invitations": shop.send(),
            },
        },
        name="Themes",
    )
    page = {"type": "page", "anonymousId": "cat"}
    await shop.happen(
        track("ann", "subscribed", who="ann"),
        track("bob", "$order_completed", order_id="1", category="bachelorette", who="bob"),
        page | {"properties": {"url": "https://paper.example/wedding/cards"}},
        track("cat", "looked", who="cat"),
        track("dan", "$order_completed", order_id="2", category="office", who="dan"),
    )
    ann, bob, cat = [await shop.home(who) for who in ("ann", "bob", "cat")]
    await shop.hear(ann, "news", Heard.CLICKED)
    assert [node for _, node in shop.sent()] == ["news"], "nobody is written to within the day"
    await shop.wait(DAY_MS + HOUR_MS)
    assert sorted(shop.sent()[1:]) == sorted([(ann, "invitations"), (bob, "presents"), (cat, "invitations")])
    await shop.happen(page | {"properties": {"url": "https://paper.example/wedding/menus"}})
    await shop.wait(2 * DAY_MS)
    assert len(await shop.runs(themes)) == 3, "not oftener than once a month"
