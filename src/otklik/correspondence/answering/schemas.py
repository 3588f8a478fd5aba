"""Settings of letters about conversations as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Minutes = Annotated[int, Field(ge=1, le=1_440)]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2_000, pattern=r"^(https?://\S+)?$")
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Footer(_Strict):
    """The last line of every letter to a visitor, in both languages."""

    ru: Words = ""
    en: Words = ""


class TalkSettings(_Strict):
    """When visitors get answers by mail (`visitors`: when away, the whole talk, never), and how.

    `site`: the address where the chat stands; the link back leads there, or to a page of the same host where
    he wrote last. Without it letters have no link.
    """

    visitors: Literal["away", "always", "never"] = "away"
    delay_minutes: Minutes = 5
    sender_id: int | None = None
    site: Address = ""
    link_days: Annotated[int, Field(ge=1, le=30)] = 7
    footer: Footer = Footer()
    transcript_on_close: bool = False


class MemberSettings(_Strict):
    """When a member gets visitors' messages by mail.

    `mine`: of what is his. `queue`: of what is nobody's: when nobody of those who share it is here, whenever
    he is not, never.
    """

    mine: Literal["away", "always", "never"] = "away"
    queue: Literal["alone", "away", "never"] = "alone"
    delay_minutes: Minutes = 5
