"""Becomes another program that dies with its parent.

`python launch.py SIGNAL PARENT_PID UID GID PROGRAM ARG…`. Only the standard library, so that it starts in a
few milliseconds (`python -I -S`). The order matters: a change of user clears the death signal (prctl(2)), so
the user goes first; `exec` of a plain program keeps it.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_MIN_ARGUMENTS = 6
_FIRST_PROGRAM_ARGUMENT = 5


def become(signal_number: int, parent_pid: int, uid: int, gid: int, command: list[str]) -> None:
    """Drop to `uid` (if not -1), tie this process to `parent_pid` and become `command`; never returns."""
    os.setsid()  # Ctrl-C in the terminal goes to the supervisor alone, which stops us in order
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent_pid:  # the parent died before the signal was set
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - a list of our own making, no shell


if __name__ == "__main__":
    if len(sys.argv) < _MIN_ARGUMENTS:
        sys.exit("launch.py SIGNAL PARENT_PID UID GID PROGRAM ARG…")
    _signal, _parent, _uid, _gid = (int(text) for text in sys.argv[1:_FIRST_PROGRAM_ARGUMENT])
    become(_signal, _parent, _uid, _gid, sys.argv[_FIRST_PROGRAM_ARGUMENT:])
