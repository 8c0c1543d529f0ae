"""The mistakes are real ones, and they are noticed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.faults.notes import MINUTES
from tests.mutations.changes import mistakes

UNFINISHED = 3  # of tests.mutations.run, which is a program of its own

ROOT = Path(__file__).parents[2]
RULES = ROOT / "model" / "processes"

SOURCE = '''
LIMIT = 3

@kernel
def late(owed: int, months: int) -> int:
    """Not a rule: 1 + 1 == 2."""
    if months >= 2 and not owed < 0:
        owed += min(months, 5)
        table[months] = owed
    for month in range(months):
        if month == 4:
            continue
        note(month)
    return owed
'''


def test_the_mistakes_of_a_rule(tmp_path):
    path = tmp_path / "late.py"
    path.write_text(SOURCE)
    found = list(mistakes(path))
    assert {f"{each.was} -> {each.now}" for each in found} == {
        "months >= 2 and (not owed < 0) -> months >= 2 or not owed < 0",
        "months >= 2 -> months > 2",
        "2 -> 3",
        "not owed < 0 -> owed < 0",
        "owed < 0 -> owed <= 0",
        "0 -> 1",
        "owed += min(months, 5) -> owed -= min(months, 5)",
        "owed += min(months, 5) -> pass",
        "min(months, 5) -> max(months, 5)",
        "5 -> 6",
        "table[months] = owed -> pass",
        "month == 4 -> month != 4",
        "4 -> 5",
        "continue -> break",
        "note(month) -> pass",
    }
    assert {each.line for each in found if each.was == "5"} == {8}, "the line of the statement"


def test_what_nobody_could_notice_is_no_mistake(tmp_path):
    """The same program, and on which side of a limit one draw of 2**52 falls; everything else counts."""
    path = tmp_path / "draws.py"
    path.write_text("def rule(share, best):\n    return uniform(1) < share and share < best or -1.0e300\n")
    found = {f"{each.was} -> {each.now}" for each in mistakes(path)}
    assert "uniform(1) < share -> uniform(1) <= share" not in found
    assert "1e+300 -> 1e+300" not in found
    assert {"share < best -> share <= best", "1 -> 2"} <= found
    assert len(found) == 4, found  # `and`, `or`


def test_a_mistake_changes_what_the_rule_gives_and_leaves_the_file_alone(tmp_path):
    path = tmp_path / "late.py"
    path.write_text(SOURCE)
    given: dict[str, Any] = {"kernel": lambda rule: rule, "table": {}, "note": lambda month: None}
    exec(compile(SOURCE, str(path), "exec"), given)
    rule = given["late"]
    assert rule(1, 2) == 3
    answers = set()
    for each in mistakes(path):
        rule.__code__ = each.code()
        answers.add((rule(1, 2), rule(0, 2), rule(1, 1), rule(1, 6)))
    rule.__code__ = next(mistakes(path)).code()
    assert len(answers) > 6
    assert path.read_text() == SOURCE


@pytest.mark.parametrize("name", ["money.py", "exits.py", "ties.py"])
def test_every_mistake_in_a_file_of_rules_can_be_made(name):
    found = list(mistakes(RULES / name))
    assert len(found) > 20
    for each in found[::5]:
        assert each.code().co_name == each.function


def run(*words, code=""):
    command = [sys.executable, "-c", dedent(code)] if code else [sys.executable, "-m", "tests.mutations.run", *words]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=4 * 3600)


def test_a_mistake_is_noticed_and_none_is_not():
    """Three months of one world: the rules as they are agree, and without income there is a difference."""
    done = run(
        code="""
        import json
        from dataclasses import replace
        from approdo.model.parameters import load_parameters
        from tests.mutations.lived import Case, live
        from tests.mutations.run import all_mistakes, tried

        lived, lines = live([Case(0, load_parameters(), {}, 1)])
        found = all_mistakes(["money.py"])
        income = next(each for each in found if each.was == "income += int(p.money_pocket)")
        ends = [tried(income, lived), tried(income, []), tried(replace(income, place=10**6), lived)]
        print(json.dumps([ends, [month.agrees() for month in lived], sorted(lines)]))
        """
    )
    assert done.returncode == 0, done.stderr
    ends, agree, files = json.loads(done.stdout)
    assert ends == ["noticed", "known answer", "error"]
    assert agree == [True, True, True]
    assert {"money.py", "market.py", "services.py"} <= set(files)


def test_what_is_asked_wrongly():
    done = run("mony.py")
    assert done.returncode == 2
    assert "no rules in mony.py" in done.stderr


def test_a_run_goes_on_where_it_was_stopped(tmp_path):
    done = run(
        code=f"""
        from pathlib import Path
        from approdo.model.parameters import load_parameters
        from tests.mutations import run
        from tests.mutations.lived import Case, live

        state = Path({str(tmp_path / "state.jsonl")!r})
        lived = live([Case(0, load_parameters(), {{}}, 1)])
        run.live = lambda cases: lived
        words = ["money.py", "--sample", "3", "--state", str(state)]
        assert run.main([*words, "--minutes", "0"]) == run.UNFINISHED
        assert not state.exists()
        assert run.main(words) == 0
        noted = state.read_text().splitlines()
        assert len(noted) == 4
        state.write_text("\\n".join(noted)[:-9])  # the last line was cut off
        assert run.main(words) == 0
        assert state.read_text().splitlines() == [*noted[:3], noted[3][:-9], noted[3]]
        run.live = None
        assert run.main(words) == 0
        """
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 of 3 were tried; the same command goes on." in done.stderr
    assert done.stdout.count("| all | 3 |") == 3


@pytest.mark.soak
def test_most_mistakes_are_noticed():
    """What is left over is read by a person: some change nothing (an order of equals, a bound that is never met)."""
    minutes, state = os.environ.get(MINUTES, "inf"), ROOT / "build" / "soak" / "mutations.state"
    done = run("--sample", "400", "--least", "0.9", "--minutes", minutes, "--state", str(state))
    if done.returncode == UNFINISHED:
        pytest.skip(done.stderr.splitlines()[-1])
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
