"""The syntax tree of the room: no other source of randomness, no arithmetic that rounds differently, one order."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from approdo.model import monthly, outcomes
from approdo.model.processes import SCHEDULE

MODEL = Path(__file__).parents[2] / "model"
FILES = sorted(MODEL.rglob("*.py"))

SOURCES_OF_CHANCE = {"random", "secrets", "uuid"}
CHANCE_NAMES = {"default_rng", "RandomState", "SeedSequence", "urandom", "getrandbits", "shuffle", "shuffle_do", "rng"}
NUMPY_ALLOWED = {  # in rules: types, and arrays to fill; sorting is checked apart
    "int8", "int16", "int32", "int64", "uint64", "float64", "bool_", "zeros", "empty", "full", "argsort",
}  # fmt: skip
CALLS_ALLOWED = {"range", "int", "float", "bool", "min", "max", "len", "abs"}  # of the built-in functions
BUILTINS = set(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)
METHODS = {"sum", "dot", "mean", "prod", "cumsum", "std", "var", "sort", "argmax", "argmin", "max", "min", "round"}


def is_rule(function: ast.FunctionDef) -> bool:
    """Say whether a function is compiled."""
    return any(
        isinstance(mark, ast.Name) and mark.id in ("kernel", "allocating_kernel", "built_in_kernel", "entrance")
        for mark in function.decorator_list
    )


def rules(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and is_rule(node)]


def chance_found(tree: ast.Module) -> Iterator[str]:
    """Give every use of a source of randomness but `draws`."""
    own_hash = {
        id(node) for part in ast.walk(tree) if getattr(part, "name", "") == "__hash__" for node in ast.walk(part)
    }
    for node in ast.walk(tree):
        if id(node) in own_hash:
            continue
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.split(".")[0] in SOURCES_OF_CHANCE or name.name.startswith("numpy.random"):
                    yield f"line {node.lineno}: import {name.name}"
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            if module.split(".")[0] in SOURCES_OF_CHANCE or module.startswith("numpy.random"):
                yield f"line {node.lineno}: from {module}"
            for name in node.names:
                if name.name in CHANCE_NAMES or (module == "numpy" and name.name == "random"):
                    yield f"line {node.lineno}: from {module} import {name.name}"
        elif isinstance(node, ast.Attribute) and (node.attr == "random" or node.attr in CHANCE_NAMES):
            yield f"line {node.lineno}: .{node.attr}"
        elif isinstance(node, ast.Name) and node.id in CHANCE_NAMES:
            yield f"line {node.lineno}: {node.id}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hash", "id"):
            yield f"line {node.lineno}: {node.func.id}()"


def arithmetic_found(rule: ast.FunctionDef, math_allowed: bool = False) -> Iterator[str]:
    """Give everything in a compiled rule that MODEL section 8b forbids."""
    for node in ast.walk(rule):
        line = f"{rule.name}, line {getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            yield f"{line}: **"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.MatMult):
            yield f"{line}: @"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy"):
            if node.attr not in NUMPY_ALLOWED:
                yield f"{line}: np.{node.attr}"
        elif (
            isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("math", "cmath")
        ):
            if not math_allowed:
                yield f"{line}: {node.value.id}.{node.attr}"
        elif isinstance(node, ast.Set | ast.SetComp | ast.Dict | ast.DictComp | ast.GeneratorExp):
            yield f"{line}: {type(node).__name__}"
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in BUILTINS - CALLS_ALLOWED:
                yield f"{line}: {node.func.id}()"
            if isinstance(node.func, ast.Attribute):
                on_numpy = isinstance(node.func.value, ast.Name) and node.func.value.id == "np"
                if node.func.attr in METHODS and not on_numpy:
                    yield f"{line}: .{node.func.attr}()"
                if node.func.attr == "argsort" and not stable(node):
                    yield f"{line}: an order that is not stable"


def stable(call: ast.Call) -> bool:
    """Say whether a sort keeps equal values in order: ties go to the lower id."""
    return any(
        word.arg == "kind" and isinstance(word.value, ast.Constant) and word.value.value in ("mergesort", "stable")
        for word in call.keywords
    )


def options_found(tree: ast.Module) -> Iterator[str]:
    """Give every compiler option that lets results differ."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("fastmath", "parallel"):
            yield f"line {node.value.lineno}: {node.arg}"
        elif isinstance(node, ast.Constant) and node.value in ("fastmath", "parallel"):
            yield f"line {node.lineno}: {node.value}"
        elif isinstance(node, ast.Name) and node.id == "prange":
            yield f"line {node.lineno}: prange"


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    return path.relative_to(MODEL).as_posix()


def test_every_file_is_looked_at():
    assert len(FILES) > 40
    assert {"draws.py", "engine.py", "population.py", "processes/common.py"} <= {named(path) for path in FILES}
    assert sum(len(rules(parsed(path))) for path in FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_chance_but_the_draws(path):
    assert list(chance_found(parsed(path))) == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_rules_use_the_arithmetic_only(path):
    tree = parsed(path)
    assert list(options_found(tree)) == []
    for rule in rules(tree):
        assert list(arithmetic_found(rule, math_allowed=path.name == "arithmetic.py")) == []


@pytest.mark.parametrize("path", sorted(MODEL.glob("processes/*.py")), ids=named)
def test_a_process_is_compiled_rules_and_nothing_else(path):
    """No clock, no file, no `math`; every function of a process is a rule."""
    tree = parsed(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {name.name for name in node.names} <= {"numpy"}
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module in ("typing", "collections.abc")
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert [function.name for function in functions if not is_rule(function)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "import random",
        "import numpy.random",
        "from numpy import random",
        "from numpy.random import default_rng",
        "import secrets as s",
        "from os import urandom",
        "x = np.random.random()",
        "x = np.random.default_rng(1)",
        "x = model.rng.integers(3)",
        "x = agents.shuffle()",
        "x = hash('a')",
    ],
)
def test_planted_chance_is_found(planted):
    assert list(chance_found(ast.parse(planted)))


@pytest.mark.parametrize(
    "planted",
    [
        "x = sum(a)",
        "x = np.sum(a)",
        "x = a.sum()",
        "x = np.dot(a, b)",
        "x = a.dot(b)",
        "x = a @ b",
        "x = np.exp(a)",
        "x = np.log(a)",
        "x = np.power(a, 2)",
        "x = a ** 2",
        "a **= 2.0",
        "x = pow(a, 2)",
        "x = math.exp(a)",
        "x = math.floor(a)",
        "x = sorted(a)",
        "x = round(a)",
        "x = np.argsort(a)",
        "x = np.argsort(a, kind='quicksort')",
        "x = a.argsort()",
        "x = {1, 2}",
        "x = np.mean(a)",
    ],
)
def test_planted_arithmetic_is_found(planted):
    tree = ast.parse(f"@kernel\ndef rule(a, b):\n    {planted}\n    return a")
    assert list(arithmetic_found(rules(tree)[0]))


@pytest.mark.parametrize(
    "planted", ["njit(fastmath=True)", "OPTIONS = {'fastmath': True}", "OPTIONS = {'parallel': 1}"]
)
def test_planted_options_are_found(planted):
    assert list(options_found(ast.parse(planted)))


def test_a_rule_that_keeps_to_the_arithmetic_passes():
    tree = ast.parse(
        "@allocating_kernel\ndef rule(a, b):\n    who = np.empty(3, np.int64)\n    x = a * b + exp(a) / log(b)\n"
        "    order = np.argsort(who, kind='mergesort')\n    return max(int(x), order[0])"
    )
    assert list(arithmetic_found(rules(tree)[0])) == []


def called_in(statements: list[ast.stmt], bit: int = 0) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the calls of a month: the bit that is asked for, the rule, what it is given."""
    for step in statements:
        if isinstance(step, ast.For):
            yield from called_in(step.body, bit)
        elif isinstance(step, ast.If) and ast.unparse(step.test).startswith("run & "):
            assert step.orelse == []
            yield from called_in(step.body, int(ast.unparse(step.test).removeprefix("run & ")))
        elif isinstance(step, ast.Expr | ast.Assign) and isinstance(step.value, ast.Call):
            yield bit, ast.unparse(step.value.func), [ast.unparse(given) for given in step.value.args]


# What the month has by another name than the rule that it is given to.
GIVEN = {
    **dict.fromkeys(("here", "alike"), "rows"),
    **dict.fromkeys(("looking", "waited"), "count"),
    "world.people": "people",
    "jobseekers[:looking]": "jobseekers",
    "allotted[:waited]": "allotted",
}


def test_months_calls_the_schedule_in_its_order():
    tree = parsed(MODEL / "processes" / "__init__.py")
    months = next(rule for rule in rules(tree) if rule.name == "months")
    loop = next(node for node in months.body if isinstance(node, ast.For))
    called = [each for each in called_in(loop.body[1:]) if each[1] not in ("fetch_people", "block_of")]
    order = list(dict.fromkeys(bit for bit, name, _ in called if name != "begin_record"))
    written = [process.name for process in SCHEDULE]
    ties = written.index("ties")
    written[ties : ties + 2] = "landlords_and_rents", "ties"  # neither knows of the other
    assert [SCHEDULE[bit.bit_length() - 1].name for bit in order] == written
    for number, process in enumerate(SCHEDULE):
        own = [(name, given) for bit, name, given in called if bit == 1 << number]
        assert {name for name, _ in own} == {rule.__name__ for rule in process.rules}
        for name, given in own:
            rule = next(each for each in process.rules if each.__name__ == name)
            code = getattr(rule, "py_func", rule).__code__
            asked = code.co_varnames[: code.co_argcount]
            assert [GIVEN.get(each, each) for each in given] == [{"alike": "rows"}.get(each, each) for each in asked], (
                name
            )


def test_schedule_is_the_months_of_the_model():
    assert [process.name for process in SCHEDULE] == [
        "exits",
        "services",
        "permits",
        "learning",
        "work",
        "money",
        "tenancies",
        "housing_market",
        "no_home",
        "ties",
        "landlords_and_rents",
        "departures",
        "record",
    ]


def test_columns_of_the_series_are_those_of_the_registry():
    numbered = {name.lower(): value for name, value in vars(monthly).items() if name.isupper() and name != "COUNT"}
    assert list(numbered.values()) == list(range(monthly.COUNT))
    short = {"prolonged": "prolonged_reception", "bed": "beds"}
    for (constant, _), outcome in zip(numbered.items(), outcomes.MONTHLY, strict=True):
        words = {constant, short.get(constant, constant)}
        assert any(word in outcome or outcome in word for word in words), (constant, outcome)
