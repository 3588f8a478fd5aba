"""A late module is read in with the first look at it, once, and is the one that others import."""

import subprocess
import sys

import pytest

from otklik.kit.late import import_late

_TRIED = """
import sys
from otklik.kit.late import import_late
calendar = import_late("calendar")
assert "datetime" not in sys.modules, "what it imports is not there yet"
assert calendar.isleap(2028)
assert "datetime" in sys.modules
import calendar as same
assert same is calendar is import_late("calendar")
"""


def test_it_is_read_in_when_it_is_used() -> None:
    subprocess.run([sys.executable, "-c", _TRIED], check=True)


def test_one_that_is_not_there_is_missed_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="otklik_nowhere"):
        import_late("otklik_nowhere")
