"""Run every benchmark, one after the other; each prints its figures beside its yardstick of the same run."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def scripts() -> list[Path]:
    """Return the benchmark scripts: modules of this folder whose name has no leading underscore."""
    return sorted(path for path in HERE.glob("*.py") if not path.name.startswith("_"))


def main(wanted: list[str]) -> int:
    """Run the benchmarks named in `wanted` (all when empty); the exit code counts those that failed."""
    failed = 0
    for script in scripts():
        if wanted and script.stem not in wanted:
            continue
        print(f"\n== {script.stem} ==", flush=True)
        done = subprocess.run([sys.executable, "-m", f"bench.{script.stem}"], check=False)
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
