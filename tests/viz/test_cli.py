"""The command line: answers, exit codes, and no traceback whatever is asked."""

import json
import os
import resource
import statistics
import subprocess
import sys

import pytest

from approdo import __version__
from approdo.experiments import request
from approdo.experiments.seeds import run_seed
from approdo.model import engine
from approdo.viz.cli import options
from approdo.viz.cli.documents import finite
from approdo.viz.cli.progress import _Lines
from approdo.viz.cli.tables import table
from tests.experiments import fake_engine

COMMANDS = ("compare", "run", "territories", "packages", "levers", "parameters", "outcomes", "describe")
SMALL = ("--months", "14", "--runs", "3", "--workers", "1")


def test_compare_answers_draws_and_writes(ask, tmp_path):
    code, out, _ = ask("compare", "padova", "--package", "ali", *SMALL, "--json", "a.json")
    assert code == 0
    assert "Reproduce: approdo compare padova --package ali --months 14 --runs 3 --seed 1" in out
    assert out.rstrip().endswith("Figure: approdo-padova-ali.png")
    assert (tmp_path / "approdo-padova-ali.png").read_bytes().startswith(b"\x89PNG")
    document = json.loads((tmp_path / "a.json").read_text())
    assert set(document) == {"approdo", "command", "inputs", "results", "run"}
    assert (document["approdo"], document["command"]) == (__version__, "compare")
    assert document["inputs"]["baseline"] == "none"
    assert (document["run"]["runs_computed"], document["run"]["runs_found"]) == (6, 0)


def test_results_are_the_same_bytes_the_second_time(ask, tmp_path):
    for name in ("a.json", "b.json"):
        assert ask("compare", "padova", "--package", "ali", *SMALL, "--no-figure", "--json", name)[0] == 0
    texts = [(tmp_path / name).read_text().partition('"run": {') for name in ("a.json", "b.json")]
    assert texts[0][0] == texts[1][0]
    assert '"results"' in texts[0][0]
    first, second = (json.loads((tmp_path / name).read_text())["run"] for name in ("a.json", "b.json"))
    assert (first["runs_found"], second["runs_found"]) == (0, 6)
    assert not list(tmp_path.glob("*.png"))


def test_a_figure_for_each_contrast(ask, tmp_path):
    code, _, _ = ask("compare", "padova", "bologna", "--package", "ali", *SMALL, "--figure", "f.svg")
    assert code == 0
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["f-bologna-ali.svg", "f-padova-ali.svg"]


def test_run_takes_the_territories_of_the_package(ask):
    code, out, _ = ask("run", "--package", "ali", *SMALL)
    assert code == 0
    assert out.startswith("Padova, 14 months from 2018-10, A.L.I., 3 runs")


@pytest.mark.parametrize("command", COMMANDS[2:])
def test_lists_answer_and_write(ask, tmp_path, command):
    code, out, errors = ask(command, "--json", "list.json")
    assert (code, errors) == (0, "")
    assert len(out.splitlines()) > 2
    document = json.loads((tmp_path / "list.json").read_text())
    assert document["command"] == command
    assert document["results"]


def test_parameters_by_status_and_levers_by_kind(ask):
    _, out, _ = ask("parameters", "--status", "assumption")
    assert out.splitlines()[0].split()[:3] == ["name", "influence", "value"]
    assert "verified" not in out
    _, out, _ = ask("levers", "rent_subsidy")
    assert "take_up" in out


def test_describe_prints_the_schedule_in_order(ask):
    _, out, _ = ask("describe")
    names = ["exits", "services", "permits", "learning", "work", "money", "tenancies", "housing_market", "no_home"]
    places = [out.index(f"{number:<4}{name}") for number, name in enumerate(names, 1)]
    assert places == sorted(places)
    assert "numba" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(ask, command):
    code, out, _ = ask(command, "--help")
    assert code == 0
    assert f"Example: approdo {command}" in out
    assert "--json" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["compare", "padoa", "--package", "ali"], 2, 'Did you mean "padova"?'),
        (["compare", "padova", "--package", "alii"], 2, 'Did you mean "ali"?'),
        (["compare", "padova", "--package", "none.toml"], 2, "none.toml"),
        (["compare", "padova"], 2, "no package given"),
        (["compare", "padova", "--package", "ali", "--months", "0"], 2, "months = 0, expected 1 to 120"),
        (["compare", "padova", "--package", "ali", "--months", "many"], 2, "--months"),
        (["compare", "padova", "--package", "ali", "--start", "2018"], 2, "expected YYYY-MM"),
        (["compare", "padova", "--package", "ali", "--workers", "0"], 2, "workers = 0"),
        (["compare", "padova", "--package", "ali", "--store", "."], 2, "this is a folder"),
        (["compare", "padova", "--package", "ali", "--store", "/proc/a.db"], 1, "cannot be written"),
        (["compare", "padova", "--package", "ali", "--json", "none/a.json"], 1, "there is no folder none"),
        (["compare", "padova", "--package", "ali", "--json", "."], 1, "this is a folder"),
        (["compare", "padova", "--package", "ali", "--figure", "a.bmp"], 2, "ends in .png, .svg, .pdf"),
        (["compare", "padova", "--package", "ali", "--figure", "/proc/a.png"], 1, "cannot be written"),
        (["run", "nowhere"], 2, "unknown territory"),
        (["run"], 2, "no territory given"),
        (["levers", "rent_subsidee"], 2, 'Did you mean "rent_subsidy"?'),
        (["parameters", "--status", "guess"], 2, "expected verified, derived, recalled, fitted, assumption"),
        (["comparison"], 2, "comparison"),
        (["compare", "--packge", "ali"], 2, "--packge"),
    ],
)
def test_what_is_asked_wrongly_ends_in_a_sentence(ask, words, code, said):
    found, out, errors = ask(*words)
    assert (found, out) == (code, "")
    assert said in errors


def test_runs_that_fail_make_the_exit_code_one(ask, monkeypatch):
    def breaks(*given, **_):
        if given[5] == run_seed(1, 1):
            raise RuntimeError("broken")
        return fake_engine.run_together(*given)

    monkeypatch.setattr(engine, "run_together", breaks)
    for words in (["compare", "padova", "--package", "ali", "--no-figure"], ["run", "padova"]):
        code, out, _ = ask(*words, *SMALL)
        assert code == 1
        assert "runs failed and are left out; the first said: RuntimeError: broken" in out
        assert "2 paired runs" in out or "2 runs" in out


def test_an_internal_error_is_one_line_unless_debug(ask, monkeypatch):
    monkeypatch.setattr("approdo.experiments.summary.simulate", lambda *given, **named: 1 / 0)
    code, _, errors = ask("run", "padova")
    assert code == 1
    assert errors.startswith("Internal error, please report it: ZeroDivisionError: division by zero")
    assert len(errors.splitlines()) == 1


def test_ctrl_c_outside_the_runs_is_a_sentence(ask, monkeypatch):
    def stop(*given, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr("approdo.experiments.summary.simulate", stop)
    code, _, errors = ask("run", "padova")
    assert (code, errors) == (1, "Stopped. Nothing was begun; the same command starts again.\n")


def test_defaults_are_those_of_the_python_interface():
    assert (options.MONTHS, options.RUNS, options.SEED) == (request.MONTHS, request.RUNS, request.SEED)


def test_help_answers_within_half_a_second_of_processor_time():
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-m", "approdo", "--help"], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert "compare" in done.stdout
    assert statistics.median(seconds) < 0.5


def test_help_imports_nothing_big():
    code = (
        "import sys, approdo.viz.cli.main; import approdo; "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'numpy', 'numba', 'pandas', 'sqlalchemy', "
        "'matplotlib', 'scipy', 'mesa', 'rich'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_closed_pipe_is_no_error(tmp_path):
    command = f"{sys.executable} -m approdo parameters | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stderr == ""


def test_a_terminal_without_utf_8_breaks_nothing(tmp_path):
    settings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    words = [sys.executable, "-m", "approdo", "packages"]
    done = subprocess.run(words, capture_output=True, text=True, env=settings, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_numbers_that_json_does_not_know_become_null():
    assert finite({"a": [float("nan"), 1.0, (float("inf"),)], "b": "nan"}) == {"a": [None, 1.0, [None]], "b": "nan"}


def test_a_table_is_one_line_a_row_outside_a_terminal():
    assert table(("a", "b"), [("1", "x " * 200)]).splitlines() == ["a  b", "1  " + ("x " * 200).rstrip()]


def test_heads_fold_and_the_last_column_wraps_in_a_narrow_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    shown = table(("id", "leavers_per_month", "about"), [("lucca", "14.9", "a town with walls and many towers")])
    assert shown.splitlines() == [
        "id     leavers  about",
        "       _per",
        "       _month",
        "lucca  14.9     a town with walls and",
        "                many towers",
    ]


def test_progress_lines_are_few_and_tell_what_is_left(capsys, monkeypatch):
    clock = iter([0.0, 0.0, 21.0, 31.0, 32.0, 42.0, 50.0])
    monkeypatch.setattr("approdo.viz.cli.progress.time.monotonic", lambda: next(clock))
    lines = _Lines()
    for done in (0, 2, 4, 6, 8, 10):
        lines(done, 10)
    assert capsys.readouterr().err.splitlines() == [
        "2 of 10 runs",
        "4 of 10 runs, about 30 s left",
        "8 of 10 runs, about 7 s left",
    ]


def test_what_is_left_of_a_second_piece_of_work_does_not_count_the_first(capsys, monkeypatch):
    clock = iter([0.0, 5.0, 600.0, 605.0, 615.0, 635.0])
    monkeypatch.setattr("approdo.viz.cli.progress.time.monotonic", lambda: next(clock))
    lines = _Lines()
    for done, total in ((1, 400), (400, 400), (0, 20), (5, 20), (10, 20)):
        lines(done, total)
    assert capsys.readouterr().err.splitlines() == [
        "0 of 20 runs",
        "5 of 20 runs",
        "10 of 20 runs, about 40 s left",
    ]
