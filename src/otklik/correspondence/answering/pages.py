"""The look of a letter about a conversation: lean HTML and its text. Pure; what people write is escaped."""

import html
import re
from collections.abc import Sequence
from typing import Final

import msgspec

_LINK: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]»”]")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_DEFAULT_COLOR: Final = "#2f6fed"
_LIGHT: Final = 0.62
_HIDDEN: Final = "display:none;max-height:0;overflow:hidden;mso-hide:all"
_STYLE: Final = (
    "body{margin:0;padding:0;background:#f4f5f7}a{color:inherit}"
    "@media (prefers-color-scheme:dark){body,.bg{background:#17181b!important}"
    ".sheet{background:#222428!important}.ink{color:#eceef1!important}.dim{color:#a3a8b0!important}"
    ".said{background:#2d3036!important}}"
    "@media (max-width:600px){.sheet{padding:20px 16px!important}}"
)
_SAID: Final = "background:#f1f3f6;border-radius:10px;padding:10px 14px;"
_DOT: Final = "display:inline-block;width:10px;height:10px;border-radius:5px"
_FONT: Final = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"


class File(msgspec.Struct, frozen=True):
    """A file of a message; `url` None: it hangs at the letter."""

    name: str
    url: str | None = None


class Line(msgspec.Struct, frozen=True):
    """One message as a letter shows it. `is_theirs`: the reader's own; `may_link`: addresses become links."""

    name: str
    at: str
    body: str
    picture: str | None = None
    files: Sequence[File] = ()
    is_theirs: bool = False
    may_link: bool = False


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A whole letter. `facts`: (name, words, address) above the messages; `notes`: small lines at the end."""

    language: str
    brand: str
    color: str
    lines: Sequence[Line]
    facts: Sequence[tuple[str, str, str]] = ()
    button: tuple[str, str] | None = None
    hint: str = ""
    earlier: Sequence[Line] = ()
    earlier_title: str = ""
    files_title: str = ""
    notes: Sequence[str] = ()
    pixel: str = ""


def write_page(page: Page) -> str:
    """The HTML."""
    color = page.color if _COLOR.fullmatch(page.color) else _DEFAULT_COLOR
    preheader = " ".join(" ".join(line.body for line in page.lines).split())[:120]
    inner = "".join(
        (
            *(_fact(*fact) for fact in page.facts),
            *(_line(line, color, page.files_title) for line in page.lines),
            _button(page.button, color),
            f'<p class="ink" style="margin:16px 0 0;{_FONT};font-size:14px;line-height:20px;color:#1d2026">'
            f"{_escape(page.hint)}</p>"
            if page.hint
            else "",
            _earlier(page, color),
        )
    )
    notes = "<br>".join(_escape(note) for note in page.notes if note)
    picture = (
        f'<img src="{_escape(page.pixel)}" width="1" height="1" alt="" style="display:block;border:0">'
        if page.pixel
        else ""
    )
    return (
        f'<!doctype html><html lang="{page.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{_escape(page.brand)}</title><style>{_STYLE}</style></head>"
        '<body class="bg" style="margin:0;background:#f4f5f7">'
        f'<div style="{_HIDDEN}">{_escape(preheader)}</div>'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" '
        'style="padding:24px 8px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        f'style="max-width:560px"><tr><td style="padding:0 4px 12px;{_FONT};font-size:15px;font-weight:600" '
        f'class="ink"><span style="{_DOT};background:{color}"></span>&nbsp; {_escape(page.brand)}</td></tr>'
        '<tr><td class="sheet" style="background:#ffffff;border-radius:12px;padding:28px">'
        f'{inner}</td></tr><tr><td class="dim" style="padding:14px 4px;{_FONT};font-size:12px;'
        f'line-height:18px;color:#6b7078">{notes}</td></tr></table></td></tr></table>{picture}</body></html>'
    )


def write_text(page: Page, *, quoted: str = "") -> str:
    """The same for who reads without HTML; `quoted`: the tail of what is answered."""
    blocks = [f"{name}: {words}{f' ({url})' if url else ''}" for name, words, url in page.facts]
    if len({line.name for line in page.lines}) > 1 or page.facts:
        blocks += [f"{line.name}, {line.at}\n{_text_of(line)}" for line in page.lines]
    else:
        blocks += [_text_of(line) for line in page.lines]
    if page.button:
        blocks.append(f"{page.button[0]}: {page.button[1]}")
    if page.hint:
        blocks.append(page.hint)
    if quoted:
        blocks.append(quoted)
    if page.notes:
        blocks.append("\n".join(("-- ", *(note for note in page.notes if note))))
    return "\n\n".join(blocks) + "\n"


def quote(lines: Sequence[Line], title: str) -> str:
    """Messages as a mail program quotes them."""
    said = "\n\n".join(_text_of(line) for line in lines)
    return f"{title}\n" + "\n".join(f"> {each}".rstrip() for each in said.split("\n")) if said else ""


def _text_of(line: Line) -> str:
    files = [f"[{file.name}]{f' {file.url}' if file.url else ''}" for file in line.files]
    return "\n".join([*([line.body] if line.body else []), *files])


def _fact(name: str, words: str, url: str) -> str:
    shown = f'<a href="{_escape(url)}">{_escape(words)}</a>' if _is_web(url) else _escape(words)
    return (
        f'<p class="dim" style="margin:0 0 6px;{_FONT};font-size:13px;line-height:18px;color:#6b7078">'
        f"{_escape(name)}: {shown}</p>"
    )


def _line(line: Line, color: str, files_title: str) -> str:
    files = "".join(_file(file) for file in line.files)
    tail = (
        f'<p class="dim" style="margin:8px 0 0;{_FONT};font-size:13px;line-height:20px;color:#6b7078">'
        f"{_escape(files_title)}: {files}</p>"
        if files
        else ""
    )
    ground, kind = ("", "ink") if line.is_theirs else (_SAID, "said ink")
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:12px 0"><tr>'
        f'<td width="44" valign="top">{_face(line, color)}</td><td valign="top">'
        f'<p class="dim" style="margin:0 0 4px;{_FONT};font-size:13px;color:#6b7078">'
        f'<b class="ink" style="color:#1d2026">{_escape(line.name)}</b>&nbsp; {_escape(line.at)}</p>'
        f'<div class="{kind}" style="{ground}'
        f'{_FONT};font-size:15px;line-height:22px;color:#1d2026;word-break:break-word">{_body(line)}</div>{tail}'
        "</td></tr></table>"
    )


def _file(file: File) -> str:
    name = _escape(file.name)
    return f'<a href="{_escape(file.url)}">{name}</a> ' if file.url and _is_web(file.url) else f"{name} "


def _body(line: Line) -> str:
    """The words with their line breaks; only who is trusted may have links in them."""
    if not line.may_link:
        return _escape(line.body).replace("\n", "<br>")
    pieces, end = [], 0
    for found in _LINK.finditer(line.body):
        address = _escape(found[0])
        pieces += [_escape(line.body[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*pieces, _escape(line.body[end:])]).replace("\n", "<br>")


def _face(line: Line, color: str) -> str:
    if line.picture:
        return (
            f'<img src="{_escape(line.picture)}" width="36" height="36" alt="" '
            'style="display:block;border-radius:18px">'
        )
    ground = "#9aa1ab" if line.is_theirs else color
    return (
        f'<div style="width:36px;height:36px;border-radius:18px;background:{ground};'
        f'color:{_ink_on(ground)};{_FONT};font-size:15px;line-height:36px;text-align:center">{_escape(line.name[:1].upper())}</div>'
    )


def _button(button: tuple[str, str] | None, color: str) -> str:
    if button is None:
        return ""
    words, url = button
    return (
        f'<p style="margin:20px 0 0"><a href="{_escape(url)}" style="display:inline-block;background:{color};'
        f"color:{_ink_on(color)};{_FONT};font-size:15px;font-weight:600;text-decoration:none;"
        f'padding:11px 20px;border-radius:8px">{_escape(words)}</a></p>'
    )


def _earlier(page: Page, color: str) -> str:
    """What was said before, as mail programs fold it."""
    if not page.earlier:
        return ""
    lines = "".join(_line(line, color, page.files_title) for line in page.earlier)
    return (
        f'<p class="dim" style="margin:24px 0 0;{_FONT};font-size:13px;color:#6b7078">'
        f"{_escape(page.earlier_title)}</p>"
        '<blockquote type="cite" style="margin:8px 0 0;padding:0 0 0 12px;border-left:2px solid #d4d8de">'
        f"{lines}</blockquote>"
    )


def _ink_on(color: str) -> str:
    """Black or white, whichever is read on it."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return "#1d2026" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > _LIGHT else "#ffffff"


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _escape(text: str | None) -> str:
    return html.escape(text or "", quote=True)
