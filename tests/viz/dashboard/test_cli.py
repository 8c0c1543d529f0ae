"""The command `dashboard`: what is asked wrongly ends in a sentence before anything is started."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from approdo.viz.cli.main import app


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--port", "0"], "--port 0, expected 1 to 65535"),
        (["--base-path", "approdo"], "expected letters"),
        (["--base-path", "/a/../b"], "expected letters"),
        (["--pages", "0"], "--pages 0, expected 1 to 1000"),
        (["--pairs", "1"], "--pairs 1, expected 2 to 256"),
        (["--forget", "1441"], "--forget 1441, expected 1 to 1440"),
    ],
)
def test_what_is_asked_wrongly_ends_in_a_sentence(words, said):
    done = CliRunner().invoke(app, ["dashboard", "--no-open", *words])
    assert done.exit_code == 2
    assert said in done.stderr


def test_an_address_of_another_machine_ends_in_a_sentence(tmp_path):
    command = [sys.executable, "-m", "approdo", "dashboard", "--no-open", "--host", "256.1.1.1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
