"""A new lever on a mechanism that is there: two files side by side, and everybody who lists levers has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "approdo-example" / "approdo_example"
ROOMS = ("approdo", "model", "experiments", "calibration", "viz", "tools", "docs")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the project with the example's lever among the levers of the model: nothing else is changed."""
    made = tmp_path_factory.mktemp("checkout")
    for room in ROOMS:
        shutil.copytree(ROOT / room, made / room, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    levers = made / "model" / "levers"
    shutil.copy(EXAMPLE / "conversation_groups.toml", levers)
    code = (EXAMPLE / "conversation_groups.py").read_text("utf-8")
    inside = code.replace("from approdo.model.levers import", "from .base import")
    assert inside != code
    (levers / "conversation_groups.py").write_text(inside, "utf-8")
    return made


def run(checkout, *words, code=""):
    """Run a command, or Python code, in the copy; return what it prints."""
    command = [sys.executable, "-c", dedent(code)] if code else [sys.executable, "-m", "approdo", *words]
    environment = {**os.environ, "PYTHONPATH": str(checkout), "APPRODO_STORE": f"sqlite:///{checkout}/runs.db"}
    done = subprocess.run(command, env=environment, cwd=checkout, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_lists_and_explains_it(checkout):
    assert "conversation_groups" in run(checkout, "levers")
    assert "What a group's room costs a month." in run(checkout, "levers", "conversation_groups")


def test_the_dashboard_the_odd_and_the_reference_have_it(checkout):
    said = run(
        checkout,
        code="""
        import json, solara
        from approdo.viz.dashboard import editing, state
        from approdo.viz.dashboard.levers import Levers
        from tools import reference

        state.language.value = "it"
        state.change(editing.add(state.bench(), "conversation_groups"))
        _, rendered = solara.render(Levers(), handle_error=False)
        groups = json.loads(rendered.find(type(rendered.container.children[0])).widget.packed_groups)
        (found,) = [each for group in groups for each in group["levers"] if each["kind"] == "conversation_groups"]
        fields = [field["label"] for action in found["actions"] for field in action["fields"]]
        print(json.dumps([found["label"], fields, reference.odd_tables(), reference.levers_page()]))
        """,
    )
    label, fields, odd, page = json.loads(said)
    assert label == "Gruppi di conversazione"
    assert {"Gruppi", "Persone per gruppo", "Sala"} <= set(fields)
    assert "| `conversation_groups` | support | 4 groups |" in odd
    assert "## conversation_groups" in page


def test_a_package_with_it_is_compared_and_reported(checkout):
    (checkout / "groups.toml").write_text(
        'format = 1\n[package]\nname = "Groups"\n[[lever]]\nkind = "conversation_groups"\ngroups = 9\nmonths = 12\n'
    )
    run(
        checkout,
        code=f"""
        import sys
        from typer.testing import CliRunner
        from approdo.model import engine
        from approdo.viz.cli.main import app

        sys.path.insert(1, {str(ROOT)!r})  # rules compiled in another folder take minutes: a made-up world will do
        from tests.experiments import fake_engine

        engine.run_together = fake_engine.run_together
        words = "--package groups.toml --months 14 --runs 2 --workers 1 --language it --format html --to said"
        done = CliRunner().invoke(app, ["report", "sondrio", *words.split()])
        sys.exit(done.output if done.exit_code else 0)
        """,
    )
    (page,) = (checkout / "said").glob("*.html")
    text = page.read_text("utf-8")
    assert "Gruppi di conversazione" in text
    assert "Persone per gruppo" in text
