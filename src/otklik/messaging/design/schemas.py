"""Bodies and answers of letters made of blocks."""

from collections.abc import Sequence
from typing import Any, Self

from otklik.kit.errors import Fault
from otklik.messaging.contracts import Channel, MessageKind
from otklik.messaging.design.gallery import Template
from otklik.messaging.design.inspecting import Inspected
from otklik.messaging.design.limits import CLIPPED_BYTES
from otklik.messaging.design.linking import Leads, LinkResult
from otklik.messaging.design.repository import SavedBlock
from otklik.messaging.schemas_contents import ContentFault
from otklik.workspaces.schemas import Answer, Body, FilledLine, Id, Moment


class InspectBody(Body):
    """A letter, and whether it is promotional."""

    content: dict[str, Any]
    kind: MessageKind = MessageKind.PROMOTIONAL


class LetterFinding(Answer):
    """Something to mend or to know; `path` from the body: `content.design.blocks[0].alt`."""

    code: str
    path: str
    is_stop: bool
    params: dict[str, str | int | float | bool | None]


class InspectAnswer(Answer):
    """Findings, the text part (its Liquid not filled in), the size of the HTML beside what Gmail shows.

    A letter with faults is not looked at any further.
    """

    faults: list[ContentFault]
    findings: list[LetterFinding]
    text: str
    bytes: int
    limit: int

    @classmethod
    def of(cls, inspected: Inspected) -> Self:
        """From what was seen."""
        findings = [
            LetterFinding(
                code=each.code, path=f"content.{each.path}", is_stop=each.is_stop, params=dict(each.params)
            )
            for each in inspected.findings
        ]
        return cls(
            faults=[], findings=findings, text=inspected.text, bytes=inspected.bytes, limit=inspected.limit
        )

    @classmethod
    def of_faults(cls, faults: Sequence[Fault]) -> Self:
        """Of a letter that could not be kept as it is."""
        shown = [
            ContentFault(
                path=f"content.{each.path}",
                code=each.code,
                message=each.message.format_map(dict(each.params)),
                params=dict(each.params),
            )
            for each in faults
        ]
        return cls(faults=shown, findings=[], text="", bytes=0, limit=CLIPPED_BYTES)


class LinksBody(Body):
    """A letter whose links are to be called."""

    content: dict[str, Any]


class LetterLink(Answer):
    """A link, and what became of a call; `status` 0: no answer of HTTP."""

    url: str
    leads: Leads
    status: int
    to: str

    @classmethod
    def of(cls, result: LinkResult) -> Self:
        """From a result."""
        return cls(url=result.url, leads=result.leads, status=result.status, to=result.to)


class NewLetterBlock(Body):
    """A block under a name."""

    name: FilledLine
    block: dict[str, Any]


class LetterBlockChange(Body):
    """What is given is written anew."""

    name: FilledLine | None = None
    block: dict[str, Any] | None = None


class LetterBlockAnswer(Answer):
    """A block that is kept."""

    id: Id
    name: str
    block: dict[str, Any]
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, saved: SavedBlock) -> Self:
        """From its row."""
        return cls(
            id=saved.id,
            name=saved.name,
            block=dict(saved.block),
            created_at=saved.created_at,
            updated_at=saved.updated_at,
        )


class LetterTemplate(Answer):
    """A ready letter in one language; `html`: as an example of a person gets it."""

    key: str
    group: str
    name: str
    text: str
    channel: Channel = Channel.EMAIL
    content: dict[str, Any]
    html: str

    @classmethod
    def of(cls, template: Template, html: str) -> Self:
        """From the gallery."""
        return cls(
            key=template.key,
            group=template.group,
            name=template.name,
            text=template.text,
            content=dict(template.content),
            html=html,
        )
