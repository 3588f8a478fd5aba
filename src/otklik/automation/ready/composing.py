"""Letters of the catalogue: plain words with a little markup become HTML and text. Pure.

Paragraphs are parted by empty lines. `- ` begins a line of a list, `**words**` are bold, a paragraph
`[[words|address]]` is a button. Liquid stays as it is written.
"""

import html
import re
from typing import Final

_LIQUID: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_BUTTON: Final = re.compile(r"^\[\[(?P<words>.+?)\|(?P<address>.+)\]\]$")
_BOLD: Final = re.compile(r"\*\*(.+?)\*\*")
_PAGE: Final = (
    "max-width:560px;margin:0 auto;padding:24px 16px;color:#1b1f25;"
    "font:16px/1.55 -apple-system,'Segoe UI',Roboto,Arial,sans-serif"
)
_LINK: Final = (
    "display:inline-block;padding:12px 22px;border-radius:8px;background:#4653c9;color:#ffffff;"
    "text-decoration:none;font-weight:600"
)
_FOOT: Final = "margin:32px 0 0;font-size:13px"
_LEAVE: Final = "{{ unsubscribe_url }}"
"""Without it no promotional letter leaves."""
_ITEM: Final = "- "


def compose_letter(*, subject: str, preheader: str, body: str, leave: str) -> dict[str, str]:
    """The content of a letter: `subject`, `preheader`, `html` and `text`; `leave`: words of the way out."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", body.strip())]
    page = "\n".join(_to_html(part) for part in parts)
    foot = f'<p style="{_FOOT}"><a href="{_LEAVE}" style="color:#767d88">{_escape(leave)}</a></p>'
    return {
        "subject": subject,
        "preheader": preheader,
        "html": f'<div style="{_PAGE}">\n{page}\n{foot}\n</div>',
        "text": "\n\n".join([*(_to_text(part) for part in parts), f"{leave}: {_LEAVE}"]),
    }


def _to_html(part: str) -> str:
    button = _BUTTON.match(part)
    if button:
        address = _escape(button["address"], is_quoted=True)
        link = f'<a href="{address}" style="{_LINK}">{_escape(button["words"])}</a>'
        return f'<p style="margin:24px 0">{link}</p>'
    lines = part.splitlines()
    if any(line.startswith(_ITEM) for line in lines):
        items = "\n".join(_item(line) for line in lines)
        return f'<ul style="margin:0 0 16px;padding-left:20px">\n{items}\n</ul>'
    return f'<p style="margin:0 0 16px">{"<br>".join(_words(line) for line in lines)}</p>'


def _item(line: str) -> str:
    """A line of a list; a line of Liquid alone (a loop, a condition) goes round the lines."""
    return f"<li>{_words(line.removeprefix(_ITEM))}</li>" if line.startswith(_ITEM) else line


def _words(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", _escape(text))


def _escape(text: str, *, is_quoted: bool = False) -> str:
    """Signs that HTML means something by, in words; Liquid is left alone, its values are escaped later."""
    parts = _LIQUID.split(text)
    return "".join(part if _LIQUID.fullmatch(part) else html.escape(part, quote=is_quoted) for part in parts)


def _to_text(part: str) -> str:
    button = _BUTTON.match(part)
    if button:
        return f"{button['words']}: {button['address']}"
    return _BOLD.sub(r"\1", part)
