"""Routes of accounts and of the letter to the shop."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from otklik.demo.shop import forms
from otklik.demo.shop.endpoints_desk import (
    answer,
    desk_of,
    find_visit,
    go_to,
    keep_visit,
    open_page,
    read_form,
    track,
)
from otklik.demo.shop.visits import Account, Visit, has_password, make_account
from otklik.demo.standard_events import JsonValue

_MIN_PASSWORD: Final = 6


async def _show(request: Request) -> Response:
    return answer(request, forms.account_page(open_page(request, find_visit(request))))


def _refuse(request: Request, visit: Visit, complaint: str) -> Response:
    return answer(request, forms.account_page(open_page(request, visit), complaint), status=422)


def _enter(request: Request, visit: Visit, account: Account, event: str) -> Response:
    traits: JsonValue = {"$name": account.name, "$email": account.email}
    visit.email = account.email
    visit.calls += [["identify", account.user_id, traits], track(event, {})]
    return keep_visit(request, visit, go_to("/account"))


async def _sign_up(request: Request) -> Response:
    form = await read_form(request)
    visit, accounts = find_visit(request), desk_of(request).accounts
    name, email, password = form.get("name", ""), form.get("email", "").lower(), form.get("password", "")
    if not name or "@" not in email or len(password) < _MIN_PASSWORD:
        return _refuse(request, visit, "wrong_fields")
    if accounts.find(email):
        return _refuse(request, visit, "taken_email")
    account = await run_in_threadpool(make_account, name=name, email=email, password=password)
    accounts.store(account.email, account)
    return _enter(request, visit, account, "$registered")


async def _sign_in(request: Request) -> Response:
    form = await read_form(request)
    visit = find_visit(request)
    account = desk_of(request).accounts.find(form.get("email", "").lower())
    if account is None or not await run_in_threadpool(has_password, account, form.get("password", "")):
        return _refuse(request, visit, "wrong_sign_in")
    return _enter(request, visit, account, "$signed_in")


async def _sign_out(request: Request) -> Response:
    visit = find_visit(request)
    if visit.email is not None:
        visit.email = None
        visit.calls += [track("$signed_out", {}), ["reset"]]
    return keep_visit(request, visit, go_to("/account"))


async def _show_contact(request: Request) -> Response:
    page = open_page(request, find_visit(request))
    return answer(request, forms.contact_page(page, is_sent="sent" in request.query_params))


async def _write(request: Request) -> Response:
    form = await read_form(request)
    visit = find_visit(request)
    if form.get("name") and "@" in form.get("email", ""):
        traits: JsonValue = {"$name": form["name"], "$email": form["email"]}
        visit.calls.append(["identify", traits])
    visit.calls.append(track("question_asked", {"question": form.get("question", "")[:500]}))
    return keep_visit(request, visit, go_to("/contact?sent=1"))


ACCOUNT_ROUTES: Final = [
    Route("/account", _show),
    Route("/account/sign-up", _sign_up, methods=["POST"]),
    Route("/account/sign-in", _sign_in, methods=["POST"]),
    Route("/account/sign-out", _sign_out, methods=["POST"]),
    Route("/contact", _show_contact),
    Route("/contact", _write, methods=["POST"]),
]
