"""What tests of the admin do again and again: sign in, send events, read letters."""

import re
import time
from collections.abc import Mapping

import httpx
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import OWNER, PASSWORD, SAFE, Visit
from tests.integration.infra.installation import wait_for

COLLEAGUE = "colleague@shop.example"


def call(visit: Visit, method: str, path: str, data: Mapping[str, object] | None = None) -> dict[str, object]:
    """The API, as the signed-in member of the window."""
    headers = {**SAFE, "Origin": visit.url}
    answer = visit.context.request.fetch(
        f"{visit.url}/api/v1{path}", method=method, data=dict(data) if data else None, headers=headers
    )
    assert answer.ok, answer.text()
    found: dict[str, object] = answer.json() if answer.body() else {}
    return found


def write_key(visit: Visit) -> str:
    answer = visit.context.request.get(f"{visit.url}/api/v1/write-keys")
    assert answer.ok, answer.text()
    return str(answer.json()["items"][0]["key"])


def send(visit: Visit, *items: dict[str, object]) -> None:
    """Hand events to the public door, as a site's server does."""
    answer = httpx.post(f"{visit.url}/v1/batch", json={"batch": list(items)}, auth=(write_key(visit), ""))
    assert answer.status_code == 200, answer.text


def find_person(visit: Visit, search: str) -> str:
    """The id of the person whom People finds by these words, as soon as what was sent of him has arrived."""
    found: list[str] = []

    def is_here() -> bool:
        answer = call(visit, "POST", "/profiles/search", {"search": search})["items"]
        assert isinstance(answer, list)
        found[:] = [str(each["id"]) for each in answer]
        return bool(found)

    wait_for(is_here)
    return found[0]


def type_password(
    visit: Visit, *, email: str = OWNER, password: str = PASSWORD, language: str = "en"
) -> Page:
    """Fill and send the sign-in page; a password alone leads to the overview."""
    page = visit.go("/sign-in")
    page.get_by_label("Эл. почта" if language == "ru" else "Email").fill(email)
    page.get_by_label("Пароль" if language == "ru" else "Password", exact=True).fill(password)
    page.get_by_role("button", name="Войти" if language == "ru" else "Sign in").click()
    return page


def sign_in(visit: Visit, *, email: str = OWNER, password: str = PASSWORD) -> Page:
    """A session as the sign-in page makes one; no page is open yet."""
    headers = {**SAFE, "Origin": visit.url}
    answer = visit.context.request.post(
        f"{visit.url}/api/v1/sign-in", data={"email": email, "password": password}, headers=headers
    )
    assert answer.ok, answer.text()
    return visit.page


def join(owner: Visit) -> None:
    """Pyotr becomes an operator of the shop, without the pages that ask him in."""
    call(owner, "POST", "/team/invitations", {"email": COLLEAGUE, "role": "operator"})
    found: list[str] = []

    def has_come() -> bool:
        for letter in owner.context.request.get(f"{owner.url}/api/v1/mailbox").json()["items"]:
            text = owner.context.request.get(f"{owner.url}/api/v1/mailbox/{letter['id']}").json()["text"]
            found.extend(re.findall(r"/invitations/([\w.-]+)", text))
        return bool(found)

    wait_for(has_come)
    accepted = httpx.post(
        f"{owner.url}/api/v1/invitations/by-token/{found[0]}",
        json={"name": "Pyotr", "password": PASSWORD},
        headers=SAFE,
    )
    assert accepted.is_success, accepted.text


def choose_language(visit: Visit, language: str) -> None:
    """The member's own language, as the account menu saves it."""
    call(visit, "PATCH", "/me", {"language": language})


def person(email: str) -> dict[str, object]:
    name = email.split("@", maxsplit=1)[0]
    return {
        "type": "identify",
        "userId": name,
        "traits": {"email": email, "name": name.title()},
        "messageId": f"{name}-{time.time_ns()}",
    }


def event(user: str, name: str, **properties: object) -> dict[str, object]:
    message_id = f"{user}-{name}-{time.time_ns()}"
    return {"type": "track", "userId": user, "event": name, "properties": properties, "messageId": message_id}


def letter_link(visit: Visit, page: Page, kind: str = "invitations") -> str:
    """The address that the opened letter asks to follow."""
    expect(page).to_have_url(re.compile(r"/mailbox/\d+$"))
    answer = visit.context.request.get(f"{visit.url}/api/v1/mailbox/{page.url.rsplit('/', 1)[1]}")
    found = re.search(rf"https?://\S*/{kind}/[\w.-]+", answer.json()["text"])
    assert found is not None, answer.text()
    return found.group()
