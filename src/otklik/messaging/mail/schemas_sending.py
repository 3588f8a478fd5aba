"""Bodies and answers of the API that sends single letters."""

import base64
import binascii
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from otklik.letters.contracts import Attachment
from otklik.messaging.contracts import MessageKind, Purpose
from otklik.messaging.explaining import LARGEST
from otklik.messaging.mail.sending import MAX_FILES

_ID = r"^[1-9][0-9]{0,18}$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Recipient(_Strict):
    """Whom to send to: a card, a user id, or an address. An address beside the others is where it goes."""

    profile_id: Annotated[str, Field(pattern=_ID)] | None = None
    user_id: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    email: Annotated[str, Field(min_length=3, max_length=320)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.profile_id is None and self.user_id is None and self.email is None:
            raise ValueError("one of profile_id, user_id, email is expected")
        if self.profile_id is not None and self.user_id is not None:
            raise ValueError("profile_id or user_id, not both")
        return self


class FileBody(_Strict):
    """A file, its bytes in base64. `content_id`: the letter shows it as `cid:…`, else it hangs below."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    type: Annotated[str, Field(pattern=r"^[a-z0-9.+-]+/[a-z0-9.+-]+$", max_length=100)]
    data: Annotated[str, Field(max_length=16 * 1024 * 1024)]
    content_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,60}$")] | None = None

    @field_validator("data")
    @classmethod
    def _base64(cls, given: str) -> str:
        try:
            base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("no base64") from None
        return given

    def read(self) -> Attachment:
        """The file itself."""
        return Attachment(self.name, self.type, base64.b64decode(self.data), self.content_id)


class SendLetterBody(_Strict):
    """One letter to one person.

    `content`: what it says (docs/reference/contents.md), or the id of a kept one. `variables`: its templates
    ask for them as `{{ event.… }}`. Transactional letters need nobody's leave and go before all others.
    """

    to: Recipient
    content_id: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    content: dict[str, Any] | None = None
    kind: MessageKind = MessageKind.TRANSACTIONAL
    purpose: Purpose = Purpose.PRODUCT
    topic: Annotated[str, Field(max_length=60)] = ""
    variables: dict[str, Any] = {}
    attachments: Annotated[list[FileBody], Field(max_length=MAX_FILES)] = []

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.content is None) == (self.content_id is None):
            raise ValueError("content or content_id is expected")
        return self


class LetterPlaced(BaseModel):
    """The send that stands for the letter: its state is at `/api/v1/sends/{id}`."""

    id: int
    profile_id: str
