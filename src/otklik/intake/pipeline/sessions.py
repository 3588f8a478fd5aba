"""Sessions: visits of one device with gaps under 40 minutes, judged by event time.

The rule: an event joins a session of its device when it lies less than the gap after the session's last
moment or before its first one (39:59.999 continues, 40:00 starts anew); of several it joins the one it lies
within, else the one it continues. Otherwise it opens a session, whose id derives from the device and the
event's position. So a late event never splits nor joins together sessions that are stored. A heartbeat keeps
a session open and opens none; an event of a server joins an open session and neither opens nor prolongs one.
"""

from enum import Enum
from typing import Final, NamedTuple

from otklik.kit.ids import derive_session_id

MAX_DEVICES: Final = 200_000
SESSIONS_A_DEVICE: Final = 8
"""The latest ones by start; an event older than all of them may open one of its own."""


class Span(NamedTuple):
    """A session and the first and last moment known of it, milliseconds."""

    id: int
    first_ms: int
    last_ms: int


class Touch(Enum):
    """What an event does to sessions."""

    OPENS = 1  # joins or opens, and prolongs
    KEEPS = 2  # prolongs what is open
    JOINS = 3  # joins what is open


class SessionBook:
    """The sessions of devices lately seen; changes count once `commit` is called, `rollback` forgets them."""

    def __init__(self, *, max_devices: int = MAX_DEVICES) -> None:
        self._devices: dict[int, tuple[Span, ...]] = {}
        self._staged: dict[int, tuple[Span, ...]] = {}
        self._max_devices = max_devices

    def place(
        self, *, workspace_id: int, device: int, ts_ms: int, pos: int, gap_ms: int, touch: Touch = Touch.OPENS
    ) -> tuple[int, bool]:
        """(session id or 0, whether this event opens it); `pos` is the position of the event."""
        spans = self._staged.get(device) or self._devices.get(device, ())
        span = _find(spans, ts_ms, gap_ms)
        if span is None:
            if touch is not Touch.OPENS:
                return 0, False
            session = derive_session_id(workspace_id, device, pos)
            self._stage(device, (*spans, Span(session, ts_ms, ts_ms)))
            return session, True
        if touch is not Touch.JOINS and not span.first_ms <= ts_ms <= span.last_ms:
            grown = Span(span.id, min(span.first_ms, ts_ms), max(span.last_ms, ts_ms))
            self._stage(device, tuple(grown if each is span else each for each in spans))
        return span.id, False

    def _stage(self, device: int, spans: tuple[Span, ...]) -> None:
        if len(spans) > SESSIONS_A_DEVICE:
            spans = tuple(sorted(spans, key=lambda span: span.first_ms))[-SESSIONS_A_DEVICE:]
        self._staged[device] = spans

    def restore(self, device: int, span: Span) -> None:
        """Take a stored session at start; call in the order of their last moments."""
        spans = self._devices.pop(device, ())
        known = next((each for each in spans if each.id == span.id), None)
        if known is not None:
            first_ms, last_ms = min(known.first_ms, span.first_ms), max(known.last_ms, span.last_ms)
            span = Span(span.id, first_ms, last_ms)
            spans = tuple(each for each in spans if each.id != span.id)
        self._devices[device] = (*spans, span)[-SESSIONS_A_DEVICE:]

    def prolong(self, device: int, moment_ms: int) -> None:
        """A device was still heard of at `moment_ms` (a heartbeat before the restart)."""
        spans = self._devices.get(device)
        if spans and moment_ms > spans[-1].last_ms:
            self._devices[device] = (*spans[:-1], spans[-1]._replace(last_ms=moment_ms))

    def commit(self) -> None:
        """Keep what was staged; devices silent the longest are forgotten beyond the bound."""
        devices = self._devices
        for device, spans in self._staged.items():
            devices.pop(device, None)
            devices[device] = spans
        self._staged.clear()
        while len(devices) > self._max_devices:
            del devices[next(iter(devices))]

    def rollback(self) -> None:
        """Forget what was staged."""
        self._staged.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._devices.clear()
        self._staged.clear()


def _find(spans: tuple[Span, ...], ts_ms: int, gap_ms: int) -> Span | None:
    """The session an event at `ts_ms` belongs to: it lies within, else it continues, else it precedes."""
    continued: Span | None = None
    preceded: Span | None = None
    for span in reversed(spans):
        if span.first_ms <= ts_ms <= span.last_ms:
            return span
        if span.last_ms < ts_ms < span.last_ms + gap_ms:
            continued = continued or span
        elif ts_ms < span.first_ms < ts_ms + gap_ms:
            preceded = span
    return continued or preceded
