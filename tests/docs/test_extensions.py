"""The example of a package of one's own is installed as its how-to says, and everything it adds is seen and used."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from approdo import extensions
from approdo.extensions import Extension
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, outside

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "approdo-example"
HERE = EXAMPLE / "approdo_example"
GOOD = {name: (HERE / f"conversation_groups.{name}").read_text("utf-8") for name in ("py", "toml")}


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A folder that the example is installed in, from a copy: a build leaves nothing in the documents."""
    made = tmp_path_factory.mktemp("extension")
    shutil.copytree(EXAMPLE, made / "source")
    install = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-index"]
    options = ["--no-deps", "--no-build-isolation", "--target", str(made / "site")]
    done = subprocess.run([*install, *options, str(made / "source")], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return made / "site"


def run(target, *words, code=""):
    """Run a command, or Python code, where the example is installed; return what it prints."""
    command = [sys.executable, "-c", dedent(code)] if code else [sys.executable, "-m", "approdo", *words]
    environment = {**os.environ, "PYTHONPATH": str(target), "APPRODO_STORE": f"sqlite:///{target}/runs.db"}
    done = subprocess.run(command, env=environment, cwd=target, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_describe_says_what_was_added_by_whom(target):
    run(target, "describe", "--json", "found.json")
    found = json.loads((target / "found.json").read_text())["results"]
    named = {(each["group"], each["name"], each["package"]) for each in found["added"]}
    assert named == {
        ("levers", "conversation_groups", "approdo-example 0.1.0"),
        ("outcomes", "rough_share", "approdo-example 0.1.0"),
        ("studies", "ex1-shelter-stays", "approdo-example 0.1.0"),
        ("processes", "bills", "approdo-example 0.1.0"),
        ("territories", "valchiara", "approdo-example 0.1.0"),
    }
    steps = [step["process"] for step in found["schedule"]]
    assert steps[steps.index("money") + 1] == "bills"


def test_lists_show_it(target):
    said = run(
        target,
        code="""
        import json
        from typer.testing import CliRunner
        from approdo.viz.cli.main import app

        asked = ("levers", "levers conversation_groups", "outcomes", "study list", "territories")
        print(json.dumps([CliRunner().invoke(app, each.split()).stdout for each in asked]))
        """,
    )
    levers, lever, outcomes, studies, territories = json.loads(said)
    assert "conversation_groups" in levers
    assert "What a group's room costs a month." in lever
    assert "rough_share" in outcomes
    assert "EX1" in studies
    assert "valchiara" in territories


def test_a_comparison_uses_lever_outcome_and_process(target):
    (target / "groups.toml").write_text(
        'format = 1\n[package]\nname = "Groups"\n[[lever]]\nkind = "conversation_groups"\ngroups = 9\nmonths = 12\n'
    )
    words = ["compare", "valchiara", "--package", "groups.toml", "--months", "14", "--runs", "2", "--seed", "0"]
    run(target, *words, "--workers", "1", "--json", "compared.json")
    found = json.loads((target / "compared.json").read_text())["results"]
    (delivery,) = found["contrasts"][0]["delivery"]
    assert delivery["lever"] == "conversation_groups"
    assert delivery["delivered"] > 0
    assert delivery["spent_eur"] == pytest.approx(10.0 * delivery["delivered"], rel=0.01)  # a room of 60 for 6
    rows = [row for row in found["rows"] if row["outcome"] == "rough_share"]
    assert [row["arm"] for row in rows] == ["none", "groups", "groups - none"]
    assert all(0.0 <= row["mean"] <= 100.0 for row in rows[:2])
    assert rows[2]["mean"] == pytest.approx(rows[1]["mean"] - rows[0]["mean"])


def test_a_process_runs_in_its_place_and_the_accounts_balance(target):
    said = run(
        target,
        code="""
        import json
        from approdo.model import engine
        from approdo.model.levers import read_lever
        from approdo.model.parameters import load_parameters
        from approdo.model.territory import load_territory

        levers = (read_lever({"kind": "conversation_groups"}),)
        asked = (load_territory("sondrio"), load_parameters(), [(), levers], 24000, 24, 3)
        one, two, three = engine.run_arms(*asked), engine.run_arms(*asked), engine.run_arms(*asked, check_accounts=True)
        same = all((a.people == b.people).all() and (a.series == c.series).all() for a, b, c in zip(one, two, three))
        luck = [engine.Own(3, 2**32).chance(0, who) for who in range(2000)]
        engine.outside_processes.cache_clear()
        engine.installed = lambda group: {}
        without = engine.run_arms(*asked)
        moved = bool((without[0].series != one[0].series).any())
        print(json.dumps([same, moved, min(luck), sum(luck) / len(luck), max(luck)]))
        """,
    )
    same, moved, low, mean, high = json.loads(said)
    assert same, "the same seed gives the same bits, in one go and month by month"
    assert moved, "bills change what happens"
    assert 0.0 <= low < 0.01
    assert 0.48 < mean < 0.52
    assert 0.99 < high < 1.0


def test_its_rules_are_part_of_the_models_hash(target, tmp_path):
    code = "from approdo.model.engine import model_hash; print(model_hash())"
    nothing, installed = run(tmp_path, code=code), run(target, code=code)
    changed = tmp_path / "changed"
    shutil.copytree(target, changed)
    assert run(changed, code=code) == installed
    path = changed / "approdo_example" / "bills.py"
    path.write_text(path.read_text().replace("CHANCE = 0.05", "CHANCE = 0.06"))
    assert len({nothing, installed, run(changed, code=code)}) == 3


@pytest.fixture
def add(tmp_path, monkeypatch):
    """Add a lever from files written here; return what reading it gives."""

    def read(py=GOOD["py"], toml=GOOD["toml"], name="conversation_groups"):
        package = f"adds_{len(list(tmp_path.iterdir()))}"
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
        (tmp_path / package / f"{name}.py").write_text(py, "utf-8")
        if toml is not None:
            (tmp_path / package / f"{name}.toml").write_text(toml, "utf-8")
        extension = Extension(name, "levers", f"{package}.{name}", "adds 1")
        monkeypatch.setattr(outside, "installed", lambda group: {name: extension})
        return outside.read_outside(LEVERS)

    monkeypatch.syspath_prepend(tmp_path)
    yield read
    for module in [name for name in sys.modules if name.startswith("adds_")]:
        del sys.modules[module]


def test_a_good_lever_is_read(add):
    kind = add()["conversation_groups"]
    assert kind.fields["hours"].default == 8.0
    assert kind.fields["hours"].high == 160.0, "what it leaves out is that of the shared field"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": "tutoring"}, "expected a name of its own"),
        ({"toml": None}, "conversation_groups.toml is missing"),
        ({"toml": "[lever"}, "do not make a lever"),
        ({"toml": GOOD["toml"].replace('unit = "places"\n', "", 1)}, "do not make a lever"),
        (
            {"toml": GOOD["toml"].replace("default = 8.0", "default = 800.0")},
            "hours: default = 800.0, expected 0 to 160",
        ),
        ({"toml": GOOD["toml"].replace('"support"', '"music"')}, 'group = "music", expected housing_supply'),
        ({"py": GOOD["py"].replace("LANGUAGE_COURSES as KIND", "LANGAGE_COURSES as KIND")}, "not importable"),
        ({"py": GOOD["py"].replace("def fill", "def fil")}, "do not make a lever"),
        ({"py": GOOD["py"].replace("row.hours", "row.hour")}, 'row.hour, which no rule reads. Did you mean "hours"?'),
        ({"py": GOOD["py"].replace('"groups"', '"group"')}, "fill fails at the defaults"),
        ({"py": "KIND = 29\ndef fill(lever, row): ...\n"}, "KIND = 29, expected a number of approdo.model.kinds"),
        ({"py": "def (:\n"}, "not importable (SyntaxError"),
    ],
)
def test_a_wrong_lever_is_refused_with_the_way_out(add, change, complaint):
    with pytest.raises(BadInput) as caught:
        add(**change)
    assert complaint in str(caught.value)
    assert str(caught.value).startswith("adds 1: approdo.levers ")
    assert str(caught.value).endswith("pip uninstall adds")


def test_a_module_outside_a_package_is_refused():
    with pytest.raises(BadInput, match="expected a module inside a package"):
        Extension("keyword", "levers", "keyword", "adds 1").folder()
    with pytest.raises(BadInput, match="no such module"):
        Extension("x", "levers", "nothing_of_this_name", "adds 1").folder()
    with pytest.raises(BadInput, match="not importable"):
        Extension("x", "levers", "nothing_of_this_name.x", "adds 1").folder()


def test_two_packages_with_one_name_are_refused(monkeypatch):
    class Entry:
        name, module, dist = "same", "somewhere", None

    monkeypatch.setattr(extensions, "entry_points", lambda group: [Entry(), Entry()])
    with pytest.raises(BadInput, match="adds one of this name, too"):
        extensions.installed.__wrapped__("levers")
