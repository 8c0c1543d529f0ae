"""Approdo, a laboratory for post-reception policy; import its rooms from here: `from approdo.model import ...`.

from approdo import compare, load_package, load_territory, plot

padova = load_territory("padova")
answer = compare(padova, load_package("ali"), months=36, runs=64, seed=1)
print(answer)                       # the sentence and the table
answer.outcomes()                   # a tidy data frame
plot(answer, "ethos_light")         # matplotlib axes
"""

from importlib import import_module as _import_module
from pathlib import Path as _Path
from typing import TYPE_CHECKING
from typing import Any as _Any

if TYPE_CHECKING:
    from approdo.experiments.answer import Comparison as Comparison
    from approdo.experiments.compare import compare as compare
    from approdo.experiments.scenario import Package as Package
    from approdo.experiments.scenario import load_package as load_package
    from approdo.experiments.scenario import package_names as package_names
    from approdo.experiments.store import Store as Store
    from approdo.experiments.study import Study as Study
    from approdo.experiments.study_file import load_study as load_study
    from approdo.experiments.summary import Summary as Summary
    from approdo.experiments.summary import simulate as simulate
    from approdo.experiments.sweep import SweepResult as SweepResult
    from approdo.experiments.sweep import sweep as sweep
    from approdo.model.errors import BadInput as BadInput
    from approdo.model.errors import Failure as Failure
    from approdo.model.parameters import load_parameters as load_parameters
    from approdo.model.territory import load_territory as load_territory
    from approdo.model.territory import territory_names as territory_names
    from approdo.viz.figures import plot as plot

__version__ = "1.0.0.dev0"

_here = _Path(__file__).resolve().parent
if (_here.parent / "pyproject.toml").is_file() and not (_here / "model").is_dir():
    # A checkout whose links became text files (no symlink support): take the rooms from the folder above.
    __path__.append(str(_here.parent))

# Imported when first asked for, so that `import approdo` and the command line start at once.
_PLACES = {
    "BadInput": "model.errors",
    "Comparison": "experiments.answer",
    "Failure": "model.errors",
    "Package": "experiments.scenario",
    "Store": "experiments.store",
    "Study": "experiments.study",
    "Summary": "experiments.summary",
    "SweepResult": "experiments.sweep",
    "compare": "experiments.compare",
    "load_package": "experiments.scenario",
    "load_parameters": "model.parameters",
    "load_study": "experiments.study_file",
    "load_territory": "model.territory",
    "package_names": "experiments.scenario",
    "plot": "viz.figures",
    "simulate": "experiments.summary",
    "sweep": "experiments.sweep",
    "territory_names": "model.territory",
}

__all__ = [*_PLACES, "__version__"]


def __getattr__(name: str) -> _Any:
    if name in _PLACES:
        return getattr(_import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
