"""The command `approdo` as a shell starts it, without importing the same libraries and rules again each time.

A process of its own imports them once and then forks for each command: a child has its own folder, environment and
output, and the state of a process that has just started. What depends on the start itself is tried with real processes.
"""

import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

Run: TypeAlias = Callable[[Sequence[str], Path, Mapping[str, str]], "subprocess.CompletedProcess[str]"]

LIMIT = 600  # seconds that a command may take
# OpenBLAS: a process with threads should not fork. Figures are drawn without a screen.
SETTINGS = {"OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}


@contextmanager
def prompt() -> Iterator[Run]:
    """Give a function that runs a command in a folder with an environment, and returns what `subprocess.run` would.

    The command is `approdo` with its arguments, or `python` with options `-W` and a file.
    """
    command = [sys.executable, "-m", "tests.prompt"]
    environment, root = {**os.environ, **SETTINGS}, Path(__file__).parents[1]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, cwd=root, env=environment, stdin=pipe, stdout=pipe, text=True) as server,
        tempfile.TemporaryDirectory() as kept,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        asking, answers = server.stdin, server.stdout

        def run(
            words: Sequence[str], folder: Path, environment: Mapping[str, str]
        ) -> "subprocess.CompletedProcess[str]":
            out, err = Path(kept, "out"), Path(kept, "err")
            asked = {"words": list(words), "folder": str(folder), "environment": dict(environment)}
            asking.write(json.dumps({**asked, "out": str(out), "err": str(err)}) + "\n")
            asking.flush()
            code = int(answers.readline())
            return subprocess.CompletedProcess(words, code, out.read_text("utf-8"), err.read_text("utf-8"))

        yield run


def _import_all() -> None:
    """Live through a comparison, with its figure, and import what other commands need."""
    import docx  # noqa: F401
    import fpdf  # noqa: F401
    import sklearn.ensemble
    import sklearn.gaussian_process  # noqa: F401

    from approdo import compare, plot
    from approdo.viz.cli import main  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        answer = compare("sondrio", "inside-aut", months=2, runs=2, workers=1, store=f"{folder}/runs.db")
        plot(answer, "ethos_light").figure.savefig(f"{folder}/a.png")


def _serve() -> None:
    """Answer each line on standard input with the exit code of the command that it asks for."""
    for line in sys.stdin:
        asked = json.loads(line)
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            child = os.fork()  # since 3.12 it warns of threads; the one there is Arrow's memory, which knows of forks
        if child == 0:
            _become(asked)
            return
        status = os.waitpid(child, 0)[1]
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(asked: Mapping[str, Any]) -> None:
    """Be the command that is asked for; this is no longer the process that forks."""
    signal.alarm(LIMIT)
    for number, name, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, asked["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, asked["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(name, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.modules["__main__"] = ModuleType("__main__")
    program, *sys.argv = asked["words"]
    if program == "approdo":
        from approdo.viz.cli.main import main

        sys.argv.insert(0, program)
        main()
        return
    while sys.argv[0] == "-W":
        warnings._setoption(sys.argv[1])  # type: ignore[attr-defined]
        del sys.argv[:2]
    sys.path.insert(0, asked["folder"])
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    _import_all()
    gc.collect()
    gc.freeze()  # a child that ends looks through its own objects only
    _serve()
