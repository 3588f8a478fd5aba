"""Pictures that everybody may see: kept once a workspace, served by address alone, gone with their owner.

    kept = await service.keep_picture(engines, actor=…, data=…)         # kept.path

The address is a keyed hash of the bytes: the same picture uploaded twice is one, and who has not seen it does
not guess it. Bytes lie under `pictures/{workspace}/` and `pictures/faces/{member}/`, so whoever goes takes
all of his, whatever was cut off half way.
"""

import asyncio
import re
from typing import Final

from otklik.infra.blobs import BlobNotFoundError
from otklik.infra.engines import Engines
from otklik.pictures import errors, repository
from otklik.pictures.contracts import MAX_BYTES, MAX_FACE_BYTES, MAX_PICTURES, PATH, PictureRow
from otklik.pictures.formats.contracts import Picture
from otklik.pictures.reading import read_picture
from otklik.workspaces import audit, members
from otklik.workspaces.contracts import DeletedWorkspace
from otklik.workspaces.models import Member, Session
from otklik.workspaces.roles import Actor

_FOLDER: Final = "pictures/"
_PAGE: Final = 60
_SERVED: Final = re.compile(r"(?:\d{1,19}|faces/\d{1,19})/[0-9a-f]{32}\.(png|jpg|webp|gif)", re.ASCII)
_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}


async def keep_picture(engines: Engines, *, actor: Actor, data: bytes) -> PictureRow:
    """Keep a picture of the workspace; kept again it is the same one.

    Raises TooLargeError, InvalidError (no whole picture, too many pixels), ConflictError (too many pictures).
    """
    picture = await _read(data, MAX_BYTES)
    name = _name(engines, str(actor.workspace_id), picture)
    row = PictureRow(
        id=0,
        workspace_id=actor.workspace_id,
        name=name,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
        created_by=actor.author,
    )
    async with engines.postgres.connection() as connection:
        kept = await repository.count_pictures(connection, workspace_id=actor.workspace_id)
    if kept >= MAX_PICTURES:
        raise errors.many_pictures(MAX_PICTURES)
    await engines.blobs.put(f"{_FOLDER}{actor.workspace_id}/{name}", picture.data)
    async with engines.postgres.connection() as connection:
        return await repository.save_picture(connection, workspace_id=actor.workspace_id, picture=row)


async def list_pictures(
    engines: Engines, *, workspace_id: int, before: int, limit: int = _PAGE
) -> tuple[list[PictureRow], int | None]:
    """Pictures of the workspace, the newest first, and below which id more follow."""
    async with engines.postgres.connection() as connection:
        rows = await repository.list_pictures(
            connection, workspace_id=workspace_id, before=before, limit=limit + 1
        )
    shown = rows[:limit]
    return shown, shown[-1].id if len(rows) > limit else None


async def delete_picture(session: Session, *, actor: Actor, picture_id: int) -> str:
    """Forget a picture: messages that show it show none. After the commit `delete_bytes` takes the answer.

    Raises NotFoundError.
    """
    name = await repository.delete_picture(session, workspace_id=actor.workspace_id, picture_id=picture_id)
    if name is None:
        raise errors.unknown_picture()
    address = f"{actor.workspace_id}/{name}"
    await audit.record_audit(session, actor=actor, action="picture.deleted", target=PATH + address)
    return address


async def delete_bytes(engines: Engines, address: str) -> None:
    """Serve a picture no more."""
    await engines.blobs.delete(_FOLDER + address)


async def keep_face(engines: Engines, session: Session, *, member_id: int, data: bytes, ip: str) -> Member:
    """Give a member a face; after the commit `delete_old_faces` forgets the one he had.

    Raises TooLargeError, InvalidError.
    """
    picture = await _read(data, MAX_FACE_BYTES)
    folder = f"faces/{member_id}/"
    address = folder + _name(engines, folder, picture)
    await engines.blobs.put(_FOLDER + address, picture.data)
    return await members.update_picture(session, member_id=member_id, picture=PATH + address, ip=ip)


async def delete_old_faces(engines: Engines, *, member: Member) -> None:
    """Serve no face of a member but the one he has."""
    kept = (member.picture or "").removeprefix(PATH)
    await _delete_below(engines, f"faces/{member.id}/", but=kept)


async def open_picture(engines: Engines, address: str) -> tuple[str, bytes] | None:
    """Type and bytes of what lies behind an address (that follows PATH); None: nothing does."""
    found = _SERVED.fullmatch(address)
    if found is None:
        return None
    try:
        return _TYPES[found[1]], await engines.blobs.get(_FOLDER + address)
    except BlobNotFoundError:
        return None


async def erase_workspace_pictures(engines: Engines, deleted: DeletedWorkspace) -> dict[str, int]:
    """The part of a workspace's deletion that lies in the blobs. Safe to repeat."""
    folder = f"{deleted.id}/"
    await _delete_below(engines, folder)
    return {"pictures": len([key async for key in engines.blobs.list(_FOLDER + folder)])}


async def _read(data: bytes, most: int) -> Picture:
    """Raises TooLargeError, InvalidError. Millions of pixels are counted beside the loop."""
    if len(data) > most:
        raise errors.large_picture(most)
    return await asyncio.to_thread(read_picture, data)


def _name(engines: Engines, owner: str, picture: Picture) -> str:
    seal = engines.secrets.mac(picture.data, purpose=f"picture {owner}")
    return f"{seal[:16].hex()}.{picture.ending}"


async def _delete_below(engines: Engines, folder: str, *, but: str = "") -> None:
    found = [key async for key in engines.blobs.list(_FOLDER + folder)]
    for key in found:
        if key != _FOLDER + but:
            await engines.blobs.delete(key)
