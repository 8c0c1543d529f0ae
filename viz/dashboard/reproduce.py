"""The command line and the Python that compute what is on the screen: the same seed, hence the same numbers."""

import shlex

from approdo.experiments.package import Package, load_package, package_names
from approdo.model.calendar import month_text

from .bench import Bench


def _name(package: Package) -> str:
    return package.id if package.id in package_names() and package == load_package(package.id) else f"{package.id}.toml"


def _start(bench: Bench) -> str | None:
    """Return the first month where the packages disagree about it."""
    return month_text(bench.start) if len({each.starts for each in bench.packages} - {None}) > 1 else None


def shell_text(bench: Bench, pairs: int) -> str:
    """Return the command; a package that is not built in is the file of the button beside it."""
    words = ["approdo", "compare", bench.territory]
    for package in bench.compared:
        words += ["--package", _name(package)]
    if bench.base.levers or bench.baseline != "none":
        words += ["--baseline", _name(bench.base)]
    start = _start(bench)
    words += ["--start", start] if start else []
    words += ["--months", str(bench.months), "--runs", str(pairs), "--seed", str(bench.seed)]
    return shlex.join(words)


def python_text(bench: Bench, pairs: int) -> str:
    """Return the same in Python."""
    start = _start(bench)
    lines = [
        "from approdo import compare",
        "",
        "answer = compare(",
        f"    {bench.territory!r},",
        f"    {[_name(package) for package in bench.compared]!r},",
        f"    baseline={_name(bench.base) if bench.base.levers or bench.baseline != 'none' else 'none'!r},",
        *([f"    start={start!r},"] if start else []),
        f"    months={bench.months}, runs={pairs}, seed={bench.seed},",
        ")",
        "print(answer)",
    ]
    return "\n".join(lines).replace("baseline=none,", "baseline='none',")
