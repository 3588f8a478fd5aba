"""HTML as values: a text is escaped unless it is `Html` already, so data cannot break a page."""

from collections.abc import Iterable
from html import escape
from typing import Final, TypeAlias


class Html(str):
    """A text that is markup and needs no escaping."""

    __slots__ = ()


Node: TypeAlias = "str | Iterable[Node] | None"
Attribute: TypeAlias = str | int | bool | None

_VOID: Final = frozenset({"br", "img", "input", "link", "meta", "hr"})


def render(node: Node) -> Html:
    """Markup of a text, a list of nodes, or nothing."""
    if node is None:
        return Html()
    if isinstance(node, Html):
        return node
    if isinstance(node, str):
        return Html(escape(node))
    return Html("".join(render(child) for child in node))


def _attribute(name: str, value: Attribute) -> str:
    name = name.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def el(name: str, /, *children: Node, **attributes: Attribute) -> Html:
    """One element: `el("a", "Home", href="/", class_="link", data_id=5)`; `None` and `False` leave out."""
    head = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Html(head if name in _VOID else f"{head}{render(children)}</{name}>")
