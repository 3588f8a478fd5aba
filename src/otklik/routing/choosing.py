"""Who gets the next conversation of a team. Pure; whoever asks holds the workspace's number."""

from collections.abc import Iterable, Mapping

from otklik.routing.contracts import Mode, Standing, Team, TeamMember


class Bench:
    """Members who are here, what each has, and when he was given something last."""

    def __init__(
        self, teams: Iterable[Team], standings: Mapping[int, Standing], loads: Mapping[int, int]
    ) -> None:
        self._free = {member for member, standing in standings.items() if standing.is_free}
        self._loads = dict(loads)
        self._given = {(team.id, each.member_id): each.last_given for team in teams for each in team.members}

    def choose(self, team: Team, *, but: int | None = None) -> int | None:
        """The member whose turn it is, None when nobody is free; never `but`."""
        able = [each for each in team.members if each.member_id != but and self._has_room(team, each)]
        return min(able, key=lambda each: self._rank(team, each)).member_id if able else None

    def give(self, team: Team, member_id: int, *, seq: int) -> None:
        """Note that a member was given a conversation under a number."""
        self._loads[member_id] = self._loads.get(member_id, 0) + 1
        self._given[team.id, member_id] = seq

    def _has_room(self, team: Team, member: TeamMember) -> bool:
        limit = team.operator_limit if member.limit is None else member.limit
        is_under = limit is None or self._loads.get(member.member_id, 0) < limit
        return member.member_id in self._free and is_under

    def _rank(self, team: Team, member: TeamMember) -> tuple[int, int, int]:
        """Lowest first: of the least busy, else of all, who has waited longest for his turn."""
        load = self._loads.get(member.member_id, 0) if team.mode is Mode.LEAST_BUSY else 0
        return load, self._given[team.id, member.member_id], member.member_id
