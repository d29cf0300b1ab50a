"""``make bench``: every figure, each beside its limit. Ratios are taken within one run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import bench_keys, bench_ledger, bench_screens

if __name__ == "__main__":
    sys.exit(max(bench_ledger.main(), bench_screens.main(), bench_keys.main()))
