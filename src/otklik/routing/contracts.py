"""Rules of work: teams, their members, settings. Shapes only."""

from enum import StrEnum
from typing import Final

import msgspec

AUTO: Final = "auto"
"""Key of a part's data: which rule wrote it."""
OUT_OF_HOURS: Final = "out_of_hours"


class Mode(StrEnum):
    """How a team's conversations find somebody: who answers first, in turns, who has least."""

    TAKE = "take"
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


class By(StrEnum):
    """Why a rule takes a conversation from somebody."""

    SILENCE = "silence"
    AWAY = "away"


class TeamMember(msgspec.Struct, frozen=True):
    """Somebody of a team. `last_given`: the workspace's number when the team gave him a conversation last."""

    member_id: int
    limit: int | None = None
    last_given: int = 0


class Team(msgspec.Struct, frozen=True):
    """Members who share a queue; those whose role does not let them answer are left out.

    `operator_limit`: with so many open conversations (of whatever team) a member is given no more.
    `back_after_minutes`: of silence while the visitor waits, None: never.
    """

    id: int
    name: str
    mode: Mode = Mode.TAKE
    operator_limit: int | None = None
    back_after_minutes: int | None = 10
    position: int = 0
    members: tuple[TeamMember, ...] = ()

    @property
    def is_giving(self) -> bool:
        """Whether its conversations are given to somebody."""
        return self.mode is not Mode.TAKE


class Texts(msgspec.Struct, frozen=True):
    """A text in both languages."""

    ru: str = ""
    en: str = ""


class OutOfHours(msgspec.Struct, frozen=True):
    """What a visitor is told who writes while the team does not work."""

    is_on: bool = False
    text: Texts = Texts()


class Csat(msgspec.Struct, frozen=True):
    """Whether a visitor is asked how it was, so long after the conversation was closed."""

    is_on: bool = True
    delay_minutes: int = 0


class RoutingSettings(msgspec.Struct, frozen=True):
    """Rules of the whole workspace. `back_after_minutes`: of conversations that no team has."""

    default_team: int | None = None
    back_after_minutes: int | None = 10
    back_when_away: bool = True
    auto_away_minutes: int = 30
    out_of_hours: OutOfHours = OutOfHours()
    csat: Csat = Csat()


class Config(msgspec.Struct, frozen=True):
    """Everything that was set, and the living teams by id."""

    settings: RoutingSettings = RoutingSettings()
    teams: dict[int, Team] = {}

    def find_team(self, team: int | None) -> Team | None:
        """A living team."""
        return None if team is None else self.teams.get(team)

    def back_after_minutes(self, team: int | None) -> int | None:
        """After how long a silence a conversation of the team goes back to the queue."""
        found = self.find_team(team)
        return self.settings.back_after_minutes if found is None else found.back_after_minutes

    def list_giving(self) -> list[Team]:
        """Teams that give their conversations to somebody."""
        return [team for team in self.teams.values() if team.is_giving]


class Standing(msgspec.Struct, frozen=True):
    """Where a member is. `is_expected`: he left just now, or was not noticed to have."""

    is_here: bool = False
    is_away: bool = False
    is_expected: bool = False

    @property
    def is_free(self) -> bool:
        """Whether he may be given something."""
        return self.is_here and not self.is_away

    @property
    def is_absent(self) -> bool:
        """Whether nobody should wait for him."""
        return self.is_away or not (self.is_here or self.is_expected)
