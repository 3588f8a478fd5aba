"""Rules about the repository as a whole: lock files, machine paths, links of the documents, file sizes."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from tools.lint.rules import Breach

LOCK_FILES = ("package-lock.json", ".lock")
HOST_IN_LOCK = re.compile(r'"resolved":\s*"http|index-url|registry\s*=\s*"http|url\s*=\s*"http')
MACHINE_PATH = re.compile(r"/(?:home|Users|root|work)/[a-z0-9_.-]+/")
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
README_LINES = 150
MAX_BYTES = 2_000_000
TEXT = {".py", ".ts", ".tsx", ".md", ".toml", ".json", ".sh", ".sql", ".txt", ".css", ".html", ".mjs", ""}


def tracked(root: Path) -> list[Path]:
    """List the files that git tracks."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True)  # noqa: S607  # git is found on PATH by design
    return [root / name for name in done.stdout.split("\0") if name and (root / name).is_file()]


def check_repository(root: Path) -> Iterator[Breach]:
    """Yield breaches of the rules that look at more than one module."""
    for path in tracked(root):
        relative = PurePosixPath(path.relative_to(root))
        if path.suffix not in TEXT or path.stat().st_size > MAX_BYTES:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        yield from _check_text(relative, text)
        if path.suffix == ".md":
            yield from _check_links(root, path, text)
    readme = root / "README.md"
    if readme.exists() and readme.read_text(encoding="utf-8").count("\n") > README_LINES:
        yield Breach(PurePosixPath("README.md"), README_LINES, "readme", f"at most {README_LINES} lines")


def _check_text(path: PurePosixPath, text: str) -> Iterator[Breach]:
    is_lock = path.name.endswith(LOCK_FILES) or path.parts[0] == "requirements"
    for number, line in enumerate(text.splitlines(), 1):
        if is_lock and HOST_IN_LOCK.search(line):
            yield Breach(path, number, "lock", "a lock file names no address")
        if not is_lock and path.parts[0] != "tools" and MACHINE_PATH.search(line):
            yield Breach(path, number, "machine-path", "a path of one machine does not belong here")


def _check_links(root: Path, path: Path, text: str) -> Iterator[Breach]:
    relative = PurePosixPath(path.relative_to(root))
    for number, line in enumerate(text.splitlines(), 1):
        for target in LINK.findall(line):
            if not (path.parent / target).exists():
                yield Breach(relative, number, "link", f"{target} does not exist")
