"""Starts one of our programs: `python -m otklik.infra.embedded.start otklik.app ARG…`.

What a program imports stays for its whole life, and the collector would look through it again and again while
it grows: a fifth of the time of a start. So it rests until everything is imported.
"""

import gc
import importlib
import sys


def main() -> None:
    """Import the module of the first argument, and run its `main` with the others."""
    del sys.argv[0]
    gc.disable()
    program = importlib.import_module(sys.argv[0])
    gc.enable()
    program.main()


if __name__ == "__main__":
    main()
