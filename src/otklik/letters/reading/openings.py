"""Words with which mail programs begin a quote, an older mail, a forwarded one or a signature. Pure.

Russian and English first; a line that ends with a colon, tells a moment and names an address is taken for
one in any language. Lines over `MAX_CHARS` open nothing, so the patterns cost nothing that grows.
"""

import re
from collections.abc import Sequence
from typing import Final

MAX_CHARS: Final = 400
_MAX_LINES: Final = 3
_WHEN: Final = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{1,2}\.? (?:\w{3,9}\.?) (?:20)\d\d\b"
)
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b")
_ADDRESS: Final = re.compile(r"[\w.+'=-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}")
_VERB: Final = re.compile(
    r"\b(?:wrote|writes|said|написал|написала|написали|пишет|писал|писала|писали|пользователь|пользователем"
    r"|schrieb|écrit|escribió|scritto|napisał|пише|написав)\b",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(
    r"[\"«'<(*]*(?:on|в|во|le|am|el|il|dne|вы писали|you wrote|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда"
    r"|четверг|пятница|суббота|воскресенье|mon|tue|wed|thu|fri|sat|sun|\d{1,4})\b|[^@]{1,80}<[^<>@\s]{1,64}@",
    re.IGNORECASE,
)
_DASHED: Final = re.compile(
    r"[-_–—*\s]{0,40}(?:original message|original appointment|reply message|исходное сообщение"
    r"|исходное письмо|оригинальное сообщение|первоначальное сообщение|ursprüngliche nachricht"
    r"|message d'origine)[-_–—*\s:]{0,40}",
    re.IGNORECASE,
)
_FORWARD: Final = re.compile(
    r"[-_–—*\s]{0,40}(?:begin forwarded message|forwarded message|forwarded by .{1,80}|forwarded mail"
    r"|пересылаемое сообщение|пересланное сообщение|перенаправленное сообщение|переадресованное сообщение"
    r"|начало переадресованного сообщения|начало пересылаемого сообщения|пересланное письмо"
    r"|переслано от .{1,80})[-_–—*\s:]{0,40}",
    re.IGNORECASE,
)
_FORWARD_SUBJECT: Final = re.compile(
    r"\s{0,9}(?:fw|fwd|пересл|перенапр|вл|wg|tr|rv)\s{0,3}(?:\[\d{1,3}\])?:", re.IGNORECASE
)
_FROM: Final = re.compile(r"[*\s]{0,9}(?:from|от|от кого|отправитель|von|de)\s?:[*\s]{0,9}\S", re.IGNORECASE)
_FIELD: Final = re.compile(
    r"[*\s]{0,9}(?:from|sent|date|to|cc|subject|reply-to|importance|attachments|от|от кого|отправитель"
    r"|отправлено|дата|кому|копия|тема|вложения|важность|получатель)(?: отправки)?\s?:",
    re.IGNORECASE,
)
_BOX_ABOVE: Final = re.compile(
    r"[-_=*–—]{4,200}|(?:кому|тема|копия|от|to|cc|subject|from): .{1,300};", re.IGNORECASE
)
_RULE: Final = re.compile(r"[-_=*–—]{4,200}")
_PHONE: Final = re.compile(
    r"(?:sent (?:from|via|with|using)|отправлено (?:с|со|из|через|при)|написано (?:с|со|из)|создано в"
    r"|get (?:outlook|the new)|download (?:outlook|mymail)|(?:получите|скачать|скачайте|загрузить) outlook"
    r"|письмо отправлено (?:с|со|из))\b.{1,120}",
    re.IGNORECASE,
)
_EXCUSE: Final = re.compile(
    r"(?:простите|извините|прошу прощения) за краткость.{0,80}|please excuse my brevity.{0,40}"
    r"|(?:virus-free|без вирусов)\.?.{0,80}|(?:это (?:сообщение|письмо)|this e?-?mail) .{1,40}avast.{0,120}",
    re.IGNORECASE,
)


def is_forward_subject(subject: str) -> bool:
    """Whether a subject says that the mail is forwarded."""
    return _FORWARD_SUBJECT.match(subject) is not None


def opens_forward(text: str) -> bool:
    """Whether a forwarded mail follows."""
    return len(text) <= MAX_CHARS and _FORWARD.fullmatch(text.strip()) is not None


def opens_original(text: str) -> bool:
    """Whether an older mail follows: `-----Original Message-----`."""
    return (
        len(text) <= MAX_CHARS
        and _DASHED.fullmatch(text.strip()) is not None
        and ("-" in text or "_" in text)
    )


def may_open_fields(text: str) -> bool:
    """Whether a line is the first field of an older mail."""
    return len(text) <= MAX_CHARS and _FROM.match(text) is not None


def opens_fields(texts: Sequence[str]) -> bool:
    """Whether the fields of an older mail begin here: From and two others within a few lines."""
    return sum(1 for text in texts[1:9] if len(text) <= 4 * MAX_CHARS and _FIELD.match(text)) > 1


def count_attribution(texts: Sequence[str]) -> int:
    """How many of the lines say who wrote what follows (`… wrote:`); 0: none. It may be broken in three."""
    joined = ""
    for number, text in enumerate(texts[:_MAX_LINES], 1):
        if not text.strip():
            return 0
        joined = f"{joined} {text.strip()}" if joined else text.strip()
        if len(joined) > MAX_CHARS or (number == 1 and not _ends(joined) and not _BEGINS.match(joined)):
            return 0
        if _ends(joined):
            return number if says_who(joined) else 0
    return 0


def says_who(text: str) -> bool:
    """Whether one line names a moment or an address, and somebody who wrote."""
    if not _ends(text):
        return False
    has_when, has_address, has_verb = _WHEN.search(text), _ADDRESS.search(text), _VERB.search(text)
    return bool((has_when and (has_address or has_verb)) or (has_verb and has_address))


def is_certain(text: str) -> bool:
    """Whether it says so much that a quote without any mark must follow: a date, and an address or a verb."""
    return bool(_DATE.search(text) and _WHEN.search(text) and (_ADDRESS.search(text) or _VERB.search(text)))


def names_writer(text: str) -> bool:
    """Whether a line just above a quote says who is quoted: `Anna wrote:`, `Анна пишет:`."""
    text = text.strip()
    return len(text) <= MAX_CHARS and _ends(text) and bool(_VERB.search(text))


def stands_above(text: str) -> bool:
    """What Yandex and Outlook put between an answer and the quote: a rule, `Кому: …;`, `Тема: …;`."""
    return len(text) <= MAX_CHARS and _BOX_ABOVE.fullmatch(text.strip()) is not None


def is_rule(text: str) -> bool:
    """A line of dashes."""
    return _RULE.fullmatch(text.strip()) is not None


def is_of_program(text: str) -> bool:
    """Whether a program wrote the line below the words: `Sent from my iPhone`."""
    text = text.strip(" .*_[]\xa0")
    return len(text) <= MAX_CHARS and bool(_PHONE.fullmatch(text) or _EXCUSE.fullmatch(text))


def _ends(text: str) -> bool:
    return text.rstrip("*_ \xa0").endswith((":", ":»"))
