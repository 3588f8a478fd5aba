"""Pictures that a letter brings with it, put into its page: a look at it asks nobody for them. Pure."""

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Final

import nh3

from otklik.letters.contracts import Attachment
from otklik.letters.reading.contracts import ReceivedFile

_CID: Final = re.compile(r"""(?<=src=")cid:([^"]{1,500})(?=")""", re.IGNORECASE)
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
_MOST_PICTURES: Final = 8 * 1024 * 1024
_NOTHING: Final = "data:,"


def keep_page(html: str, files: Sequence[Attachment]) -> str:
    """A letter's page as the mailbox page keeps it: harmless, its own pictures put in."""
    return put_pictures(nh3.clean(html, url_schemes=nh3.ALLOWED_URL_SCHEMES | {"cid"}), files)


def put_pictures(html: str, files: Sequence[ReceivedFile] | Sequence[Attachment]) -> str:
    """The page with the pictures that the letter itself brings, in the page itself, up to 8 MB together."""
    known = {file.content_id: file for file in files if file.content_id and file.type.lower() in _PICTURES}
    put: dict[str, str] = {}
    left = _MOST_PICTURES

    def write(found: re.Match[str]) -> str:
        nonlocal left
        name = found[1]
        file = known.get(name)
        if file is None or (name not in put and len(file.data) > left):
            return _NOTHING
        if name not in put:
            left -= len(file.data)
            put[name] = f"data:{file.type.lower()};base64,{b64encode(file.data).decode()}"
        return put[name]

    return _CID.sub(write, html)
