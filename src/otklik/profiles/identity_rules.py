"""Who is who: pure decisions over what is known, one call after another in log order (product.md 1.10).

The rules:

- a device and an account named together are one person: the account attaches to the device's home if it is
  new, else the two clusters merge;
- a cluster holds one user id: one device with two users is a switch (events go to the account they name),
  never a merge; an alias of two users is refused;
- a merge that a member undid is not made again by the same two homes;
- a cluster holds at most MAX_IDENTITIES identities and MAX_MERGES merges.

Every refusal is journalled, and the event is kept.
"""

from otklik.profiles.contracts import Drop, IdentityCall, Refusal, Resolution
from otklik.profiles.identity import ANONYMOUS, MAX_IDENTITIES, MAX_MERGES, USER, Known
from otklik.profiles.identity_book import Book


def decide(book: Book, call: IdentityCall) -> Resolution:
    """Whose event this is; notes in the book what has to be saved."""
    workspace_id, refusal = call.workspace_id, None
    if call.anonymous_id and not (call.user_id or call.previous_id or call.is_kept):
        visitor = book.find_known((workspace_id, ANONYMOUS, call.anonymous_id))
        if not (visitor.is_illegal or _is_erased(visitor, call)):  # nearly every event
            return Resolution(visitor.home, book.find_root(workspace_id, visitor.home))
    device = book.find_known((workspace_id, ANONYMOUS, call.anonymous_id)) if call.anonymous_id else None
    account = book.find_known((workspace_id, USER, call.user_id)) if call.user_id else None
    if account is not None and not call.is_proved:
        account, refusal = None, book.refuse(call, Refusal.UNPROVED_USER)
    if (device is not None and device.is_illegal) or (account is not None and account.is_illegal):
        refusal = book.refuse(call, Refusal.ILLEGAL_ID)
        device = None if device is None or device.is_illegal else device
        account = None if account is None or account.is_illegal else account
    if _is_erased(device, call) or _is_erased(account, call):
        return Resolution(0, 0, drop=Drop.ERASED.value)
    if device is None and account is None:
        return Resolution(0, 0, drop=refusal or Drop.ILLEGAL_ID.value)
    return _settle(book, call, device, account, refusal)


def _settle(
    book: Book, call: IdentityCall, device: Known | None, account: Known | None, refusal: str | None
) -> Resolution:
    merged: tuple[int, ...] = ()
    if call.previous_id and account is not None:
        former, note = _find_former(book, call, account)
        refusal = note or refusal
        if former is not None and former.not_before_ms <= call.ts_ms:
            _, note, merged = _link(book, call, call.previous_id, former, "alias")
            refusal = note or refusal
    if device is not None and account is not None and call.anonymous_id:
        device = book.find_known((call.workspace_id, ANONYMOUS, call.anonymous_id))
        person, note, more = _link(book, call, call.anonymous_id, device, "identify")
        return _resolution(book, call, person, note or refusal, merged + more)
    person = _save_account(book, call) if device is None else _keep_device(book, call, device)
    return _resolution(book, call, person, refusal, merged)


def _resolution(
    book: Book, call: IdentityCall, person: int, refusal: str | None, merged: tuple[int, ...]
) -> Resolution:
    return Resolution(person, book.find_root(call.workspace_id, person), None, refusal, merged)


def _keep_device(book: Book, call: IdentityCall, device: Known) -> int:
    if call.is_kept and not device.is_saved:
        book.save((call.workspace_id, ANONYMOUS, call.anonymous_id or ""), device, call.ts_ms)
    return device.home


def _save_account(book: Book, call: IdentityCall) -> int:
    key = (call.workspace_id, USER, call.user_id or "")
    account = book.find_known(key)
    if not account.is_saved:
        book.save(key, account, call.ts_ms)
        book.own(call, account.home, account.home)
    return account.home


def _find_former(book: Book, call: IdentityCall, account: Known) -> tuple[Known | None, str | None]:
    """The device that an alias speaks of: a known user of that value is himself, never a device."""
    workspace_id, value = call.workspace_id, call.previous_id or ""
    other = book.find_known((workspace_id, USER, value))
    if value == call.user_id or (other.is_saved and other.home == account.home):
        return None, None
    if other.is_saved:
        return None, book.refuse(call, Refusal.TWO_USERS)
    former = book.find_known((workspace_id, ANONYMOUS, value))
    return (None, book.refuse(call, Refusal.ILLEGAL_ID)) if former.is_illegal else (former, None)


def _link(
    book: Book, call: IdentityCall, device_id: str, device: Known, reason: str
) -> tuple[int, str | None, tuple[int, ...]]:
    """(home of the event, refusal, roots that gave way) of a device and an account named together."""
    workspace_id = call.workspace_id
    account = book.find_known((workspace_id, USER, call.user_id or ""))
    root, other = book.find_root(workspace_id, device.home), book.find_root(workspace_id, account.home)
    if account.is_saved and root == other:
        return device.home, None, ()
    refusal = _find_refusal(book, call, device, account)
    if refusal is not None:
        return _save_account(book, call), book.refuse(call, refusal), ()
    key = (workspace_id, ANONYMOUS, device_id)
    if not device.is_saved:
        book.save(key, device, call.ts_ms)
    if not account.is_saved:
        book.attach(call, device.home)
        return device.home, None, ()
    loser = book.merge(call, device.home, account.home, reason)
    return device.home, None, (loser,)


def _find_refusal(book: Book, call: IdentityCall, device: Known, account: Known) -> Refusal | None:
    workspace_id = call.workspace_id
    root = book.find_root(workspace_id, device.home)
    if book.find_owner(workspace_id, root) not in {None, call.user_id}:
        return Refusal.OTHER_USER
    here = book.find_cluster(workspace_id, root, call.ts_ms)
    if not account.is_saved:
        return Refusal.IDENTITY_CAP if here.identities >= MAX_IDENTITIES else None
    there = book.find_cluster(workspace_id, book.find_root(workspace_id, account.home), call.ts_ms)
    if book.is_undone(workspace_id, device.home, account.home):
        return Refusal.UNDONE
    if max(here.identities, 1) + there.identities > MAX_IDENTITIES:
        return Refusal.IDENTITY_CAP
    return Refusal.MERGE_CAP if max(here.homes, 1) + there.homes - 1 > MAX_MERGES else None


def _is_erased(identity: Known | None, call: IdentityCall) -> bool:
    return identity is not None and (identity.is_blocked or call.ts_ms < identity.not_before_ms)
