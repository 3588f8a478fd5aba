"""The segments that the follower keeps members of, and what each of them has to be looked at for."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from otklik.infra.engines import Engines
from otklik.kit.clock import now_ms
from otklik.kit.errors import NotFoundError
from otklik.segments import loading
from otklik.segments.computed import repository_values
from otklik.segments.computed.changing import Computed
from otklik.segments.computed.definitions import REACHED
from otklik.segments.language.conditions import Condition
from otklik.segments.live import repository_states, repository_zones
from otklik.segments.live.program import Program, find_meaning, is_quick
from otklik.segments.live.reasons import MarkName, Reasons, find_reasons
from otklik.segments.live.repository_states import LIVE, PREPARING, SegmentState

log = structlog.get_logger(__name__)

ENTERED: Final = "$segment_entered"
LEFT: Final = "$segment_left"
OWN_EVENTS: Final = (ENTERED, LEFT, REACHED)
"""What the follower tells."""
MAX_NAMES: Final = 10_000
MAX_TRACKS: Final = 500
"""Kinds of events that one statement tells apart; with more the store is asked about every segment."""
TOGETHER: Final = 30
"""Segments prepared at once, the ready-made scoring in one go: a statement about a hundred takes a minute to
plan and never ends in time."""
REREAD_MS: Final = 60_000
"""A workspace is read anew so often at least: its time zone may have changed."""
_NONE: Final[frozenset[int]] = frozenset()


class Watched:
    """The segments of one workspace. `active`: live or being prepared; the others rest or wait.

    `quick`: those that `program` answers from memory; `slow`: those the store is asked about;
    `slow_by_time`: such of them as nothing but time may change.
    """

    def __init__(
        self,
        workspace_id: int,
        *,
        states: Mapping[int, SegmentState],
        members: Mapping[int, Condition],
        zone: ZoneInfo,
        known: Program | None = None,
    ) -> None:
        """`known`: a program that is used on if it means the same."""
        self.workspace_id = workspace_id
        self.states = states
        self.members = members
        self.zone = zone
        self.read_ms = now_ms()
        able = [id_ for id_ in sorted(states) if id_ in members]
        self.preparing = frozenset([id_ for id_ in able if states[id_].status == PREPARING][:TOGETHER])
        self.active = self.preparing | {id_ for id_ in able if states[id_].status == LIVE}
        self._reasons = {
            id_: find_reasons(members[id_], members=members, now_ms=self.read_ms, zone=zone)
            for id_ in self.active
        }
        self.open = self._which(lambda reasons: reasons.is_open)
        self.moving = self._which(lambda reasons: reasons.is_moving)
        self.echoing = self._which(lambda reasons: any(map(reasons.has_event, OWN_EVENTS)))
        self._by_event: dict[str, frozenset[int]] = {}
        self.program = self._find_program(known)
        self.quick = frozenset(self.program.segments)
        self.slow = self.active - self.quick
        self.slow_by_time = (self.moving | self.echoing) - self.quick

    def of_event(self, name: str) -> frozenset[int]:
        """The segments whose answer an event of this name may change."""
        found = self._by_event.get(name)
        if found is None:
            if len(self._by_event) >= MAX_NAMES:
                self._by_event.clear()
            found = self._by_event[name] = self._which(lambda reasons: reasons.has_event(name))
        return found

    def of_property(self, name: str) -> frozenset[int]:
        """The segments whose answer a write of this property may change."""
        return self._which(lambda reasons: name in reasons.properties)

    def of_mark(self, mark: MarkName) -> frozenset[int]:
        """The segments whose answer a word about this mark may change."""
        return self._which(lambda reasons: mark in reasons.marks)

    def _find_program(self, known: Program | None) -> Program:
        conditions = {id_: self.members[id_] for id_ in sorted(self._find_quick())}
        if known is not None and known.meaning == find_meaning(conditions, self.members, self.zone):
            return known
        program = Program(conditions, members=self.members, zone=self.zone)
        if len(program.layout.tracks) <= MAX_TRACKS:
            return program
        return Program({}, members=self.members, zone=self.zone)

    def _find_quick(self) -> set[int]:
        """Live segments that memory can answer.

        Of what is computed all parts or none, for a value follows from all of them at once.
        """
        able = {
            id_
            for id_ in self.active - self.preparing - self.echoing
            if is_quick(self.members[id_], self.members)
        }
        by_halves = {self.states[id_].computed_id for id_ in self.active - able} - {None}
        return {id_ for id_ in able if self.states[id_].computed_id not in by_halves}

    def _which(self, is_meant: Callable[[Reasons], bool]) -> frozenset[int]:
        found = frozenset(id_ for id_, reasons in self._reasons.items() if is_meant(reasons))
        return found or _NONE


class Registry:
    """All workspaces that have active segments, as of the last `refresh`."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._watched: dict[int, Watched] = {}
        self._computed: dict[int, Computed] = {}

    def __getitem__(self, workspace_id: int) -> Watched:
        return self._watched[workspace_id]

    @property
    def workspaces(self) -> Iterable[Watched]:
        """Those with something to follow."""
        return self._watched.values()

    def forget(self) -> None:
        """Read everything anew at the next refresh."""
        self._watched.clear()
        self._computed.clear()

    @property
    def computed(self) -> Iterable[Computed]:
        """Everything that is computed, of all workspaces."""
        return self._computed.values()

    def computed_of(self, workspace_id: int) -> list[Computed]:
        """What is computed in a workspace."""
        return [each for each in self._computed.values() if each.workspace_id == workspace_id]

    async def refresh(self) -> None:
        """Take in what was made, edited, paused and deleted."""
        await self._refresh_computed()
        states = await repository_states.list_states(self._engines.postgres)
        for workspace_id in self._watched.keys() - states.keys():
            del self._watched[workspace_id]
        for workspace_id, now in states.items():
            known = self._watched.get(workspace_id)
            if known is None or known.states != now or known.read_ms < now_ms() - REREAD_MS:
                await self._load(workspace_id, now)

    async def _refresh_computed(self) -> None:
        """Read before the segments: parts that come later are noticed when their definition is used."""
        states = await repository_values.list_states(self._engines.postgres)
        present = {id_: (each.version, each.status) for id_, each in self._computed.items()}
        if states != present:
            loaded = await repository_values.load_computed(self._engines.postgres, list(states))
            self._computed = {each.id: each for each in loaded}

    async def _load(self, workspace_id: int, states: Mapping[int, SegmentState]) -> None:
        """Conditions are read after their definitions' numbers: a newer one is noticed when it is written."""
        try:
            zone = await loading.load_zone(self._engines, workspace_id=workspace_id)
        except NotFoundError:
            self._watched.pop(workspace_id, None)  # being deleted
            return
        await repository_zones.note_zone(
            self._engines.postgres, workspace_id=workspace_id, zone=zone.key, now_ms=now_ms()
        )
        members = await loading.load_members(self._engines, workspace_id=workspace_id, with_parts=True)
        known = self._watched.get(workspace_id)
        self._watched[workspace_id] = Watched(
            workspace_id,
            states=states,
            members=members,
            zone=zone,
            known=None if known is None else known.program,
        )


def count_watched(watched: Iterable[Watched]) -> int:
    """How many segments are followed."""
    return sum(len(each.active) for each in watched)
