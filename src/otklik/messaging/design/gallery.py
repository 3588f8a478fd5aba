"""Ready letters: files of this package, read once; each in Russian and English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

import msgspec

from otklik.messaging.design.words import CHOOSE

Language: TypeAlias = Literal["ru", "en"]
Json: TypeAlias = Any

NAMES: Final = (
    *("welcome", "cart_1", "cart_2", "cart_3", "browse", "receipt", "review", "replenishment"),
    *("birthday", "win_back", "digest", "announcement"),
)
"""In the order in which they are offered."""
SITE: Final = "{site}"
"""In links: the address of the workspace's own site."""
EXAMPLE_SITE: Final = "https://example.com"

_HEAD: Final[Mapping[str, Json]] = {"kind": "heading", "text": "{{ workspace.name }}", "size": 3}
_LEAVE: Final[Mapping[Language, str]] = {"ru": "Отписаться", "en": "Unsubscribe"}


class Template(msgspec.Struct, frozen=True):
    """A ready letter in one language. `group`: `begin`, `shop`, `keep`."""

    key: str
    group: str
    name: str
    text: str
    content: Mapping[str, Json]


def list_templates(language: Language, *, site: str = EXAMPLE_SITE) -> list[Template]:
    """All of them, in the order in which they are offered."""
    return [read_template(name, language, site=site) for name in NAMES]


def read_template(name: str, language: Language, *, site: str = EXAMPLE_SITE) -> Template:
    """One of NAMES, its links leading to `site`."""
    source = _read_file(name)
    spoken = _in_language(source, language, site.rstrip("/"))
    blocks = [_HEAD, *spoken["blocks"], _make_foot(spoken, language)]
    design = {"language": language, "theme": spoken["theme"], "blocks": blocks}
    content = {"subject": spoken["subject"], "preheader": spoken["preheader"], "design": design}
    return Template(name, source["group"], spoken["name"], spoken["text"], content)


def _make_foot(spoken: Mapping[str, Json], language: Language) -> dict[str, Json]:
    """Why he gets it, and the way out; a letter of service has none."""
    why = f"<p>{spoken['reason']}</p>"
    if spoken.get("is_service"):
        return {"kind": "text", "html": why, "size": "small", "padding": 16}
    return {"kind": "footer", "html": why, "choose": CHOOSE[language], "leave": _LEAVE[language]}


@cache
def _read_file(name: str) -> Mapping[str, Json]:
    return tomllib.loads(files(__package__).joinpath("gallery_letters", f"{name}.toml").read_text("utf-8"))


def _in_language(value: Json, language: Language, site: str) -> Json:
    """`{ru, en}` anywhere becomes the text of the language."""
    if isinstance(value, str):
        return value.strip().replace(SITE, site)
    if isinstance(value, list):
        return [_in_language(each, language, site) for each in value]
    if isinstance(value, dict):
        if value.keys() == {"ru", "en"}:
            return _in_language(value[language], language, site)
        return {key: _in_language(each, language, site) for key, each in value.items()}
    return value
