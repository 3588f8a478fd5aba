"""UTM marks in links of messages that lead to the workspace's own sites (docs/reference/utm.md). Pure.

A link that has a mark of its own stays as it was written: somebody chose it. Whatever leads elsewhere is
nobody's business of ours.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from otklik.kit.slugs import make_slug
from otklik.letters.tracking import Link, add_parameters, put_links, read_page
from otklik.messaging.contracts import Channel
from otklik.messaging.schemas_settings import UtmRule
from otklik.messaging.site.marking import FIELD, MAX_VALUE, NAMES
from otklik.messaging.templates import service as templates

_MEDIA: Final = {Channel.EMAIL: "email", Channel.CHAT: "chat", Channel.POPUP: "popup", Channel.FORM: "popup"}
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
_TAIL: Final = ".,;:!?)]}»”"
_LINKS: Final = ("url", "href")


class Marks(msgspec.Struct, frozen=True):
    """What is put into links, and into which."""

    parameters: Mapping[str, str]
    sites: Collection[str]

    def put(self, url: str) -> str:
        """The address with the marks, if it leads to a site of the workspace and has none of its own."""
        return add_parameters(url, self.parameters) if _is_ours(url, self.sites) else url


def make_marks(
    rule: UtmRule, channel: Channel, own: object, variables: Mapping[str, Any], *, name: str
) -> Marks | None:
    """The marks of one message to one person; None: none are put. Raises TemplateError.

    `own`: the content's field of that name, rendered; `name`: what the message is called.
    """
    said = own if isinstance(own, Mapping) else {}
    if not rule.is_on or not rule.sites or said.get("is_on") is False or channel not in _MEDIA:
        return None
    usual = {"source": rule.source, "medium": rule.medium, "campaign": rule.campaign, "content": rule.content}
    defaults = {"source": "otklik", "medium": _MEDIA[channel], "campaign": make_slug(name), "content": ""}
    parameters = {}
    for each in NAMES:
        value = str(said.get(each) or "") or templates.render(usual[each], variables)
        value = value.strip()[:MAX_VALUE]
        parameters[f"utm_{each}"] = value or defaults[each]
    return Marks({key: value for key, value in parameters.items() if value}, rule.sites)


def mark_content(channel: Channel, content: Mapping[str, Any], marks: Marks | None) -> dict[str, Any]:
    """A rendered content with the marks in its links, and without the field that asked for them."""
    said = {name: value for name, value in content.items() if name != FIELD}
    if marks is None:
        return said
    if channel is Channel.EMAIL:
        if said.get("html"):
            said["html"] = _mark_page(said["html"], marks)
        if said.get("text"):
            said["text"] = mark_text(said["text"], marks)
    elif channel is Channel.CHAT:
        said["text"] = mark_text(said["text"], marks)
    elif channel in {Channel.POPUP, Channel.FORM}:
        said["pages"] = [
            {**page, "blocks": [_mark_block(block, marks) for block in page["blocks"]]}
            for page in said["pages"]
        ]
    return said


def mark_text(words: str, marks: Marks) -> str:
    """A plain text with the marks in the addresses that stand in it."""

    def put(found: re.Match[str]) -> str:
        url = found[0].rstrip(_TAIL)
        return marks.put(url) + found[0][len(url) :]

    return _ADDRESS.sub(put, words)


def _mark_page(page: str, marks: Marks) -> str:
    def write(link: Link) -> str:
        return marks.put(link.url)

    return put_links(page, read_page(page), write)


def _mark_block(block: Mapping[str, Any], marks: Marks) -> dict[str, Any]:
    """Where a button or a picture leads; a picture's own address (`url`) is none."""
    names = ("href",) if block.get("kind") == "picture" else _LINKS
    return {
        name: marks.put(value) if name in names and isinstance(value, str) else value
        for name, value in block.items()
    }


def _is_ours(url: str, sites: Collection[str]) -> bool:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if parts.scheme.lower() not in {"http", "https"} or not any(
        host == site or host.endswith(f".{site}") for site in sites
    ):
        return False
    return not any(
        name.lower().startswith("utm_") for name, _ in parse_qsl(parts.query, keep_blank_values=True)
    )
