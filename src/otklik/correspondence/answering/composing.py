"""Makes the letter of a case: who it is from, what it says, where an answer goes."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otklik.correspondence.answering.contracts import Kind
from otklik.correspondence.answering.gathering import Case
from otklik.correspondence.answering.links import choose_page
from otklik.correspondence.answering.marks import TalkMark, Whom
from otklik.correspondence.answering.pages import File, Line, Page, quote, write_page, write_text
from otklik.correspondence.answering.words import say
from otklik.inbox.contracts import AuthorKind, Part, PartKind, TalkChannel
from otklik.inbox.files_links import link_file
from otklik.infra.secrets import Secrets
from otklik.letters.contracts import Attachment, Letter, Mailbox
from otklik.letters.headers import one_line

_LINK_S: Final = 28 * 86_400.0
"""Links to files live so much longer than those of the chat."""
_NAME: Final = 80
_IDS: Final = 12
"""Message-IDs that References may hold: the first, and the last ones."""


class Words(msgspec.Struct, frozen=True):
    """What a letter says, without who it is from."""

    subject: str
    text: str
    html: str
    sender_name: str


class Frame(msgspec.Struct, frozen=True):
    """What only the worker knows: addresses, who sends. `can_reply`: an answer by mail comes back to us."""

    public_url: str
    secrets: Secrets
    back_url: str
    picture_url: str
    can_reply: bool
    now: datetime


def choose_language(case: Case) -> str:
    """Of whom it goes to: a member's own; the chat's; the card's; what he writes in."""
    if case.letter.kind is Kind.NOTICE:
        member = case.house.team.get(case.letter.whom_id)
        return "ru" if member is not None and member.language == "ru" else "en"
    if case.house.is_fixed:
        return case.house.language
    known = case.person.properties.get("$language")
    if isinstance(known, str) and known[:2].lower() in {"ru", "en"}:
        return known[:2].lower()
    said = [part.body for part in (*case.earlier, *case.known.parts)]
    if said:
        return "ru" if any("а" <= char <= "я" for char in "".join(said).lower()) else "en"
    return case.house.language


def mark_of(case: Case, last_part: int) -> TalkMark:
    """What its reply address and Message-ID say."""
    letter = case.letter
    row = case.known.conversation
    whom_id = letter.whom_id if letter.kind.whom is Whom.OPERATOR else row.profile_id
    return TalkMark(letter.workspace_id, row.id, last_part, letter.kind.whom, whom_id)


def compose(case: Case, parts: Sequence[Part], frame: Frame, *, is_thread: bool) -> Words:
    """The words of a letter with these messages. `is_thread`: another letter of it went before."""
    language = choose_language(case)
    kind = case.letter.kind
    lines = [_line(case, part, language, frame) for part in (() if kind is Kind.LINK else parts)]
    before = [part for part in case.earlier if part.id < parts[0].id] if kind is not Kind.LINK else []
    earlier = [_line(case, part, language, frame) for part in _choose_earlier(kind, before)]
    page = Page(
        language=language,
        brand=case.house.name,
        color=case.house.color,
        lines=lines,
        facts=_facts(case, language, frame) if kind is Kind.NOTICE else (),
        button=_button(case, language, frame),
        hint=_hint(case, language, frame),
        earlier=earlier,
        earlier_title=say(language, "before"),
        files_title=say(language, "files"),
        notes=_notes(case, language, frame),
        pixel="" if kind is Kind.NOTICE else frame.picture_url,
    )
    subject = _subject(case, parts, language)
    quoted = quote(earlier, say(language, "wrote", name=earlier[-1].name)) if earlier else ""
    return Words(
        subject=f"Re: {subject}" if is_thread or _is_reply(case) else subject,
        text=write_text(page, quoted=quoted),
        html=write_page(page),
        sender_name=_sender_name(case, parts),
    )


class Envelope(msgspec.Struct, frozen=True):
    """From whom to whom, and where it hangs in the thread of letters."""

    sender: Mailbox
    to: str
    reply_to: str | None
    message_id: str
    thread: Sequence[str] = ()
    files: Sequence[Attachment] = ()


def make_letter(case: Case, words: Words, envelope: Envelope, *, now: datetime) -> Letter:
    """The whole letter. Answers of people say that no program wrote them; notices say one did (RFC 3834)."""
    is_program = case.letter.kind in {Kind.NOTICE, Kind.TRANSCRIPT, Kind.LINK}
    return Letter(
        sender=Mailbox(envelope.sender.address, words.sender_name or envelope.sender.name),
        to=Mailbox(envelope.to, "" if case.letter.kind is Kind.NOTICE else visitor_name(case, "")[:_NAME]),
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=envelope.message_id,
        at=now,
        reply_to=Mailbox(envelope.reply_to, case.house.name) if envelope.reply_to else None,
        references=[*envelope.thread[:1], *envelope.thread[1:][-_IDS:]],
        headers={
            "Auto-Submitted": "auto-generated" if is_program else "no",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
        },
        attachments=envelope.files,
    )


def visitor_name(case: Case, default: str) -> str:
    """What the visitor is called."""
    names = (case.person.properties.get(name) for name in ("$name", "$email", "$phone"))
    found = next((name for name in names if isinstance(name, str) and name.strip()), default)
    return one_line(found)[:_NAME]


def _choose_earlier(kind: Kind, before: Sequence[Part]) -> Sequence[Part]:
    """A reply quotes what it answers, a notice the last words before it."""
    if kind is Kind.REPLY:
        asked: list[Part] = []
        for part in reversed(before):
            if part.author.kind is AuthorKind.VISITOR:
                asked.insert(0, part)
            elif asked:
                break
        return asked
    return [part for part in before if part.kind is PartKind.MESSAGE][-3:] if kind is Kind.NOTICE else ()


def _subject(case: Case, parts: Sequence[Part], language: str) -> str:
    brand, kind = case.house.name, case.letter.kind
    match kind:
        case Kind.NOTICE:
            return say(language, "notice_subject", name=visitor_name(case, say(language, "visitor")))
        case Kind.TRANSCRIPT | Kind.LINK:
            return say(language, f"{kind.value}_subject", brand=brand)
        case Kind.REPLY:
            return _bare(case.known.conversation.subject) or say(language, "reply_subject", brand=brand)
        case _:
            name = _only_name(case, parts)
            return say(language, "answer_subject" if name else "team_subject", name=name, brand=brand)


def _bare(subject: str) -> str:
    """A subject without the prefixes that mail programs heap up."""
    words = one_line(subject)
    while words[:3].lower() == "re:":
        words = words[3:].strip()
    return words[:200]


def _is_reply(case: Case) -> bool:
    row = case.known.conversation
    return case.letter.kind is Kind.REPLY and row.started_by is AuthorKind.VISITOR


def _only_name(case: Case, parts: Sequence[Part]) -> str:
    """The name of the operator who alone answers; "": there are several, or he is not shown."""
    authors = {part.author.id for part in parts if part.author.kind is AuthorKind.OPERATOR}
    if len(authors) != 1 or not case.house.shows_operators:
        return ""
    member = case.house.team.get(next(iter(authors)) or 0)
    return one_line(member.name)[:_NAME] if member else ""


def _sender_name(case: Case, parts: Sequence[Part]) -> str:
    if case.letter.kind is Kind.NOTICE:
        name = visitor_name(case, "")
        return f"{name} ({case.house.name})" if name else case.house.name
    name = _only_name(case, parts)
    return f"{name}, {case.house.name}" if name else case.house.name


def _line(case: Case, part: Part, language: str, frame: Frame) -> Line:
    member = case.house.team.get(part.author.id or 0) if part.author.kind is AuthorKind.OPERATOR else None
    shown = member if member is not None and case.house.shows_operators else None
    is_visitor = part.author.kind is AuthorKind.VISITOR
    if is_visitor:
        is_his = case.letter.kind is not Kind.NOTICE
        name = say(language, "you") if is_his else visitor_name(case, say(language, "visitor"))
    else:
        name = (shown.name if shown else "") or case.house.name
    return Line(
        name=name,
        at=part.at.astimezone(_zone(case.house.zone)).strftime("%d.%m.%Y %H:%M"),
        body=part.body,
        picture=f"{frame.public_url}{shown.picture}" if shown and shown.picture else None,
        files=_files(case, part, frame),
        is_theirs=is_visitor,
        may_link=not is_visitor,
    )


def _files(case: Case, part: Part, frame: Frame) -> list[File]:
    workspace_id, until = case.letter.workspace_id, frame.now.timestamp() + _LINK_S
    return [
        File(
            str(each.get("name", "")),
            frame.public_url
            + link_file(frame.secrets, workspace_id=workspace_id, file_id=int(each["id"]), now=until),
        )
        for each in part.data.get("files") or ()
        if "id" in each
    ]


def _facts(case: Case, language: str, frame: Frame) -> list[tuple[str, str, str]]:
    """Above a notice: who it is, with his card, and the page he wrote on."""
    workspace = f"?workspace={case.letter.workspace_id}"
    card = f"{frame.public_url}/people/{case.person.root}{workspace}"
    facts = [(say(language, "card"), visitor_name(case, say(language, "visitor")), card)]
    return [*facts, (say(language, "page"), case.page[:200], "")] if case.page else facts


def _button(case: Case, language: str, frame: Frame) -> tuple[str, str] | None:
    if case.letter.kind is Kind.NOTICE:
        row = case.known.conversation
        url = f"{frame.public_url}/inbox/{row.id}?workspace={row.workspace_id}"
        return say(language, "open_inbox"), url
    has_chat = case.known.conversation.channel is TalkChannel.CHAT
    if not has_chat or not choose_page(case.settings.site, case.page):
        return None
    return say(language, "open"), frame.back_url


def _hint(case: Case, language: str, frame: Frame) -> str:
    if case.letter.kind is Kind.LINK:
        return say(language, "link_why")
    if not frame.can_reply:
        return ""
    return say(language, "just_reply_operator" if case.letter.kind is Kind.NOTICE else "just_reply")


def _notes(case: Case, language: str, frame: Frame) -> list[str]:
    if case.letter.kind is Kind.NOTICE:
        return [say(language, "why_operator")]
    footer = case.settings.footer.ru if language == "ru" else case.settings.footer.en
    has_link = _button(case, language, frame) is not None
    until = say(language, "link_until", days=case.settings.link_days) if has_link else ""
    return [footer, until, say(language, "why", brand=case.house.name)]


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
