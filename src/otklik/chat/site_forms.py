"""What somebody sends off in a form: judged, kept page by page, written on his card."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from otklik.chat import errors, site_talking, visitors
from otklik.chat.site_bodies import Form
from otklik.chat.visitors import Visitor
from otklik.events.shipping import ship_rows
from otklik.inbox.contracts import NewPart
from otklik.inbox.contracts import TalkChannel as InboxChannel
from otklik.infra.engines import Engines
from otklik.infra.postgres import Connection
from otklik.kit.clock import to_ms
from otklik.kit.text import clean_text
from otklik.messaging import noting, repository_forms, telling
from otklik.messaging.confirming import asking
from otklik.messaging.confirming.contracts import Proof
from otklik.messaging.contracts import Channel, Heard, Send
from otklik.messaging.preferences import settings as preferences
from otklik.messaging.repository_forms import Submission
from otklik.messaging.site import judging, taking
from otklik.messaging.site.checking import list_fields
from otklik.messaging.site.contracts import Taker
from otklik.messaging.site.judging import Judged
from otklik.profiles import consents as consent_journal
from otklik.profiles import recipients
from otklik.profiles import service as profiles
from otklik.profiles.consents import CONSENT_GIVEN, ConsentCall, ConsentKind
from otklik.profiles.contracts import SystemEvent
from otklik.profiles.contracts_marks import MarkKind
from otklik.profiles.service import Edit
from otklik.workspaces import service as workspaces

SUBMITTED: Final = "$form_submitted"
AUTHOR: Final = "visitor"


class Call(msgspec.Struct, frozen=True):
    """One call of a browser, with where it came from."""

    visitor: Visitor
    taker: Taker
    form: Form
    send_id: int
    ip: str
    phone_region: str
    at: datetime


class Sent(msgspec.Struct, frozen=True):
    """What came of a call."""

    next_page: str | None = None
    conversation_id: int | None = None
    is_repeat: bool = False


async def submit(engines: Engines, connection: Connection, *, call: Call) -> Sent:
    """Take a page of a form, in the caller's transaction.

    Raises NotFoundError, ConflictError (another browser has it, or it is over), InvalidError with the faults:
    then nothing is kept.
    """
    form, visitor = call.form, call.visitor
    send, content, shown = await taking.open_taken(
        engines, connection, taker=call.taker, send_id=call.send_id, now=call.at
    )
    submission = await repository_forms.begin_submission(
        connection,
        workspace_id=visitor.workspace_id,
        send=send,
        profile_id=visitor.profile_id,
        at=call.at,
    )
    if form.client_key in submission.keys:
        return Sent(is_repeat=True)
    judged = judging.judge(
        content,
        shown,
        page_id=form.page_id,
        fields=form.fields,
        consents=form.consents,
        before=submission.answers,
    )
    if judged.faults:
        raise errors.invalid_form(judged.faults)
    home = await visitors.keep_home(engines, connection, workspace_id=visitor.workspace_id, visitor=visitor)
    is_first_end = submission.finished_at is None and (form.finished or judged.next_page is None)
    kept = await _keep(connection, call, submission, content, judged, is_end=is_first_end)
    await _write_card(
        engines, connection, call, home, content, judged, points=kept.points if is_first_end else 0
    )
    is_asked = asking.is_needed(
        (await preferences.get_settings(connection, workspace_id=visitor.workspace_id)).confirming,
        content.get("confirming"),
    )
    for consent in judged.consents:
        if is_asked and consent["channel"] == Channel.EMAIL.value:
            await _ask(engines, connection, call, send, home, consent)
        else:
            await _write_consent(connection, call, home, consent)
    conversation_id = await _write_answer(engines, connection, call, send, content)
    if is_first_end:
        await _tell_submitted(connection, call, send, home, content, kept)
    what = Heard.CLICKED if is_first_end or form.answer.strip() else Heard.SHOWN
    await noting.note(
        engines, connection, workspace_id=send.workspace_id, send_id=send.id, what=what, at=call.at
    )
    return Sent(judged.next_page, conversation_id)


async def _keep(
    connection: Connection,
    call: Call,
    before: Submission,
    content: Mapping[str, Any],
    judged: Judged,
    *,
    is_end: bool,
) -> Submission:
    given = {each["at"]: each for each in (*before.consents, *judged.consents)}
    page_url = call.form.page.url if call.form.page else ""
    after = msgspec.structs.replace(
        before,
        answers=judged.answers,
        consents=[*given.values()],
        points=judging.count_points(content, judged.answers) if is_end else before.points,
        page_url=clean_text(page_url, 2_000) or before.page_url,
        keys=[*before.keys, call.form.client_key],
        changed_at=call.at,
        finished_at=call.at if is_end else before.finished_at,
    )
    await repository_forms.write_submission(connection, workspace_id=before.workspace_id, submission=after)
    return after


async def _write_card(
    engines: Engines,
    connection: Connection,
    call: Call,
    home: int,
    content: Mapping[str, Any],
    judged: Judged,
    *,
    points: int,
) -> None:
    """His own words: nobody is merged by them, nothing opens."""
    edits = [
        Edit("set", str(block["property"]), judged.new[block["name"]])
        for block in list_fields(content)
        if block.get("property") and block["name"] in judged.new
    ]
    if points and content.get("points_property"):
        edits.append(Edit("add", str(content["points_property"]), points))
    if edits:
        await profiles.edit_properties(
            connection,
            workspace_id=call.visitor.workspace_id,
            person_id=home,
            edits=edits,
            author=AUTHOR,
            phone_region=call.phone_region,
            secrets=engines.secrets,
        )


async def _ask(
    engines: Engines, connection: Connection, call: Call, send: Send, home: int, given: Mapping[str, Any]
) -> None:
    """A subscription to letters that he must confirm from one; who has it already is asked nothing."""
    known = await recipients.list_recipients(connection, workspace_id=call.visitor.workspace_id, homes=[home])
    if known[home].is_subscribed(given["channel"], given["topic"]):
        await _write_consent(connection, call, home, given)
        return
    url = call.form.page.url if call.form.page else ""
    proof = Proof(given["text"], clean_text(url, 2_000), call.ip, "form", send.id, send.scenario_id)
    await asking.ask(
        engines,
        connection,
        workspace_id=call.visitor.workspace_id,
        profile_id=home,
        topic=given["topic"],
        proof=proof,
        now=call.at,
    )


async def _write_consent(connection: Connection, call: Call, home: int, given: Mapping[str, Any]) -> None:
    """What was ticked: the journal with text, page and time, what follows for messages, the event."""
    workspace_id = call.visitor.workspace_id
    url = call.form.page.url if call.form.page else ""
    kind = ConsentKind.ADVERTISING if given["channel"] else ConsentKind.PROCESSING
    properties = {kind.value: True, "text": given["text"], "url": clean_text(url, 2_000)}
    position = await profiles.next_position(connection)
    said = ConsentCall(workspace_id, home, CONSENT_GIVEN, properties, call.ip, position, to_ms(call.at))
    await consent_journal.record_consents(connection, calls=[said])
    await _mark(connection, workspace_id, home, MarkKind.CONSENT, kind.value)
    if given["channel"]:
        key = profiles.check_subscription(given["channel"], given["topic"])
        await _mark(connection, workspace_id, home, MarkKind.SUBSCRIPTION, key)
    told = {**properties, "source": "form", "send_id": str(call.send_id)}
    event = SystemEvent(workspace_id, home, CONSENT_GIVEN, to_ms(call.at), position, told)
    await ship_rows(connection, {}, [event])


async def _mark(connection: Connection, workspace_id: int, home: int, kind: MarkKind, key: str) -> None:
    await profiles.change_marks(
        connection, workspace_id=workspace_id, people=[home], kind=kind, key=key, is_on=True, author=AUTHOR
    )


async def _write_answer(
    engines: Engines, connection: Connection, call: Call, send: Send, content: Mapping[str, Any]
) -> int | None:
    """What was typed into the answer's field begins a conversation."""
    words = clean_text(call.form.answer.strip(), len(call.form.answer) + 1)
    if not words:
        return None
    answer = NewPart(
        call.visitor.author,
        words,
        channel=InboxChannel.CHAT,
        data={"page": {"url": call.form.page.url, "title": call.form.page.title}} if call.form.page else {},
        client_key=call.visitor.key(f"form:{call.form.client_key}"),
    )
    written = await site_talking.begin_conversation(
        engines,
        connection,
        visitor=call.visitor,
        send=send,
        content=content,
        answer=answer,
        page_id=call.form.page_id,
    )
    await noting.note(
        engines,
        connection,
        workspace_id=send.workspace_id,
        send_id=send.id,
        what=Heard.REPLIED,
        at=call.at,
    )
    return written.conversation.id


async def _tell_submitted(
    connection: Connection,
    call: Call,
    send: Send,
    home: int,
    content: Mapping[str, Any],
    submission: Submission,
) -> None:
    """`$form_submitted` on the card; `answer_<name>` is what conditions and scoring ask for."""
    position = await profiles.next_position(connection)
    properties: dict[str, Any] = {
        **telling.describe(send),
        "form": str(content.get("name") or ""),
        "page": call.form.page_id,
        "url": submission.page_url,
        "fields": sorted(submission.answers),
        "points": submission.points,
        **{f"answer_{name}": value for name, value in submission.answers.items()},
    }
    event = SystemEvent(send.workspace_id, home, SUBMITTED, to_ms(call.at), position, properties)
    await ship_rows(connection, {}, [event])


async def find_region(engines: Engines, workspace_id: int) -> str:
    """How phones without a country are read."""
    return (await workspaces.get_workspace_profile(engines, workspace_id)).phone_region
