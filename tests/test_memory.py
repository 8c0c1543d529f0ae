"""How much memory a process needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.memory import peak_bytes

CODE = "from tests.memory import peak_bytes; print(peak_bytes())"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells it")
def test_the_peak_of_a_process_is_its_own_and_not_that_of_the_one_that_started_it():
    filled = bytearray(b"x") * 2**29
    assert peak_bytes() > len(filled)
    root = Path(__file__).parents[1]
    told = subprocess.run([sys.executable, "-c", CODE], cwd=root, check=True, capture_output=True, text=True)
    assert 2**22 < int(told.stdout) < 2**28
