"""How pages that letters lead to look: bare, without scripts, in light and in dark. Pure."""

import html
from typing import Final

from otklik.infra.translations import Language
from otklik.intake.door_http import Answer
from otklik.messaging.design.theme import Theme

CSP: Final = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
ACCENT: Final = "#2f5fd0"
_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;display:grid;"
    "place-items:center;min-height:100vh;background:Canvas;color:CanvasText}main{box-sizing:border-box;"
    "width:100%;max-width:32rem;padding:1.5rem;overflow-wrap:anywhere}"
    "h1{font-size:1.375rem;line-height:1.25;margin:0 0 .75rem}p{margin:0 0 1rem}label{display:flex;gap:.5rem;"
    "padding:.375rem 0}button{font:inherit;font-weight:600;padding:.625rem 1.25rem;margin-top:.75rem;"
    "border:0;border-radius:.5rem;cursor:pointer}button.plain{background:none;"
    "color:inherit;text-decoration:underline;padding-left:0;font-weight:400}a{color:inherit}"
    ".from{font-weight:600;margin:0 0 1.5rem}.quiet{opacity:.75;font-size:.875rem}"
    "fieldset{border:1px solid color-mix(in srgb,CanvasText 18%,Canvas);border-radius:.75rem;margin:0 0 1rem;"
    "padding:.25rem 1rem .5rem;min-width:0}legend{padding:0 .375rem;font-size:.875rem;opacity:.8}"
    ".box{padding:.75rem 0;gap:.75rem;cursor:pointer}"
    ".box~.box{border-top:1px solid color-mix(in srgb,CanvasText 12%,Canvas)}"
    ".box input{flex:none;width:1.25rem;height:1.25rem;margin:.125rem 0 0}.box span{display:block}"
    ".done{border-radius:.75rem;padding:.75rem 1rem;margin:0 0 1rem;"
    "background:color-mix(in srgb,CanvasText 8%,Canvas)}.done p{margin:0}"
    ".done button{margin:0;padding:.25rem 0}"
)


def write_page(language: Language, title: str, body: str, *, accent: str = ACCENT) -> str:
    """A whole page; `body` is HTML, `accent` the colour of its buttons (`#rrggbb`)."""
    own = (
        f"button{{background:{accent};color:{Theme(accent=accent).on_accent}}}input{{accent-color:{accent}}}"
    )
    head = (
        f'<meta charset="utf-8"><title>{html.escape(title)}</title><meta name="robots" content="noindex">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{own}{_STYLE}</style>"
    )
    return (
        f'<!doctype html><html lang="{language}"><head>{head}</head><body><main>{body}</main></body></html>'
    )


def say(text: str, **values: str) -> str:
    """A text of ours with values that strangers wrote, as HTML."""
    return html.escape(text).format(**{name: html.escape(value) for name, value in values.items()})


def answer_page(text: str, status: int = 200) -> Answer:
    """A page that nobody keeps, and that tells nobody where its reader came from."""
    body = text.encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", CSP.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store, private"),
        (b"referrer-policy", b"no-referrer"),
    ]
    return Answer(status, body, headers)
