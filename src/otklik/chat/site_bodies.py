"""What browsers send about messages on their page, forms and triggers."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from otklik.chat.bodies import Address, Page
from otklik.chat.site_keys import MAX_CHARS

SiteKey = Annotated[str, Meta(min_length=1, max_length=MAX_CHARS)]
Word = Annotated[str, Meta(max_length=60)]
Place = Annotated[str, Meta(max_length=60)]
MAX_FIELDS = 100
MAX_DETAILS = 20


class Told(msgspec.Struct, frozen=True):
    """What became of a popup or form."""

    key: SiteKey
    heard: Literal["claim", "delivered", "shown", "clicked", "closed"]
    tab: Annotated[str, Meta(max_length=40)] = ""
    block: Place = ""
    url: Address = ""


class ToldOfChat(msgspec.Struct, frozen=True):
    """What became of a chat message."""

    key: SiteKey
    heard: Literal["delivered", "read", "clicked"]
    url: Address = ""


class Form(msgspec.Struct, frozen=True):
    """A page of a form."""

    key: SiteKey
    client_key: Annotated[str, Meta(min_length=1, max_length=40)]
    page_id: Word
    fields: Annotated[dict[str, Any], Meta(max_length=MAX_FIELDS)] = {}
    consents: Annotated[tuple[Place, ...], Meta(max_length=MAX_FIELDS)] = ()
    answer: Annotated[str, Meta(max_length=5_000)] = ""
    finished: bool = False
    page: Page | None = None


class Fired(msgspec.Struct, frozen=True):
    """A trigger that came true in a browser."""

    trigger: Annotated[str, Meta(min_length=1, max_length=100)]
    view: Annotated[str, Meta(min_length=1, max_length=64)]
    page: Page | None = None
    details: Annotated[dict[str, Any], Meta(max_length=MAX_DETAILS)] = {}
