"""Settings of the chat as the API takes and gives them; what is not said has its default."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from otklik.inbox.files import LARGEST, MAX_BYTES
from otklik.inbox.hours import Hours, read_hours

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Interval = Annotated[list[str], Field(min_length=2, max_length=2)]
Day = Annotated[list[Interval], Field(max_length=10)]
_ALWAYS = [["00:00", "24:00"]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChatTitles(_Strict):
    """The chat's title in both languages."""

    ru: Title = ""
    en: Title = ""


class Texts(_Strict):
    """A text in both languages."""

    ru: Words = ""
    en: Words = ""


class WorkingHours(_Strict):
    """Intervals `[from, to]` of Monday to Sunday in a zone; one whose end is not later goes over midnight.

    No interval begins on a holiday.
    """

    zone: Annotated[str, Field(max_length=64)] = "Europe/Moscow"
    days: Annotated[list[Day], Field(min_length=7, max_length=7)] = [_ALWAYS] * 7
    holidays: Annotated[list[str], Field(max_length=500)] = []

    @model_validator(mode="after")
    def _can_be_read(self) -> "WorkingHours":
        self.hours()
        return self

    def hours(self) -> Hours:
        """The same, to reckon with. Raises ValueError."""
        return read_hours(zone=self.zone, days=self.days, holidays=self.holidays)


class ChatSettings(_Strict):
    """How the chat looks and when the team answers."""

    is_on: bool = True
    color: Annotated[str, StringConstraints(pattern="^#[0-9a-fA-F]{6}$")] = "#2f6fed"
    position: Literal["right", "left"] = "right"
    offset_x: Annotated[int, Field(ge=0, le=500)] = 20
    offset_y: Annotated[int, Field(ge=0, le=500)] = 20
    language: Literal["auto", "ru", "en"] = "auto"
    title: ChatTitles = ChatTitles()
    greeting: Texts = Texts()
    offline_text: Texts = Texts()
    ask_contact: Literal["never", "offline", "always"] = "offline"
    has_sound: bool = True
    shows_operators: bool = True
    shows_typing_text: bool = False
    max_file_bytes: Annotated[int, Field(ge=65_536, le=LARGEST)] = MAX_BYTES
    hides_launcher: bool = False
    hours: WorkingHours = WorkingHours()


class IdentitySecret(BaseModel):
    """The new User Auth Key, and until when the one before it is good."""

    secret: str
    old_valid_until: datetime
