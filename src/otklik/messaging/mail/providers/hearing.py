"""Takes a provider's call: proved, read by its file, told to its letters. A repeat changes nothing.

A proved call may name a letter by its address alone, where the provider gives our Message-ID away: then it is
the last letter to that address within a week.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from otklik.infra.engines import Engines
from otklik.kit.late import import_late
from otklik.letters.reports.contracts import Report
from otklik.messaging.mail import reports
from otklik.messaging.mail.providers import proving, repository
from otklik.messaging.mail.providers.contracts import Proof, Provider
from otklik.messaging.mail.providers.reading import load_providers, read_call
from otklik.messaging.mail.providers.repository import Hook
from otklik.messaging.mail.reports import How

if TYPE_CHECKING:
    from otklik.messaging.mail.providers import fetching
else:
    fetching = import_late("otklik.messaging.mail.providers.fetching")

_WEEK: Final = timedelta(days=7)
_CERTIFICATES: Final[dict[str, bytes]] = {}
_MOST_CERTIFICATES: Final = 20
Fetch: TypeAlias = Callable[[str], Awaitable[str | None]]


async def take_call(
    engines: Engines,
    hook: Hook,
    raw: bytes,
    headers: Mapping[bytes, bytes],
    *,
    now: datetime,
    fetch: Fetch | None = None,
) -> int:
    """The status to answer with: 200 taken, 400 no JSON, 403 not the provider's own."""
    provider = load_providers().get(hook.provider)
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return 400
    if provider is None or not await _is_proved(engines, hook, provider, raw, body, headers, now, fetch):
        await _refuse(engines, hook, "signature", now)
        return 403
    if isinstance(body, dict) and body.get("Type") == "SubscriptionConfirmation":
        await _confirm(body, fetch)
        return 200
    await _tell(engines, hook, provider, body, now)
    return 200


async def _is_proved(
    engines: Engines,
    hook: Hook,
    provider: Provider,
    raw: bytes,
    body: Any,  # noqa: ANN401 - any JSON
    headers: Mapping[bytes, bytes],
    now: datetime,
    fetch: Fetch | None,
) -> bool:
    secret = engines.secrets.decrypt(hook.secret).decode() if hook.secret else ""
    match provider.proof:
        case Proof.PATH:
            return True
        case Proof.HMAC_FIELDS:
            return bool(secret) and proving.proves_hmac(provider, body, secret=secret, now=now)
        case Proof.ECDSA:
            return proving.proves_ecdsa(
                raw,
                signature=headers.get(provider.signature_header.encode(), b"").decode("latin-1"),
                timestamp=headers.get(provider.timestamp_header.encode(), b"").decode("latin-1"),
                key=secret,
                now=now,
            )
        case Proof.SNS:
            return await _is_sns(hook, body, fetch)


async def _is_sns(hook: Hook, body: Any, fetch: Fetch | None) -> bool:  # noqa: ANN401 - any JSON
    if not isinstance(body, dict) or body.get("TopicArn") != hook.topic:
        return False
    url = str(body.get("SigningCertURL", ""))
    if not proving.is_amazons(url):
        return False
    if url not in _CERTIFICATES:
        text = await (fetch or fetching.fetch)(url)
        if text is None:
            return False
        if len(_CERTIFICATES) >= _MOST_CERTIFICATES:
            _CERTIFICATES.clear()
        _CERTIFICATES[url] = text.encode()
    return proving.proves_sns(body, certificate=_CERTIFICATES[url], topic=hook.topic)


async def _confirm(body: Mapping[str, Any], fetch: Fetch | None) -> None:
    """Only of our topic, only at SNS's own address; the message was proved before."""
    url = str(body.get("SubscribeURL", ""))
    if proving.is_amazons(url):
        await (fetch or fetching.fetch)(url)


async def _tell(engines: Engines, hook: Hook, provider: Provider, body: Any, now: datetime) -> None:  # noqa: ANN401 - any JSON
    taken = unclaimed = 0
    for report in read_call(provider, body).reports:
        how = await _tell_one(engines, hook, report, now)
        taken += how is How.NOTED
        unclaimed += how is How.UNCLAIMED
    async with engines.postgres.connection() as connection:
        await repository.note_call(
            connection,
            workspace_id=hook.workspace_id,
            hook_id=hook.id,
            taken=taken,
            unclaimed=unclaimed,
            at=now,
        )


async def _tell_one(engines: Engines, hook: Hook, report: Report, now: datetime) -> How:
    number = reports.find_send_id(engines, report, [])
    if number is None and "@" in report.recipient:
        async with engines.postgres.connection() as connection:
            number = await repository.find_last_letter(
                connection,
                workspace_id=hook.workspace_id,
                address=report.recipient.strip().lower(),
                since=now - _WEEK,
            )
    if number is None:
        return How.UNCLAIMED
    taken = await reports.take_report(
        engines, report, workspace_id=hook.workspace_id, at=now, source=hook.provider, send_id=number
    )
    return taken.how


async def _refuse(engines: Engines, hook: Hook, why: str, now: datetime) -> None:
    async with engines.postgres.connection() as connection:
        await repository.note_refusal(
            connection, workspace_id=hook.workspace_id, hook_id=hook.id, why=why, at=now
        )
