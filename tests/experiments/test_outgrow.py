"""The page for those who outgrow one machine, with a real server, a real scheduler and real workers on loopback."""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "outgrow.md"
BIN = Path(sys.executable).parent
STANDING = ("dask scheduler", "dask worker")  # they end when they are told to
INSTALLED = ("pip install", "python -m approdo.model.warm")  # is so wherever this test runs

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(shutil.which("initdb") is None, reason="PostgreSQL is not installed"),
]


def commands():
    """Return the commands of the page, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def result(path):
    """Return what a comparison answered, without how it was asked to compute."""
    told = json.loads(path.read_text())["results"]
    del told["reproduce"]
    return told


def test_the_page_works_and_answers_are_the_same_as_on_one_machine(new_database, tmp_path):
    standing, answers, port = [], [], free_port()
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONWARNINGS": "ignore"}
    database = new_database("outgrown")

    def run(command, store):
        done = subprocess.run(
            shlex.split(command),
            cwd=tmp_path,
            env={**environment, "APPRODO_STORE": store},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout

    try:
        for number, command in enumerate(commands()):
            said = command.replace("scheduler.example", "127.0.0.1").replace("8786", port)
            if command.startswith(INSTALLED):
                continue
            if command.startswith("export"):
                assert re.fullmatch(r"export APPRODO_STORE=postgresql://approdo@db\.example:5432/approdo", command)
            elif command.startswith(STANDING):
                with (tmp_path / f"log-{number}").open("w") as log:
                    asked = [*shlex.split(said), *(("--memory-limit", "0") if "worker" in command else ())]
                    process = subprocess.Popen(
                        asked, env=environment, cwd=tmp_path, stdout=log, stderr=log, start_new_session=True
                    )
                standing.append(process)
            elif command.startswith("approdo compare"):
                there, here = tmp_path / f"there-{number}.json", tmp_path / f"here-{number}.json"
                run(f"{said} --json {there}", database)
                alone = re.sub(r" --scheduler \S+", "", said)
                run(f"{alone} --workers 1 --json {here}", f"sqlite:///{tmp_path}/here.db")
                answers.append((result(there), result(here)))
            else:
                assert command == "approdo store status"
                assert re.search(r"\b8\b", run(said, database)), "four pairs of runs are in the store"
    finally:
        for process in standing:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert len(answers) == len(standing) == 2
    assert all(there == here for there, here in answers)


def test_every_command_of_the_page_is_known():
    found = commands()
    assert len(found) == 9
    assert sum(command.startswith(STANDING) for command in found) == 2
