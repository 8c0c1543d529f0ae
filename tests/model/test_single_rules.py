"""The rules one by one, against known answers: in a process of its own, where nothing is compiled."""

import os
import subprocess
import sys
from pathlib import Path

RULES = Path(__file__).with_name("rules")


def test_single_rules():
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:playwright", str(RULES)]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=RULES.parents[2], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]
