"""What the tests need of the system: run as a program it brings it, where it may, or says the one line to run.

``make test`` runs it first. Nothing is skipped because something is missing: a test that needs it fails with that line.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib")
MACHINES = ("x86_64-linux-gnu", "aarch64-linux-gnu")
SUBFOLDERS = ("", "softhsm", *(f"{machine}{below}" for machine in MACHINES for below in ("", "/softhsm", "/nss")))


def library(name):
    """Where a library lies; None where it is missing."""
    folders = (Path(base) / sub for base in LIBRARIES for sub in SUBFOLDERS)
    return next((str(folder / name) for folder in folders if (folder / name).is_file()), None)


def softhsm():
    """SoftHSM's PKCS #11 module: the token of the tests."""
    return library("libsofthsm2.so")


def nss():
    """NSS softokn: the token that must fail the probe."""
    return library("libsoftokn3.so")


def program(name):
    """Where a program lies; None where it is missing."""
    return shutil.which(name)


def missing():
    """The Debian packages that have to be installed."""
    there = {
        "softhsm2": softhsm() and program("softhsm2-util"),
        "libnss3": nss(),
        "opensc": program("pkcs11-tool"),
        "openssl": program("openssl"),
        "tmux": program("tmux"),
        "poppler-utils": program("pdftoppm"),
        "gcc": program("cc"),
    }
    return [package for package, found in there.items() if not found]


def line():
    """What to run to have it all."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get install -y {' '.join(missing())}"


def needed(found):
    """``found``, or the end of the test with the one line to run."""
    if not found:
        raise AssertionError(f"The tests need what isn't installed. Run: {line()}")
    return found


def main():
    """Bring what is missing where apt may be used; 0 if all is there then."""
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *missing()]):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if missing():
        print(f"The tests need what isn't installed. Run: {line()}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
