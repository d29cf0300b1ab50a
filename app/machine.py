"""What the workstation itself says: is it off the network, is there room on its disk."""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

NETWORK = Path("/sys/class/net")
LOOPBACK = "lo"
_GIGABYTE = 10**9


class Machine(msgspec.Struct, frozen=True):
    """The state of the workstation.

    Attributes:
        links: network interfaces that have a link; empty when the air gap holds.
        known: whether the system says anything about its interfaces.
        free: bytes free on the workspace's disk.
    """

    links: tuple[str, ...]
    known: bool
    free: int

    @property
    def air_gap(self) -> str:
        """The air gap in words."""
        if not self.known:
            return "not known"
        return f"BROKEN: {', '.join(self.links)} has a link" if self.links else "ok"

    @property
    def disk(self) -> str:
        """The free space in words."""
        return f"{self.free // _GIGABYTE:,} GB free"


Look = Callable[[], Machine]


def looking_at(workspace: Path, network: Path = NETWORK) -> Look:
    """A function that looks at the machine."""
    return lambda: Machine(*_links(network), free=_free(workspace))


def _links(network: Path) -> tuple[tuple[str, ...], bool]:
    """The interfaces with a link, and whether that can be known."""
    try:
        names = sorted(one.name for one in network.iterdir() if one.name != LOOPBACK)
    except OSError:
        return (), False
    return tuple(name for name in names if _has_link(network / name)), True


def _has_link(interface: Path) -> bool:
    try:
        return (interface / "carrier").read_text().strip() == "1"
    except OSError:  # an interface that is down has no carrier to read
        return False


def _free(workspace: Path) -> int:
    try:
        return shutil.disk_usage(workspace).free
    except OSError:
        return 0
