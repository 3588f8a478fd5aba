"""Answers of letters: lists behind numbers, one letter, a letter's links."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from otklik.messaging.mail.linking import LinkCount
from otklik.messaging.mail.repository_letters import LetterContent, LetterRow
from otklik.messaging.mail.showing import LinkMap, ShownLetter
from otklik.messaging.schemas import SendAnswer


class MailLetter(BaseModel):
    """A letter of a list. `name`: of the card; `at`: when it became so; `journal`: as of a send."""

    send_id: int
    profile_id: str
    name: str | None
    scenario_id: int | None
    address: str | None
    state: str
    reason: str
    error: str
    journal: list[dict[str, Any]]
    at: datetime

    @classmethod
    def of(cls, row: LetterRow, name: str | None) -> "MailLetter":
        """From a row."""
        given = {each: getattr(row, each) for each in row.__struct_fields__}
        return cls(**given | {"profile_id": str(row.profile_id), "name": name})


class MailLetters(BaseModel):
    """Letters, the latest first."""

    items: list[MailLetter]
    next_cursor: str | None


class LetterHit(BaseModel):
    """A call of a letter's addresses. `what`: open or click; `seen`: human, proxy, prefetch, scanner."""

    model_config = ConfigDict(from_attributes=True)

    what: str
    seen: str
    link: str
    count: int
    first_at: datetime
    last_at: datetime


class LetterDetails(BaseModel):
    """A letter to one person: made once more of its content and the card as it is now.

    Its links are bare, so whoever looks at it counts nowhere. `fault`: why it cannot be made any more.
    """

    send: SendAnswer
    subject: str
    text: str
    html: str
    fault: str
    hits: list[LetterHit]

    @classmethod
    def of(cls, shown: ShownLetter, *, parked: datetime) -> "LetterDetails":
        """From what is shown."""
        return cls(
            send=SendAnswer.of(shown.send, parked=parked),
            subject=shown.said.subject,
            text=shown.said.text,
            html=shown.said.html,
            fault=shown.said.fault,
            hits=[LetterHit.model_validate(hit) for hit in shown.hits],
        )


class LinkMapLetter(BaseModel):
    """A letter that a scenario sent. `node`: its step."""

    content_id: int
    node: str
    subject: str
    sent: int
    opened: int
    clicked: int
    first_at: datetime
    last_at: datetime


class LinkMapLink(BaseModel):
    """A link. `people`: who followed it; `machine_clicks`: calls of programs, in no other number.

    `is_shown`: it stands in the letter as it is shown; else only in that of some people.
    """

    model_config = ConfigDict(from_attributes=True)

    url: str
    people: int
    clicks: int
    machine_clicks: int
    is_shown: bool


class LinkMapAnswer(BaseModel):
    """Letters of a scenario, and of `chosen` what it says (to an example of a person) and its links."""

    letters: list[LinkMapLetter]
    chosen: LinkMapLetter | None
    html: str
    fault: str
    links: list[LinkMapLink]

    @classmethod
    def of(cls, found: LinkMap) -> "LinkMapAnswer":
        """From a map."""

        def show(each: LetterContent) -> LinkMapLetter:
            given = {name: getattr(each, name) for name in each.__struct_fields__}
            return LinkMapLetter(**given, subject=found.subjects.get(each.content_id, ""))

        def link(each: LinkCount) -> LinkMapLink:
            return LinkMapLink.model_validate(each)

        return cls(
            letters=[show(each) for each in found.letters],
            chosen=show(found.chosen) if found.chosen else None,
            html=found.said.html,
            fault=found.said.fault,
            links=[link(each) for each in found.links],
        )
