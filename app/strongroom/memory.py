"""Single secrets: locked into memory while they live, overwritten when they are done with.

Python moves no object, so the bytes of one stand where they are until it is freed. What a library copied is not
reached from here: that goes when the process ends.
"""

import ctypes

from ceremonies.secret import Secret

_HEAD = bytes.__basicsize__ - 1
"""Bytes of a ``bytes`` object before its own."""

_SHARED = 1
"""CPython keeps one object for each ``bytes`` of this length or less; those are never touched."""


def lock_in(secret: Secret) -> bool:
    """Keep the pages that ``secret`` stands on out of the swap file; whether the system allowed it."""
    value = secret.reveal()
    if len(value) <= _SHARED:
        return False
    return bool(ctypes.CDLL(None).mlock(ctypes.c_void_p(id(value) + _HEAD), ctypes.c_size_t(len(value))) == 0)


def wipe(*secrets: Secret | None) -> None:
    """Overwrite what these hold with zeros. They must have been made at run time and belong to nobody else."""
    for one in secrets:
        if one is not None and len(one.reveal()) > _SHARED:
            ctypes.memset(id(one.reveal()) + _HEAD, 0, len(one.reveal()))
