"""Our addresses in letters about conversations: the picture of opening, the link back (ADR 22). Pure."""

from typing import Final
from urllib.parse import urlsplit

import msgspec

from otklik.infra.secrets import Secrets
from otklik.letters.marks import Use, make_mark, read_mark

PATH: Final = "/t/"
FRAGMENT: Final = "otklik-talk="
"""Behind the # of the site's address: browsers send it to nobody."""
_PURPOSE: Final = "letters"


class TalkVisit(msgspec.Struct, frozen=True):
    """An address of ours that was called."""

    letter_id: int
    is_picture: bool


class TalkLinks:
    """Makes and reads the addresses of one installation."""

    __slots__ = ("_base", "_secrets")

    def __init__(self, secrets: Secrets, public_url: str) -> None:
        self._secrets = secrets
        self._base = f"{public_url}{PATH}"

    def picture_url(self, letter_id: int) -> str:
        """Of the picture that says that a letter was opened."""
        return f"{self._base}{make_mark(self._mac, Use.TALK_OPEN, letter_id)}.gif"

    def back_url(self, letter_id: int) -> str:
        """Of the link back to the conversation."""
        return f"{self._base}{make_mark(self._mac, Use.TALK_BACK, letter_id)}"

    def read(self, path: str) -> TalkVisit | None:
        """What was called; None: nothing of ours, or somebody has changed it."""
        mark = path.removeprefix(PATH)
        if mark.endswith(".gif"):
            found = read_mark(self._mac, Use.TALK_OPEN, mark.removesuffix(".gif"))
            return None if found is None else TalkVisit(found, is_picture=True)
        found = self.read_back(mark)
        return None if found is None else TalkVisit(found, is_picture=False)

    def read_back(self, mark: str) -> int | None:
        """The letter of a link back's mark."""
        return read_mark(self._mac, Use.TALK_BACK, mark)

    def _mac(self, data: bytes) -> bytes:
        return self._secrets.mac(data, purpose=_PURPOSE)


def choose_page(site: str, page: str) -> str:
    """Where a link back leads: the page he wrote on if it is of the site's host, else the site; "": nowhere.

    A page's address is the visitor's own word: a foreign host would make us lead others there.
    """
    home, there = _split(site), _split(page)
    if not home:
        return ""
    if there and there[0] == home[0]:
        return page.partition("#")[0]
    return site.partition("#")[0]


def _split(address: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.netloc.lower(), parts.path
