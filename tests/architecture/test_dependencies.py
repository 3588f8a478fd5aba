"""What the program loads is what its wheel asks for: tools of the developers bring libraries of their own."""

import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
_LOAD = """
import importlib, pkgutil, sys, otklik
for module in pkgutil.walk_packages(otklik.__path__, "otklik."):
    if "migrations" not in module.name and not module.name.endswith(("launch", "__main__")):
        importlib.import_module(module.name)
print(*{name.partition(".")[0] for name, module in sys.modules.items() if module is not None})
"""


def asked_for() -> set[str]:
    """Names of all distributions that installing the wheel brings."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(text) for text in project["dependencies"]]
    found: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        for extra in ("", *wanted.extras):
            key = (canonicalize_name(wanted.name), extra)
            if key not in found:
                found.add(key)
                waiting += needs_of(wanted.name, extra)
    return {name for name, _ in found}


def needs_of(name: str, extra: str) -> list[Requirement]:
    try:
        needs = [Requirement(text) for text in requires(name) or ()]
    except PackageNotFoundError:  # of another platform
        return []
    return [need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]


def test_everything_loaded_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", _LOAD], check=True, capture_output=True, text=True)
    distributions = packages_distributions()
    loaded = {
        canonicalize_name(each) for module in done.stdout.split() for each in distributions.get(module, ())
    }
    assert {"sqlalchemy", "fastapi", "chdb"} <= loaded | asked_for()
    assert loaded - asked_for() - {"otklik"} <= _OPTIONAL


_OPTIONAL = frozenset({"opentelemetry-api", "pyyaml", "setuptools"})
"""Loaded by others when it is there, not needed."""
