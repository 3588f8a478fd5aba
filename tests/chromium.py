"""Which Chromium the tests drive."""

import shutil

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def whole_chromium() -> str:
    """The browser as people have it: what the shell lacks (the back/forward cache) is tried in it."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    assert path, "Chromium is needed for the browser tests: tools/need-chromium.sh"
    return path


def chromium() -> str:
    """The shell without windows, where it is installed: the same engine for half the CPU."""
    return shutil.which("chromium-headless-shell") or whole_chromium()
