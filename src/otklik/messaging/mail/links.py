"""Our addresses in a letter: opening, clicking, leaving. Nothing is looked up to know them (ADR 24)."""

from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

import msgspec

from otklik.infra.secrets import Secrets
from otklik.letters.marks import Use, make_mark, read_mark

PATH: Final = "/l/"
LEAVE: Final = "https://unsubscribe.invalid/"
"""What `{{ unsubscribe_url }}` is until a letter is made of it: only then the send is known."""
PREFERENCES: Final = "https://preferences.invalid/"
"""The same of `{{ preferences_url }}`."""
CONFIRM: Final = "https://confirm.invalid/"
"""The same of `{{ confirm_url }}`, of letters that ask to confirm a subscription."""
PURPOSE: Final = "letters"
"""Of the key that marks are made with; `letters.post` uses the same."""
_LONGEST: Final = 2_000
_USES: Final = (Use.OPEN, Use.CLICK, Use.LEAVE, Use.PREFERENCES, Use.CONFIRM)


@lru_cache(maxsize=1_024)
def _quote(target: str) -> str:
    return quote(target, safe="")


class Visit(msgspec.Struct, frozen=True):
    """An address of ours that was called. `target`: where a click leads."""

    use: Use
    send_id: int
    target: str = ""


class Links:
    """Makes and reads the addresses of one installation."""

    __slots__ = ("_base", "_secrets")

    def __init__(self, secrets: Secrets, public_url: str) -> None:
        self._secrets = secrets
        self._base = f"{public_url}{PATH}"

    def over(self, host: str | None) -> "Links":
        """The same over a workspace's own host; None: as they are."""
        return Links(self._secrets, f"https://{host}") if host else self

    def host_token(self, workspace_id: int) -> str:
        """What a workspace's own host must answer to prove that it leads here."""
        return make_mark(self._mac, Use.HOST, workspace_id)

    def read_host_token(self, path: str) -> int | None:
        """The workspace whose host is being proved; None: nothing of the kind was called."""
        return read_mark(self._mac, Use.HOST, path.removeprefix(PATH))

    def open_url(self, send_id: int) -> str:
        """Of the picture that says that a letter was opened."""
        return f"{self._base}{make_mark(self._mac, Use.OPEN, send_id)}.gif"

    def click_url(self, send_id: int, target: str) -> str:
        """Of a link; one that is too long stays as it is."""
        if len(target) > _LONGEST:
            return target
        mark = make_mark(self._mac, Use.CLICK, send_id, also=target)
        return f"{self._base}{mark}?to={_quote(target)}"

    def leave_url(self, send_id: int) -> str:
        """Of the page where one unsubscribes."""
        return f"{self._base}{make_mark(self._mac, Use.LEAVE, send_id)}"

    def preferences_url(self, send_id: int) -> str:
        """Of the page where one chooses what to get."""
        return f"{self._base}{make_mark(self._mac, Use.PREFERENCES, send_id)}"

    def confirm_url(self, send_id: int) -> str:
        """Of the page where one confirms a subscription."""
        return f"{self._base}{make_mark(self._mac, Use.CONFIRM, send_id)}"

    def hook_url(self, hook_id: int) -> str:
        """Where a provider tells what became of letters."""
        return f"{self._base}{make_mark(self._mac, Use.HOOK, hook_id)}"

    def read_hook(self, path: str) -> int | None:
        """The id of a hook whose address was called; None: it is none of ours."""
        return read_mark(self._mac, Use.HOOK, path.removeprefix(PATH))

    def read(self, path: str, query: str) -> Visit | None:
        """What was called; None: nothing of ours, or somebody has changed it."""
        mark = path.removeprefix(PATH).removesuffix(".gif")
        use = next((use for use in _USES if mark[:1].lower() == use), None)
        if use is None:
            return None
        target = parse_qs(query).get("to", [""])[0] if use is Use.CLICK else ""
        if use is Use.CLICK and urlsplit(target).scheme.lower() not in {"http", "https"}:
            return None
        send_id = read_mark(self._mac, use, mark, also=target)
        return None if send_id is None else Visit(use, send_id, target)

    def _mac(self, data: bytes) -> bytes:
        return self._secrets.mac(data, purpose=PURPOSE)
