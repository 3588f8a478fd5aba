"""An operator leaves his screen as it is: he is away by himself, given nothing, back at his first move."""

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.steps import COLLEAGUE, call, choose_language, join, sign_in, write_key
from tests.browser.admin.visitor import Visitor
from tests.integration.infra.installation import Installation, wait_for

from otklik.infra.embedded.running import find_running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

IDLE = "Движений давно не было: считается, что вы не на месте."
# The server's clock cannot be driven as a page's is: what it saw last is made older.
AGED = "UPDATE operator_presence SET active_at = active_at - interval '31 minutes' WHERE member_id = %s"


def give_in_turns(owner: Visit) -> int:
    """New conversations go to a team of Pyotr alone; his id."""
    operators = call(owner, "GET", "/inbox/operators")["items"]
    assert isinstance(operators, list)
    [pyotr] = [int(each["id"]) for each in operators if each["name"] == "Pyotr"]
    team = call(owner, "POST", "/inbox/teams", {"name": "Shift", "mode": "round_robin"})["id"]
    call(owner, "PUT", f"/inbox/teams/{team}/members", {"members": [{"member_id": pyotr, "limit": None}]})
    rules = call(owner, "GET", "/inbox/routing-settings")
    call(owner, "PUT", "/inbox/routing-settings", {**rules, "default_team": team})
    return pyotr


def holder(owner: Visit, visitor: Visitor) -> object:
    told = call(owner, "GET", f"/inbox/conversations/{visitor.conversation}")["conversation"]
    assert isinstance(told, dict)
    return told["assignee"]


def age(server: Installation, member: int) -> None:
    found = find_running(server.data)
    assert found is not None
    with psycopg.connect(found.postgres_url, autocommit=True) as connection:
        connection.execute(AGED, [member])


def row_of(page: Page, words: str) -> Locator:
    return page.get_by_role("list").get_by_role("listitem").filter(has_text=words)


def test_who_does_not_move_is_away_until_he_does(open_window: Open, server: Installation) -> None:
    olga, pyotr = open_window(), open_window(language="ru")
    sign_in(olga)
    join(olga)
    sign_in(pyotr, email=COLLEAGUE)
    choose_language(pyotr, "ru")
    member = give_in_turns(olga)
    olga.go("/inbox?view=open")
    page = pyotr.page
    page.clock.install()
    pyotr.go("/inbox?view=open")
    page.get_by_role("heading", level=1).click()
    first, second = (Visitor(olga.url, write_key(olga)) for _ in range(2))
    first.come()
    first.say("While he is here")
    expect(row_of(page, "While he is here")).to_be_visible()
    wait_for(lambda: holder(olga, first) == member)

    # Half an hour without a move: what the page does by itself, a line that slept included, is none.
    page.clock.fast_forward("31:00")
    expect(page.get_by_text("Нет связи")).to_have_count(0)

    def is_idle() -> bool:
        age(server, member)  # the line may be on its way back, and with it he is there anew
        return page.get_by_text(IDLE).is_visible()

    wait_for(is_idle)
    pyotr.check_accessible()
    wait_for(lambda: holder(olga, first) is None)
    second.come()
    second.say("While he is away")
    expect(row_of(olga.page, "While he is away")).to_be_visible()
    page.clock.fast_forward("10:00")
    expect(row_of(page, "While he is away")).to_be_visible()
    olga.page.keyboard.press("KeyJ")
    olga.page.keyboard.press("KeyA")
    expect(olga.page.get_by_role("option", name="Pyotr")).to_contain_text("away, nothing moves")
    olga.page.keyboard.press("Escape")
    assert [holder(olga, each) for each in (first, second)] == [None, None]
    expect(page.get_by_text(IDLE)).to_be_visible()

    # A laptop that wakes: the line is found dead, and the first move comes before it is back.
    page.clock.fast_forward("02:00")
    page.mouse.move(300, 300)
    expect(page.get_by_text(IDLE)).to_have_count(0)
    wait_for(lambda: [holder(olga, each) for each in (first, second)] == [member, member])
    assert pyotr.complaints == []
