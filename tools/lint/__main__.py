"""Run every house rule over the Python of the repository; exit 1 and name each breach."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools.lint.repository import check_repository
from tools.lint.rules import RULES, Breach, Source

FOLDERS = ("src", "tests", "tools", "demo", "bench")


def sources(root: Path) -> Iterator[Source]:
    """Yield each Python module below the folders that hold code."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if "node_modules" in path.parts:
                continue
            text = path.read_text(encoding="utf-8")
            yield Source(PurePosixPath(path.relative_to(root)), text, ast.parse(text))


def breaches(root: Path) -> Iterator[Breach]:
    """Yield what breaks a rule anywhere in the repository at `root`."""
    for source in sources(root):
        for rule in RULES:
            yield from rule(source)
    yield from check_repository(root)


def main() -> int:
    """Print the breaches and say how many."""
    found = list(breaches(Path.cwd()))
    for breach in found:
        print(breach)
    print(f"house rules: {len(found)} breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
