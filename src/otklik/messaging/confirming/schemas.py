"""How a workspace has subscriptions confirmed, and requests over HTTP."""

from datetime import datetime
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from otklik.infra.translations import Language
from otklik.messaging.confirming.contracts import Request, RequestState
from otklik.workspaces.schemas import Answer, Body, Id, Moment

MAX_DAYS: Final = 60
_Words: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00\r\n]*$")
]
_Text: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2_000, pattern=r"^[^\x00]*$")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ConfirmText(_Strict):
    """The letter's words in one language, Liquid in them; what is empty is said by the ready text."""

    subject: _Words = ""
    text: _Text = ""
    button: _Words = ""


class ConfirmingRule(_Strict):
    """Whether subscriptions to letters wait until they are confirmed from a letter.

    `days`: so long its link holds. `language`: of letters to people whose card names none.
    """

    is_on: bool = False
    days: int = Field(default=7, ge=1, le=MAX_DAYS)
    language: Language = "ru"
    ru: ConfirmText = ConfirmText()
    en: ConfirmText = ConfirmText()

    def words(self, language: Language) -> ConfirmText:
        """Of a language."""
        return self.ru if language == "ru" else self.en


class ConfirmationBody(Body):
    """What to ask somebody for. `text`: what he agreed to, word for word; `url`: of the page where he did."""

    channel: Literal["email"] = "email"
    topic: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    url: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    ip: Annotated[str, StringConstraints(strip_whitespace=True, max_length=45)] = ""


class Confirmation(Answer):
    """A subscription that was asked for, with its proof: what was agreed to, and how it was confirmed."""

    id: Id
    channel: str
    topic: str
    state: RequestState
    address: str
    asked_at: Moment
    expires_at: Moment
    text: str
    url: str
    ip: str
    source: str
    letters: int
    letter_send_id: Id | None
    confirmed_at: Moment | None
    confirmed_ip: str
    confirmed_agent: str
    confirmed_send_id: Id | None

    @classmethod
    def of(cls, request: Request, now: datetime) -> Self:
        """From a row."""
        names = cls.model_fields.keys() - {"state"}
        return cls(**{name: getattr(request, name) for name in names}, state=request.state(now))


class ConfirmationList(Answer):
    """All requests of a person, the newest first."""

    items: list[Confirmation]
