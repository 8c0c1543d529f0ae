"""What is installed is pinned, listed and licensed; and the code has none of the usual holes."""

import ast
import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

from tools.licences import BEGIN, LOCKS, PAGE, licence, pinned

from .stand_in import ROOT

ALL_LOCKS = (*LOCKS, "requirements-audit.lock")
FREE = re.compile(
    r"MIT|BSD|Apache|Python Software Foundation|PSF|ISC|MPL|Mozilla|LGPL|Zlib|0BSD|CC0|Artistic|not installed"
)
COPYLEFT_TOOLS = {"codespell"}  # a tool, not distributed


@pytest.mark.promise("supply.lock")
@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_a_lock_has_a_version_and_hashes_for_everything_and_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"://|file:| @ |--index|--find-links", text)
    entries = re.split(r"\n(?=\S)", text.strip())
    for entry in entries:
        assert re.match(r"[A-Za-z0-9_.\[\]-]+==[\w.]+( ; [^\\]+)? \\\n", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]
    assert len(entries) > 20


def declared():
    """Return the packages that are asked for by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    for file in ("requirements.in", "requirements-dev.in"):
        asked += [line for line in (ROOT / file).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {re.split(r"[\[<>=!; ]", each)[0].lower() for each in asked}


@pytest.mark.promise("supply.lock")
def test_what_is_asked_for_is_pinned_and_explained():
    known = set().union(*(pinned(lock) for lock in LOCKS))
    told = PAGE.read_text("utf-8").partition(BEGIN)[0]
    for name in declared():
        assert name in known
        assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told), f"{PAGE.name} does not say why {name} is here"


@pytest.mark.promise("supply.lock")
def test_every_package_is_listed_with_a_licence():
    """After a change of the locks: python -m tools.licences."""
    table = PAGE.read_text("utf-8").partition(BEGIN)[2]
    listed = dict(re.findall(r"^\| ([^|]+) \| ([^|]*) \|", table, re.MULTILINE)[1:])
    listed.pop("---", None)
    assert set(listed) == set().union(*(pinned(lock) for lock in LOCKS))
    for name, said in listed.items():
        assert FREE.search(said) or name in COPYLEFT_TOOLS, f"{name}: {said}"
        assert licence(name), name


@pytest.mark.promise("supply.lock")
def test_what_is_installed_is_what_is_pinned():
    allowed: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, versions in pinned(lock).items():
            allowed.setdefault(re.sub(r"[-_.]+", "-", name), set()).update(versions)
    own = {"approdo", "pip", "setuptools", "wheel"}
    for each in importlib.metadata.distributions():
        name = re.sub(r"[-_.]+", "-", str(each.metadata["Name"])).lower()
        if name not in own and "site-packages" in str(each.locate_file("")):
            assert each.version in allowed.get(name, set()), f"{name} {each.version} is installed and not pinned"


# --- the code ---------------------------------------------------------------------------------------------------------

SOURCES = [
    path
    for room in ("approdo", "model", "experiments", "calibration", "viz")
    for path in sorted((ROOT / room).rglob("*.py"))
    if room != "approdo" or path.parent.name == "approdo"
]
NEVER_IMPORTED = {
    "pickle",
    "cPickle",
    "dill",
    "shelve",
    "marshal",
    "joblib",
    "cloudpickle",
    "yaml",
    "telnetlib",
    "ftplib",
}
NEVER_CALLED = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "tempfile.mktemp", "pickle.loads",
    "np.fromfile", "pd.read_pickle", "pd.eval", "frame.eval", "sa.text", "text",
}  # fmt: skip
SQL = ("exec_driver_sql", "execute", "executescript", "executemany", "text")
# Text in SQL that no user writes: names of settings and numbers of ours.
OURS = ("PRAGMA ", "SET lock_timeout = ")


def faults(tree: ast.AST) -> list[str]:
    """Return what a module has that it should not have."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name.split(".")[0] in NEVER_IMPORTED]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in NEVER_IMPORTED:
            found.append(str(node.module))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            last = name.rsplit(".", 1)[-1]
            if name in NEVER_CALLED - {"text"}:
                found.append(name)
            words = {each.arg: ast.unparse(each.value) for each in node.keywords}
            if words.get("shell") == "True" or words.get("allow_pickle") == "True":
                found.append(ast.unparse(node)[:80])
            if name == "np.load" and words.get("allow_pickle") != "False":
                found.append("np.load without allow_pickle=False")
            if last in SQL and node.args and not _is_safe(node.args[0], last):
                found.append(ast.unparse(node)[:80])
    return found


def _is_safe(asked: ast.expr, name: str) -> bool:
    """Tell whether what a database is asked is no text made of parts."""
    if isinstance(asked, ast.JoinedStr) and name != "text":
        first = asked.values[0]
        return isinstance(first, ast.Constant) and str(first.value).startswith(OURS)
    made = isinstance(asked, ast.BinOp) and isinstance(asked.op, ast.Add | ast.Mod)
    called = isinstance(asked, ast.Call) and ast.unparse(asked.func).endswith(".format")
    return name == "text" or not (made or called)


@pytest.mark.promise("supply.code")
def test_the_code_has_none_of_the_usual_holes():
    assert len(SOURCES) > 100
    found = {str(path.relative_to(ROOT)): faults(ast.parse(path.read_text("utf-8"))) for path in SOURCES}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.promise("supply.code")
@pytest.mark.parametrize(
    "bad",
    [
        "import pickle",
        "from dill import loads",
        "eval('1')",
        "np.load(file)",
        "subprocess.run(x, shell=True)",
        "connection.exec_driver_sql(f'SELECT {name}')",
        "connection.execute('SELECT ' + name)",
        "connection.execute('SELECT {}'.format(name))",
        "connection.execute('SELECT %s' % name)",
    ],
)
def test_the_search_finds_what_it_looks_for(bad):
    assert faults(ast.parse(bad))


@pytest.mark.promise("supply.code")
def test_the_checks_of_every_change_look_for_security_faults():
    assert "S" in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]["select"]
    assert "-m bandit" in (ROOT / "Makefile").read_text("utf-8")
    assert Path(ROOT / "requirements-audit.in").exists()
