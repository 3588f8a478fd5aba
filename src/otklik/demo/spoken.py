"""In which language the demo is made."""

import os

from otklik.demo.catalogue import Language


def spoken_language() -> Language:
    """Russian where the terminal speaks it, else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Language.RU if spoken.lower().startswith("ru") else Language.EN
