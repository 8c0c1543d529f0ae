"""The command line and the Python that compute what is on the screen: the same seed, hence the same numbers."""

import shlex

from approdo.experiments.package import Package
from approdo.model.calendar import month_text

from .bench import Bench
from .built_in import built_in


def _name(package: Package) -> str:
    return package.id if package == built_in().get(package.id) else f"{package.id}.toml"


def shell_text(bench: Bench, pairs: int) -> str:
    """Return the command; a package that is not built in is the file of the button beside it."""
    return shlex.join(["approdo", "compare", *_words(bench, pairs)])


def report_text(bench: Bench, pairs: int, language: str) -> str:
    """Return the command that writes the what-if report of the same runs."""
    return shlex.join(["approdo", "report", *_words(bench, pairs), "--language", language, "--to", "reports"])


def _words(bench: Bench, pairs: int) -> list[str]:
    words = [bench.territory]
    for package in bench.compared:
        words += ["--package", _name(package)]
    if bench.base.levers or bench.baseline != "none":
        words += ["--baseline", _name(bench.base)]
    words += ["--start", month_text(bench.agreed_start)] if bench.agreed_start is not None else []
    return [*words, "--months", str(bench.months), "--runs", str(pairs), "--seed", str(bench.seed)]


def python_text(bench: Bench, pairs: int) -> str:
    """Return the same in Python."""
    lines = [
        "from approdo import compare",
        "",
        "answer = compare(",
        f"    {bench.territory!r},",
        f"    {[_name(package) for package in bench.compared]!r},",
        f"    baseline={_name(bench.base) if bench.base.levers or bench.baseline != 'none' else 'none'!r},",
        *([f"    start={month_text(bench.agreed_start)!r},"] if bench.agreed_start is not None else []),
        f"    months={bench.months}, runs={pairs}, seed={bench.seed},",
        ")",
        "print(answer)",
    ]
    return "\n".join(lines).replace("baseline=none,", "baseline='none',")
