"""Runs ``keyroom`` so that it dies at a chosen durable write.

``python killing.py POINT WHEN ARGUMENT...``: after SIGUSR1, the process kills itself (SIGKILL) before or after the
POINT-th durable write or rename from then on: an fsync, a rename, a commit. POINT 0 kills at none.
"""

import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.cli.main import main
from tests.torture.killed_database import watch_commits
from tests.torture.killer import Killer

if __name__ == "__main__":
    killer = Killer(int(sys.argv[1]), sys.argv[2])
    signal.signal(signal.SIGUSR1, killer.arm)
    killer.watch_files()
    watch_commits(killer)
    raise SystemExit(int(main(sys.argv[3:])))
