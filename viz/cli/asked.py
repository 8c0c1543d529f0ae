"""What `report` and `annex` are asked about: a comparison in territories, or a study."""

import shlex
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from .options import MONTHS, SEED

if TYPE_CHECKING:
    from collections.abc import Callable

    from approdo.experiments.store import Store
    from approdo.viz.report.material import Material

Targets: TypeAlias = Annotated[
    list[str], typer.Argument(metavar="TERRITORY...|STUDY.toml", help="Territories, or the file of one study.")
]
Packages: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--package", metavar="P", help="A name or a .toml file; default: those that name the territory."),
]
Pairs: TypeAlias = Annotated[int | None, typer.Option(metavar="N", help="Pairs of runs; default 64.")]


class Asked:
    """What the command line asked for: a comparison, or a study."""

    def __init__(
        self,
        command: str,
        targets: list[str],
        packages: list[str],
        baseline: str,
        start: str | None,
        months: int,
        runs: int | None,
        seed: int,
        parameters: str,
        posterior: str | None,
    ) -> None:
        self.command, self.targets, self.packages, self.baseline = command, targets, packages, baseline
        self.start, self.months, self.runs, self.seed = start, months, runs, seed
        self.parameters, self.posterior = parameters, posterior
        self.study = next((each for each in targets if _is_study(each)), None)

    def check(self) -> None:
        """Find out before the work what is wrong.

        Raises:
            BadInput: a study with anything beside it, a study that cannot be shown, or no package.
        """
        from approdo.experiments.study_file import load_study
        from approdo.model.errors import BadInput
        from approdo.viz.report.from_study import check_reportable

        if self.study is None:
            self.packages = self.packages or _naming(self.command, self.targets)
            return
        beside = len(self.targets) > 1 or self.packages or self.baseline != "none" or self.start or self.runs
        if beside or self.posterior or (self.months, self.seed, self.parameters) != (MONTHS, SEED, "prior"):
            raise BadInput(
                f"{self.command} {self.study}: a study says itself what is run. Give its file alone, with --language, "
                "--format and --to."
            )
        check_reportable(load_study(self.study))

    def materials(
        self, kept: "Store", workers: int | None, scheduler: str | None, told: "Callable[[int, int], None]"
    ) -> "list[Material]":
        """Run what is missing and return what was found, a territory at a time."""
        from approdo.experiments.compare import compare
        from approdo.experiments.study_file import load_study
        from approdo.experiments.sweep import sweep
        from approdo.viz.report.from_study import study_materials
        from approdo.viz.report.material import materials

        if self.study is not None:
            result = sweep(load_study(self.study), store=kept, workers=workers, scheduler=scheduler, progress=told)
            return study_materials(result, kept, shlex.join(["approdo", "sweep", self.study]))
        answer = compare(
            self.targets,
            self.packages,
            self.baseline,
            months=self.months,
            runs=self.runs,
            seed=self.seed,
            start=self.start,
            store=kept,
            workers=workers,
            scheduler=scheduler,
            progress=told,
            parameters=self.parameters if self.posterior is None else self._posterior(self.posterior),
        )
        return materials(answer, kept)

    def _posterior(self, name: str) -> Any:
        from approdo.calibration.posterior import load_posterior
        from approdo.experiments.parameter_draws import read_draws

        read_draws(self.parameters, self.seed)  # says what may stand there
        return load_posterior(name).for_comparison(self.seed, self.parameters, name)

    def words(self) -> list[str]:
        """Return the command that asks the same."""
        made = ["approdo", self.command, *self.targets]
        if self.study is not None:
            return made
        for name in self.packages:
            made += ["--package", name]
        if self.baseline != "none":
            made += ["--baseline", self.baseline]
        made += ["--start", self.start] if self.start else []
        made += ["--posterior", self.posterior] if self.posterior else []
        made += ["--parameters", self.parameters] if self.parameters != "prior" else []
        made += ["--months", str(self.months)]
        made += ["--runs", str(self.runs)] if self.runs is not None else []
        return [*made, "--seed", str(self.seed)]


def _is_study(target: str) -> bool:
    """Tell whether a file is a study; one that cannot be read is left to whoever reads territories to say so."""
    if not target.endswith(".toml"):
        return False
    try:
        return "study" in tomllib.loads(Path(target).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _naming(command: str, targets: list[str]) -> list[str]:
    """Return the built-in packages that name all these territories.

    Raises:
        BadInput: there are none.
    """
    from approdo.experiments.package import load_package, package_names
    from approdo.model.errors import BadInput
    from approdo.model.territory import load_territory

    wanted = {load_territory(target).id for target in targets}
    found = [name for name in package_names() if wanted <= set(load_package(name).territories)]
    if not found:
        raise BadInput(
            f"{command}: there is nothing to report, no package given, and none names {', '.join(sorted(wanted))}. "
            "For example: --package ali; all packages: approdo packages"
        )
    return found
