"""What others see of kept pictures."""

from datetime import datetime
from typing import Final

import msgspec

PATH: Final = "/pictures/"
MAX_BYTES: Final = 2_097_152
MAX_FACE_BYTES: Final = 524_288
MAX_PICTURES: Final = 5_000
"""Of one workspace: more is an accident or an attack."""


class PictureRow(msgspec.Struct, frozen=True):
    """A picture of a workspace. `created_by`: `member:7`, `token:3`."""

    id: int
    workspace_id: int
    name: str
    width: int
    height: int
    size: int
    created_by: str
    created_at: datetime | None = None

    @property
    def path(self) -> str:
        """Where it is served, relative to the installation."""
        return f"{PATH}{self.workspace_id}/{self.name}"
