"""Who runs what with `pytest -n`: a file stays with one worker, dear files come first, light ones last.

So all workers end at about the same time: what is left for the end is short.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

TOGETHER = "tests/browser/admin/"
"""Files that share what is dear to start: one worker has them all, or two have a part each."""
PARTED = f"{TOGETHER}test_first"
"""Where the second part begins, if there are workers enough for two."""
ENOUGH = 3
FIRST = (
    TOGETHER,
    "tests/chaos/",
    "tests/architecture/",
    "tests/integration/infra/test_supervisor.py",
    "tests/integration/segments/",
    "tests/browser/",
    "tests/contracts/",
    "tests/integration/",
)


class Schedule(LoadScopeScheduling):
    """Whole files (or what belongs together) at a time, in the order of FIRST."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        if not file.startswith(TOGETHER):
            return file
        return PARTED if self.numnodes >= ENOUGH and file >= PARTED else TOGETHER


def rank(nodeid: str) -> int:
    """When a test is begun; tests of one rank keep their order."""
    return next((place for place, start in enumerate(FIRST) if nodeid.startswith(start)), len(FIRST))


def make_schedule(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return Schedule(config, log)
