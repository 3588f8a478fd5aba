"""What every route shares: the shop's state, the page around an answer, and the visit behind a cookie."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from otklik.demo.catalogue import Language
from otklik.demo.shop.layout import Page
from otklik.demo.shop.visits import Account, Bounded, Visit
from otklik.demo.standard_events import JsonValue, Properties

VISIT_COOKIE: Final = "tea_visit"
LANGUAGE_COOKIE: Final = "tea_language"
_MAX_VISITS: Final = 10_000
_MAX_ACCOUNTS: Final = 1_000
_YEAR_S: Final = 31_536_000
_SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class Desk:
    """The shop's settings and memory. `write_key` empty means that no tracker is put on the pages."""

    otklik_url: str
    write_key: str
    visits: Bounded[Visit] = field(default_factory=lambda: Bounded(_MAX_VISITS))
    accounts: Bounded[Account] = field(default_factory=lambda: Bounded(_MAX_ACCOUNTS))

    def policy(self) -> str:
        """Content security policy: our own files, the tracker's origin, and the line of its chat."""
        tracker = f" {self.otklik_url}" if self.write_key else ""
        line = tracker.replace("http", "ws", 1)
        return (
            f"default-src 'self'; script-src 'self'{tracker}; connect-src 'self'{tracker}{line};"
            f" img-src 'self' data:{tracker};"
            " frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
        )


def desk_of(request: Request) -> Desk:
    """The shop that serves this request."""
    desk: Desk = request.app.state.desk
    return desk


def shop_url(request: Request) -> str:
    """The shop's own origin as the visitor typed it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def find_visit(request: Request) -> Visit:
    """The visit behind the cookie, or an empty one that is not kept until `keep_visit`."""
    return desk_of(request).visits.find(request.cookies.get(VISIT_COOKIE, "")) or Visit()


def keep_visit(request: Request, visit: Visit, response: Response) -> Response:
    """Store the visit under the browser's cookie, giving it one when it has none that we know."""
    desk = desk_of(request)
    key = request.cookies.get(VISIT_COOKIE, "")
    if desk.visits.find(key) is None:
        key = secrets.token_urlsafe(16)
        response.set_cookie(VISIT_COOKIE, key, max_age=_YEAR_S, httponly=True, samesite="lax")
    desk.visits.store(key, visit)
    return response


def language_of(request: Request) -> Language:
    """The language asked for in the address, else chosen before, else preferred by the browser."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in set(Language):
        return Language(chosen)
    preferred = request.headers.get("accept-language", "").strip().lower()
    return Language.RU if preferred.startswith("ru") else Language.EN


def track(event: str, properties: Properties) -> JsonValue:
    """A `track` call for the page's tracker."""
    return ["track", event, properties]


def open_page(request: Request, visit: Visit, *calls: JsonValue) -> Page:
    """The page's frame; it takes the calls that the request before left, and adds `calls` of this one."""
    desk = desk_of(request)
    account = desk.accounts.find(visit.email) if visit.email else None
    return Page(
        language=language_of(request),
        path=request.url.path,
        otklik_url=desk.otklik_url,
        write_key=desk.write_key,
        cart_count=sum(visit.cart.values()),
        account_name=account.name if account else None,
        calls=[*visit.take_calls(), *calls],
    )


def answer(request: Request, html: str, *, status: int = 200) -> Response:
    """A page with its policy; a language chosen in the address is remembered."""
    headers = {
        "Content-Security-Policy": desk_of(request).policy(),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
    response = HTMLResponse(html, status, headers)
    if "lang" in request.query_params:
        response.set_cookie(LANGUAGE_COOKIE, language_of(request).value, max_age=_YEAR_S, samesite="lax")
    return response


def go_to(path: str) -> Response:
    """Send the browser on after a form, so that a reload repeats nothing."""
    return RedirectResponse(path, _SEE_OTHER)


async def read_form(request: Request) -> dict[str, str]:
    """The text fields of a form, trimmed; files are left out."""
    form = await request.form(max_files=0, max_fields=20)
    return {key: value.strip() for key, value in form.items() if isinstance(value, str)}
