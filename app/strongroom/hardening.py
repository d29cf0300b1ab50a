"""What the strong room does to itself before it hears the first request (rule ROOM-ALONE).

Sources: prctl(2), unshare(2), setrlimit(2), mlockall(2).
"""

import ctypes
import os
import resource
import signal
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_MCL_CURRENT_AND_FUTURE = 3
_FIRST_FREE = 3
"""The first descriptor after standard input, output and error."""


def harden(keep: Collection[int], parent: int) -> tuple[str, ...]:
    """Close what isn't ours, cut the network, forbid dumps and new privileges; one sentence for each.

    Args:
        keep: the descriptors that are ours.
        parent: the process that started this one. If another has taken its place, it died, and so do we.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    _close_all_but(keep)
    said = [_off_the_network(libc), _no_dumps(libc), _no_privileges(libc), _lock_all(libc)]
    die_with_parent(signal.SIGKILL)  # after the namespace: the kernel forgets it when credentials change
    if os.getppid() != parent:
        os._exit(1)
    return tuple(said)


def die_with_parent(which: signal.Signals) -> None:
    """Have the kernel send this signal when the thread that started us ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(which), 0, 0, 0)


def _close_all_but(keep: Collection[int]) -> None:
    for entry in list(Path("/proc/self/fd").iterdir()):
        descriptor = int(entry.name)
        if descriptor >= _FIRST_FREE and descriptor not in keep:
            with suppress(OSError):
                os.close(descriptor)


def _off_the_network(libc: ctypes.CDLL) -> str:
    """A network namespace of our own, with nothing in it; without the right to one, inside a user namespace."""
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWNET) == 0:
        return "The strong room has a network of its own, with nothing on it."
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        return "The strong room has a network of its own, with nothing on it."
    return "The system does not let the strong room have a network of its own; it opens no connection."


def _no_dumps(libc: ctypes.CDLL) -> str:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    done = libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
    return (
        "Its memory is never dumped, and other programs of the same user can't read it."
        if done
        else "Its memory is never dumped; the system does not keep other programs of the same user from reading it."
    )


def _no_privileges(libc: ctypes.CDLL) -> str:
    done = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    return f"It can{'not' if done else ''} gain privileges."


def _lock_all(libc: ctypes.CDLL) -> str:
    """All memory where the system allows it; an ordinary user's limit is too small for a whole program."""
    if _may_lock_all() and libc.mlockall(_MCL_CURRENT_AND_FUTURE) == 0:
        return "Its memory is locked: none of it is written to a swap file."
    return "The system does not let it lock all its memory; single secrets are locked, the rest may be swapped."


def _may_lock_all() -> bool:
    """Whether locking everything won't make later allocations fail."""
    soft, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    return soft == resource.RLIM_INFINITY or os.geteuid() == 0
