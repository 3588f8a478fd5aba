"""What browsers send to the chat."""

from typing import Annotated

import msgspec
from msgspec import Meta

from otklik.inbox.contracts import MAX_BODY

Id = Annotated[int, Meta(ge=1, le=(1 << 53) - 1)]
Key = Annotated[str, Meta(min_length=1, max_length=40)]
Text = Annotated[str, Meta(max_length=MAX_BODY)]
Address = Annotated[str, Meta(max_length=4_096)]
Name = Annotated[str, Meta(max_length=1_024)]


class Page(msgspec.Struct, frozen=True):
    """Where he is."""

    url: Address = ""
    title: Name = ""


class User(msgspec.Struct, frozen=True):
    """Who he is by the site's word, with its proof."""

    user_id: Annotated[str, Meta(max_length=255)]
    hash: Annotated[str, Meta(max_length=128)] = ""
    jwt: Annotated[str, Meta(max_length=4_096)] = ""


class Hello(msgspec.Struct, frozen=True):
    """The first word of a browser."""

    write_key: Annotated[str, Meta(max_length=200)]
    anonymous_id: Annotated[str, Meta(min_length=1, max_length=255)]
    token: Annotated[str, Meta(max_length=400)] | None = None
    user: User | None = None
    page: Page | None = None
    language: Annotated[str, Meta(max_length=40)] | None = None


class Message(msgspec.Struct, frozen=True):
    """A message; without a conversation it begins one. `reply_to`: key of the chat message it answers."""

    client_key: Key
    body: Text = ""
    conversation_id: Id | None = None
    files: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    page: Page | None = None
    reply_to: Annotated[str, Meta(max_length=100)] = ""


class Question(msgspec.Struct, frozen=True):
    """What changed after a number, asked by a browser that gets no socket through; `wait` in seconds.

    `known`: sends of the page that it has already.
    """

    after: Annotated[int, Meta(ge=0, le=(1 << 53) - 1)] = 0
    wait: Annotated[float, Meta(ge=0)] = 0
    page: Page | None = None
    known: Annotated[tuple[Id, ...], Meta(max_length=200)] = ()


class Read(msgspec.Struct, frozen=True):
    """Up to which part he has read."""

    conversation_id: Id
    part: Annotated[int, Meta(ge=0, le=(1 << 53) - 1)]


class Typing(msgspec.Struct, frozen=True):
    """He is typing."""

    conversation_id: Id
    text: Text | None = None


class Contact(msgspec.Struct, frozen=True):
    """How to reach him."""

    email: Annotated[str, Meta(max_length=254, pattern=r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$")] | None = None
    phone: Annotated[str, Meta(max_length=40, pattern=r"^[+0-9().\s-]{5,40}$")] | None = None
    name: Annotated[str, Meta(max_length=200)] | None = None


class Enter(msgspec.Struct, frozen=True):
    """He comes by the link of a letter. `asked`: he says that he wants in; `anew`: he asks for a new link."""

    ticket: Annotated[str, Meta(max_length=60)]
    asked: bool = False
    anew: bool = False


class Transcript(msgspec.Struct, frozen=True):
    """He wants the whole talk by mail."""

    conversation_id: Id


class Rating(msgspec.Struct, frozen=True):
    """How it was."""

    conversation_id: Id
    score: Annotated[int, Meta(ge=1, le=5)]
    comment: Annotated[str, Meta(max_length=2_000)] = ""


class Frame(msgspec.Struct, frozen=True):
    """What comes over the socket: resume, ping, typing, page."""

    type: Annotated[str, Meta(max_length=20)]
    token: Annotated[str, Meta(max_length=400)] = ""
    after: Annotated[int, Meta(ge=0, le=(1 << 53) - 1)] = 0
    conversation_id: Id | None = None
    text: Text | None = None
    url: Address = ""
    title: Name = ""
