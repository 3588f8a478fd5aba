"""Becomes another program that dies with its parent.

`python launch.py SIGNAL PARENT_PID UID GID NICE PROGRAM ARG…`. Only the standard library, so that it starts
in a few milliseconds (`python -I -S`). The order matters: a change of user clears the death signal
(prctl(2)), so the user goes first; `exec` of a plain program keeps it. NICE is how far it stands back for
others (nice(2)).
"""

import contextlib
import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_MIN_ARGUMENTS = 7
_FIRST_PROGRAM_ARGUMENT = 6
_SESSION_NICE = "/proc/self/autogroup"


def become(signal_number: int, parent_pid: int, uid: int, gid: int, nice: int, command: list[str]) -> None:
    """Drop to `uid` (if not -1), tie this process to `parent_pid` and become `command`; never returns."""
    os.setsid()  # Ctrl-C in the terminal goes to the supervisor alone, which stops us in order
    if nice:
        stand_back(nice)
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent_pid:  # the parent died before the signal was set
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - a list of our own making, no shell


def stand_back(nice: int) -> None:
    """Take less of a busy processor, as this process and as the session that it is.

    Where the kernel shares processors out by sessions first (autogroup, sched(7)), a process' own number
    counts among the threads of its session only.
    """
    os.nice(nice)
    with contextlib.suppress(OSError), open(_SESSION_NICE, "w") as session:  # noqa: PTH123 - no pathlib: quick
        session.write(str(nice))


if __name__ == "__main__":
    if len(sys.argv) < _MIN_ARGUMENTS:
        sys.exit("launch.py SIGNAL PARENT_PID UID GID NICE PROGRAM ARG…")
    _signal, _parent, _uid, _gid, _nice = (int(text) for text in sys.argv[1:_FIRST_PROGRAM_ARGUMENT])
    become(_signal, _parent, _uid, _gid, _nice, sys.argv[_FIRST_PROGRAM_ARGUMENT:])
