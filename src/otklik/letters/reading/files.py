"""Files of a mail and what they are called. Pure. Nothing is unpacked; a name is a word, never a path."""

import mimetypes
import re
from typing import Final

from otklik.letters.reading.contracts import ReceivedFile
from otklik.letters.reading.heads import read_line
from otklik.letters.reading.parts import Part
from otklik.letters.reading.tnef import Packed
from otklik.letters.reading.words import show

MAX_NAME: Final = 120
_BAD: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*]+')
_CID: Final = re.compile(r"[^\s<>]{1,250}")
_USUAL_NAMES: Final = {
    "message/rfc822": ("mail", ".eml"),
    "text/calendar": ("invite", ".ics"),
    "text/html": ("page", ".html"),
    "text/plain": ("text", ".txt"),
    "application/pkcs7-signature": ("smime", ".p7s"),
    "application/pgp-signature": ("signature", ".asc"),
    "message/delivery-status": ("status", ".txt"),
    "text/rfc822-headers": ("headers", ".txt"),
    "image/jpeg": ("picture", ".jpg"),
}


def read_file(part: Part, cids: frozenset[str]) -> ReceivedFile:
    """A part as a file. `cids`: what the text shows itself."""
    content_id = read_content_id(part)
    return ReceivedFile(
        name=name_file(part),
        type=part.kind or "application/octet-stream",
        data=part.raw if part.kind == "message/rfc822" and not _is_encoded(part) else part.decode(),
        content_id=content_id,
        is_inline=content_id is not None and content_id.lower() in cids,
    )


def read_packed(file: Packed, cids: frozenset[str]) -> ReceivedFile:
    """A file that was packed into winmail.dat."""
    found = _CID.search(file.content_id)
    kind = file.type.lower() if "/" in file.type else mimetypes.guess_type(file.name)[0]
    content_id = found[0] if found else None
    return ReceivedFile(
        name=clean_name(file.name) or name_by_type(kind or ""),
        type=kind or "application/octet-stream",
        data=file.data,
        content_id=content_id,
        is_inline=content_id is not None and content_id.lower() in cids,
    )


def read_content_id(part: Part) -> str | None:
    """The id by which the text shows a part, without its brackets."""
    found = _CID.search(part.head.first("content-id").decode("latin-1"))
    return found[0] if found else None


def name_file(part: Part) -> str:
    """What a part is called: by its disposition, its type, or what it is."""
    for given in (part.disposition.get("filename"), part.given.get("name"), part.given.get("filename")):
        name = clean_name(given or "")
        if name:
            return name
    if part.kind == "message/rfc822":
        subject = clean_name(_inner_subject(part))
        return f"{subject[: MAX_NAME - 4]}.eml" if subject else "mail.eml"
    return name_by_type(part.kind)


def name_by_type(kind: str) -> str:
    """A name for what has none."""
    known = _USUAL_NAMES.get(kind)
    if known is not None:
        return "".join(known)
    stem = "picture" if kind.startswith("image/") else "file"
    return f"{stem}{mimetypes.guess_extension(kind) or '.bin'}"


def clean_name(given: str) -> str:
    """The last word of a path, without what file systems and eyes stumble over; "" when nothing is left."""
    name = show(given.replace("\\", "/").rpartition("/")[2])
    name = _BAD.sub("_", name).strip(" ._\xa0") if set(name) - set("._ ") else ""
    if len(name) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 10 else ""  # noqa: PLR2004 - the longest usual ending
    return name[: MAX_NAME - len(ending)] + ending


def _inner_subject(part: Part) -> str:
    head = part.read_inner_head()
    return read_line(head, "subject", most=MAX_NAME) if head is not None else ""


def _is_encoded(part: Part) -> bool:
    return part.head.plain("content-transfer-encoding") in {"base64", "quoted-printable"}
