import subprocess
import sys
from pathlib import Path

PROGRAM = """
import gc, sys
print("collects while it imports:", gc.isenabled())

def main() -> None:
    print("collects while it runs:", gc.isenabled(), "arguments:", sys.argv[1:])
"""


def test_a_program_is_imported_without_the_collector_and_run_with_it(tmp_path: Path) -> None:
    (tmp_path / "some_program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "otklik.infra.embedded.start", "some_program", "--fd", "3"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == [
        "collects while it imports: False",
        "collects while it runs: True arguments: ['--fd', '3']",
    ]
