"""Answers about pictures."""

from otklik.pictures.contracts import PictureRow
from otklik.workspaces.schemas import Answer, Id, Moment


class PictureAnswer(Answer):
    """A picture of the workspace. `url`: relative to the installation, for everybody, for ever the same."""

    id: Id
    url: str
    width: int
    height: int
    size: int
    created_at: Moment | None


def show_picture(row: PictureRow) -> PictureAnswer:
    """A picture as clients get it."""
    return PictureAnswer(
        id=row.id,
        url=row.path,
        width=row.width,
        height=row.height,
        size=row.size,
        created_at=row.created_at,
    )
