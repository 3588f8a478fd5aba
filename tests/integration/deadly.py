"""Deaths in the middle of work: whoever works on after them finds what was left."""

from collections import Counter


class DeathError(Exception):
    """The process ends here."""


class Deadly:
    """A Checkpoint that lets somebody die at each place, so many times."""

    def __init__(self, times: int = 1) -> None:
        self.times = times
        self.deaths: Counter[str] = Counter()

    async def __call__(self, place: str) -> None:
        if self.deaths[place] < self.times:
            self.deaths[place] += 1
            raise DeathError(place)

    @property
    def places(self) -> list[str]:
        """Where somebody died, in order."""
        return list(self.deaths)
