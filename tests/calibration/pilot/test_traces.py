"""No command about a pilot repeats who is in it: not in an answer, a complaint, a list, the audit or a file."""

import pytest
from typer.testing import CliRunner

from approdo.viz.cli.main import app

from .builders import people, pid, write

pytestmark = pytest.mark.promise("privacy.traces")
NAME = "Amina Rossi, nata a Padova il 3.4.1990"


@pytest.fixture
def ask(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("APPRODO_PILOTS", str(tmp_path / "pilots.db"))

    def run(*words):
        done = CliRunner().invoke(app, words)
        return done.exit_code, done.stdout + done.stderr

    return run


def no_person_in(text):
    assert NAME not in text
    assert "Amina" not in text
    for number in range(20):
        assert pid(number) not in text
        assert pid(number)[:12] not in text


def test_answers_and_files(ask, tmp_path):
    write(tmp_path / "trial", people(20))
    said = ""
    for words in (
        ("validate", "trial", "--json", "a.json"),
        ("import", "trial", "--name", "trial"),
        ("list",),
        ("table", "trial", "--to", "table.csv"),
        ("audit",),
        ("forget", "trial"),
        ("audit",),
    ):
        code, told = ask("pilot", *words)
        assert code == 0, told
        said += told
    no_person_in(said)
    for name in ("a.json", "table.csv"):
        no_person_in((tmp_path / name).read_text())


@pytest.mark.parametrize(
    ("file", "was", "now"),
    [
        ("person.csv", pid(0), NAME.replace(",", "")),
        ("person.csv", "pid,group", "surname,pid,group"),
        ("person.csv", "participant", f'"{NAME}"'),
        ("housing_spell.csv", "2020-11,hosted", f'2020-11,"{NAME}"'),
        ("work_spell.csv", pid(0), "0" * 32),
        ("person.csv", "2020-06", "2031-06"),
        ("housing_spell.csv", pid(3), pid(3).upper()),
    ],
)
def test_complaints(ask, tmp_path, file, was, now):
    files = people(20)
    files[file] = files[file].replace(was, now)
    if now.startswith("surname"):
        first, *rows = files[file].splitlines()
        files[file] = "\n".join([first, *(f'"{NAME}",{row}' for row in rows)]) + "\n"
    write(tmp_path / "trial", files)
    code, told = ask("pilot", "validate", "trial", "--json", "a.json")
    assert code == 2, told
    no_person_in(told)
    no_person_in((tmp_path / "a.json").read_text() if (tmp_path / "a.json").exists() else "")
