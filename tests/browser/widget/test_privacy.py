"""What is never taken, and what is taken only with leave."""

import pytest
from tests.browser.widget.conftest import Answer, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FORM = """
    <form onsubmit="return false">
        <input id="mail" name="login"><input id="tel" type="tel"><input id="plain" name="comment">
        <input id="pass" type="password"><input id="shown" name="password" type="text">
        <input id="card" autocomplete="cc-name"><div data-otklik-ignore><input id="ignored"></div>
    </form>"""


async def fill(visit: Visit, **values: str) -> None:
    for name, value in values.items():
        await visit.page.fill(f"#{name}", value)
        await visit.page.press(f"#{name}", "Tab")


async def kept(visit: Visit) -> str:
    """Everything the site's storage and cookies hold."""
    storage = await visit.page.evaluate("JSON.stringify(localStorage) + document.cookie")
    return str(storage)


async def test_a_typed_contact_goes_to_the_card_once(visit: Visit) -> None:
    await visit.open(FORM)
    await fill(visit, mail="anna@shop.ru", tel="8 999 123 45 67", plain="my mail is anna@shop.ru")
    await fill(visit, mail="", tel="8 999 123 45 67")
    await visit.settle()
    typed = visit.collector.items("identify")
    assert [item["traits"] for item in typed] == [{"$email": "anna@shop.ru"}, {"$phone": "8 999 123 45 67"}]
    assert typed[0]["options"] == {"source": "typed"}
    assert "userId" not in typed[0]


async def test_secret_and_ignored_fields_are_never_read(visit: Visit) -> None:
    await visit.open(FORM)
    secret = "secret@shop.ru"
    await fill(visit, **{"pass": secret, "shown": secret, "card": secret, "ignored": secret})
    await visit.page.press("#mail", "Enter")
    await visit.settle()
    assert visit.collector.items("identify") == []
    assert secret not in str(visit.collector.batches)


async def test_capture_can_be_switched_off(visit: Visit) -> None:
    await visit.open(FORM, capture="off")
    await fill(visit, mail="anna@shop.ru")
    await visit.settle()
    assert visit.collector.items("identify") == []


async def test_nothing_is_sent_or_stored_before_the_consent_that_is_required(visit: Visit) -> None:
    await visit.open(FORM + "<button id=b>b</button>", consent="required")
    await visit.page.click("#b")
    await fill(visit, mail="early@shop.ru")
    await visit.call("identify", "u1")
    await visit.call("track", "kept")
    visit.site.put("/other", visit.tag(consent="required"))
    assert (visit.collector.batches, await kept(visit)) == ([], "{}")
    await visit.call("consent", {"processing": True, "advertising": False, "text": "I agree", "version": "2"})
    await visit.settle()
    names = [item.get("event") or item["type"] for item in visit.collector.items()][:4]
    assert names == ["$consent_given", "page", "identify", "kept"]
    assert visit.collector.events("$consent_given")[0]["properties"] == {
        "processing": True,
        "advertising": False,
        "text": "I agree",
        "version": "2",
    }
    assert "early@shop.ru" not in str(visit.collector.batches)
    await visit.page.goto(visit.site.url + "/other")
    await visit.collector.until(lambda: len(visit.collector.items("page")) == 2)


async def test_a_refused_consent_sends_nothing(visit: Visit) -> None:
    await visit.open(consent="required")
    await visit.call("track", "never")
    await visit.call("consent", {"processing": False})
    await visit.call("track", "never either")
    await visit.page.reload()
    await visit.page.wait_for_function("!!(window.otklik && otklik.track)")
    await visit.call("track", "nor this")
    assert visit.collector.batches == []
    assert "otklik_id" not in await kept(visit)


async def test_a_withdrawn_consent_is_told_and_ends_it(visit: Visit) -> None:
    await visit.open()
    await visit.settle()
    await visit.call("consent", {"processing": False})
    await visit.collector.until(lambda: visit.collector.events("$consent_withdrawn"))
    told = len(visit.collector.batches)
    await visit.call("track", "never")
    await visit.page.reload()
    await visit.page.wait_for_function("!!(window.otklik && otklik.track)")
    await visit.call("track", "never")
    assert "otklik_id" not in await kept(visit)
    await visit.call("consent", {"processing": True})
    await visit.settle()
    assert visit.collector.events("never") == []
    assert "$consent_given" in [item.get("event") for item in visit.collector.batches[told].items]


async def test_a_withdrawal_is_told_later_when_the_server_is_away(visit: Visit) -> None:
    await visit.open()
    await visit.settle()
    visit.collector.plan.extend([Answer(503)])
    await visit.call("track", "goes with it")
    await visit.call("consent", {"processing": False})
    await visit.collector.until(lambda: visit.collector.batches[-1].status == 503)
    await visit.page.reload()
    await visit.collector.until(lambda: visit.collector.events("$consent_withdrawn"))
    assert visit.collector.events("goes with it") == []
    await visit.page.wait_for_function(
        "!Object.keys(localStorage).some(key => key.startsWith('otklik_queue'))"
    )


@pytest.mark.parametrize("signal", ["doNotTrack: '1'", "globalPrivacyControl: true"])
async def test_do_not_track_is_respected_where_the_site_does(visit: Visit, signal: str) -> None:
    name, value = signal.split(": ")
    await visit.context.add_init_script(
        f"Object.defineProperty(Navigator.prototype, '{name}', {{get: () => {value}}})"
    )
    await visit.open(dnt="respect")
    await visit.call("identify", "u1")
    await visit.page.reload()
    assert (visit.collector.batches, await kept(visit)) == ([], "{}")
    await visit.open()
    await visit.collector.until(lambda: visit.collector.items("page"))


async def test_opting_out_deletes_and_stays_until_opting_in(visit: Visit) -> None:
    await visit.open()
    await visit.call("identify", "u1")
    await visit.settle()
    before = len(visit.collector.batches)
    await visit.page.evaluate("otklik('track', 'never'); otklik('optOut'); otklik('track', 'never')")
    await visit.page.reload()
    await visit.page.wait_for_function("!!(window.otklik && otklik.track)")
    await visit.call("track", "never")
    assert len(visit.collector.batches) == before
    left = await kept(visit)
    assert "otklik_optout=1" in left
    assert "otklik_id" not in left
    assert "otklik_user" not in left
    assert "otklik_queue" not in left
    await visit.call("optIn")
    await visit.settle()
    assert visit.collector.events("never") == []
    first, *_, last = visit.collector.items()
    assert first["anonymousId"] != last["anonymousId"]
    assert "userId" not in last


async def test_the_other_products_refusal_is_honoured(visit: Visit) -> None:
    await visit.context.add_cookies([{"name": "carrotquest_notrack", "value": "1", "url": visit.site.url}])
    await visit.open()
    await visit.call("track", "never")
    await visit.page.reload()
    assert visit.collector.batches == []


async def test_reset_forgets_the_user_and_makes_a_new_device(visit: Visit) -> None:
    await visit.open()
    await visit.call("identify", "u1")
    await visit.call("track", "as u1")
    await visit.call("reset")
    await visit.call("track", "as nobody")
    await visit.settle()
    [before] = visit.collector.events("as u1")
    [after] = visit.collector.events("as nobody")
    assert before["userId"] == "u1"
    assert "userId" not in after
    assert before["anonymousId"] != after["anonymousId"]


async def test_another_user_on_the_same_device_gets_a_device_id_of_his_own(visit: Visit) -> None:
    await visit.open()
    for user in ("a", "a", "b"):
        await visit.call("identify", user)
    await visit.settle()
    first, again, other = visit.collector.items("identify")
    assert first["anonymousId"] == again["anonymousId"] != other["anonymousId"]
    assert (first["userId"], other["userId"]) == ("a", "b")
