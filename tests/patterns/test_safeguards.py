"""The safeguards of the model: what no part of it can be used for. Each is a rule of the source or of the commands."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from approdo.model import engine, outcomes, population
from approdo.model.codes import Origin
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, read_lever
from approdo.model.levers.eligibility import KEYS, ORIGIN
from approdo.model.outcomes import OUTCOMES
from approdo.model.parameters import load_parameters
from approdo.viz.cli.main import app

ROOT = Path(__file__).parents[2]
SCORING = ("score", "predict", "classify", "profile-person", "risk", "rank-people")
WORDS_OF_SECURITY = ("security", "safety", "sicurezza", "insicurezza")


def commands(group: object = None, before: str = "") -> Iterator[tuple[str, object]]:
    group = get_command(app) if group is None else group
    for name, command in getattr(group, "commands", {}).items():
        if getattr(command, "commands", None):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def reads_of(column: str) -> dict[str, set[str]]:
    """Return, by file of the rules, the functions that read a column of people."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "model").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        stores = (
            node for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        )
        written = {id(node.value) for node in stores}
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                if not isinstance(node, ast.Attribute) or node.attr != column or id(node) in written:
                    continue
                if ast.unparse(node.value).endswith("people"):
                    found.setdefault(path.name, set()).add(function.name)
    return found


def test_no_command_scores_a_person():
    assert isinstance(app, typer.Typer)
    names = dict(commands())
    assert "compare" in names
    for name in names:
        assert not any(word in name for word in SCORING), name


def test_people_come_from_the_territory_and_a_seed_only():
    """Rows of real people cannot become agents: nothing that makes a world takes any."""
    for maker in (population.create_world, engine.begin, engine.run_arms):
        asked = set(inspect.signature(maker).parameters)
        assert asked <= {
            "territory",
            "territories",
            "parameters",
            "start",
            "months",
            "months_recorded",
            "seed",
            "arms",
            "check_accounts",
            "events",
        }, maker


def test_pilot_data_never_meet_the_world():
    for path in sorted((ROOT / "calibration" / "pilot").rglob("*.py")):
        if path.name == "synthetic.py":  # the other way round: it writes rows out of simulated people, and reads none
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for module in modules:
                for room in ("population", "leavers", "world", "engine", "trial"):
                    assert not module.endswith(f"model.{room}"), f"{path.name} imports {module}"


def test_origin_enters_only_where_landlords_employers_and_ties_respond():
    readers = set(reads_of("origin"))
    assert readers, "the rule that this test is about has another form now"
    assert readers <= {
        "letting.py",
        "landlords.py",
        "work.py",
        "hiring.py",
        "ties.py",
        "no_home.py",
        "hosts.py",
        "agents.py",
    }


def test_origin_never_decides_who_is_helped():
    assert not set(KEYS) & set(ORIGIN)
    for name in ORIGIN:
        with pytest.raises(BadInput, match="nobody is chosen by origin"):
            read_lever({"kind": "tutoring", "eligibility": {name: "north_africa_middle_east"}})
    for kind in LEVERS.values():
        assert not {field for field in kind.fields if field in ORIGIN}


def test_no_outcome_is_by_origin():
    names = [origin.name.lower() for origin in Origin]
    for outcome in OUTCOMES:
        told = f"{outcome.id} {outcome.population} {outcome.formula}".lower()
        assert not any(name in told for name in (*names, "nationality", "origin")), outcome.id


def test_perceived_security_is_no_outcome_and_no_objective():
    for outcome in OUTCOMES:
        assert not any(
            word in f"{outcome.id} {outcome.label_en} {outcome.label_it}".lower() for word in WORDS_OF_SECURITY
        )


def test_vulnerability_never_excludes():
    with pytest.raises(BadInput, match="never a reason to exclude"):
        read_lever({"kind": "tutoring", "eligibility": {"vulnerability_max": 0.5}})


def test_vulnerability_of_a_person_is_not_among_what_a_run_stores():
    source = inspect.getsource(outcomes.people_table)
    assert "vulnerability" not in ast.unparse(ast.parse(source).body[0].body[1:])  # type: ignore[attr-defined]


def test_departing_is_never_a_success():
    for outcome in OUTCOMES:
        if outcome.id.startswith(("departed", "departures", "gone")):
            assert outcome.better != "higher", outcome.id


def test_the_prior_of_levers_without_any_estimate_reaches_no_effect_or_is_marked():
    """What the model assumes about help has a range; none of it is told as a finding."""
    for row in load_parameters().rows:
        if row.status == "assumption" and row.name.startswith(("tutoring.", "supply.", "programme.")):
            assert row.low <= row.value <= row.high
            assert row.low < row.high, row.name
