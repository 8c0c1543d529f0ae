"""Every block of code in the documents is run as it stands."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.prompt import prompt

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# by the tests of the set-up (they would call this very test) and of the dashboard (which ends with Ctrl-C)
TRIED_ELSEWHERE = ("make ", "approdo dashboard")
STUDY = re.compile(r"# (\S+\.toml)$(?=.*^\[study\]$)", re.MULTILINE | re.DOTALL)  # the first line names its file
OTHER_SYSTEM = ("bat",)  # the same steps are the Makefile's


def blocks() -> list[tuple[str, str, str]]:
    """Return (where, language, text) of every block, in order."""
    found = []
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if match[1] in OTHER_SYSTEM:
                continue
            line = text.count("\n", 0, match.start()) + 1
            found.append((f"{path.relative_to(ROOT).as_posix()}:{line}", match[1], match[2]))
    return found


@pytest.fixture(scope="module")
def commands():
    """Runs `approdo` and `python` quickly; the README's own commands are started by a shell, as its readers do."""
    with prompt() as run:
        yield run


def environment(folder: Path) -> dict[str, str]:
    """Return a reader's settings, with a store of their own."""
    bin_folder = Path(sys.executable).parent
    return {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
        "APPRODO_STORE": f"sqlite:///{folder}/docs.db",
        "MPLBACKEND": "Agg",
    }


def by_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does."""
    words = ["bash", "-c", command]
    return subprocess.run(words, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=600)


def plain(command: str) -> list[str]:
    """Return the words of a line that only calls `approdo`; none of a line that needs a shell."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    words = list(lexer)
    return words if words[0] == "approdo" and not any(set(word) <= set("|&;<>") for word in words) else []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all blocks: a file a block shows is there for the commands after it."""
    made = tmp_path_factory.mktemp("docs")
    (made / ".venv").symlink_to(sys.prefix)
    for path in (*(ROOT / "docs").rglob("*.csv"), *(ROOT / "docs" / "how-to").glob("*.toml")):  # a page works with it
        (made / path.name).write_bytes(path.read_bytes())
    for where, language, text in blocks():
        named = re.search(r'name = "Tutoring and guarantee"', text)
        if language == "toml" and named:
            (made / "tutoring-guarantee.toml").write_text(text)
        if language == "toml" and (study := STUDY.match(text)):
            assert not (made / study[1]).exists(), f"{where}: another page has a {study[1]} of its own"
            (made / study[1]).write_text(text)
    return made


@pytest.mark.parametrize(("where", "language", "text"), blocks(), ids=[where for where, _, _ in blocks()])
def test_block_runs(where, language, text, folder, commands):
    if language == "sh":
        for line in text.splitlines():
            command = line.split("#")[0].strip()
            if not command or command.startswith(TRIED_ELSEWHERE):
                continue
            words = [] if where.startswith("README") else plain(command)
            done = commands(words, folder, environment(folder)) if words else by_shell(command, folder)
            assert done.returncode == 0, f"{where}: {command}\n{done.stderr}"
            assert done.stdout or command.startswith("source ")
    elif language == "python":
        (folder / "block.py").write_text(text)
        words = ["python", "-W", "error::DeprecationWarning", "block.py"]
        done = commands(words, folder, environment(folder))
        assert done.returncode == 0, f"{where}\n{done.stderr}"
    elif language == "toml":
        from approdo.experiments.scenario import load_package
        from approdo.experiments.study_file import load_study

        if study := STUDY.match(text):
            assert load_study(folder / study[1]).size > 0
            return
        path = folder / "shown.toml"
        path.write_text(text)
        assert load_package(str(path)).levers
    else:
        assert language in ("", "json", "text", "console"), f"{where}: a block of {language} that nothing runs"


@pytest.mark.parametrize("command", ["approdo packages ali", "approdo lever", "approdo territory check nowhere.toml"])
def test_a_quick_command_gives_what_a_shell_gives(command, folder, commands):
    quick, real = commands(plain(command), folder, environment(folder)), by_shell(command, folder)
    assert (quick.returncode, quick.stdout, quick.stderr) == (real.returncode, real.stdout, real.stderr)


def test_links_and_images_exist():
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
