"""The command `report`: what a comparison or a study found, as documents."""

import platform
import shlex
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .documents import JsonOption, check_writable, run_section, versions, write_json
from .guard import guarded
from .simulate import MONTHS, SEED, Months, Scheduler, Seed, Start, StoreOption, Workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from approdo.experiments.runner import Tally
    from approdo.experiments.store import Store
    from approdo.viz.report.material import Material


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog="Example: approdo report padova --package ali --language it --format html,pdf --to reports",
    )(guarded(report))


def report(
    target: Annotated[
        list[str], typer.Argument(metavar="TERRITORY...|STUDY.toml", help="Territories, or the file of one study.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the files; it is made if missing.")],
    package: Annotated[
        list[str] | None,
        typer.Option("--package", metavar="P", help="A name or a .toml file; default: those that name the territory."),
    ] = None,
    baseline: Annotated[str, typer.Option(metavar="P", help="What the packages are compared with.")] = "none",
    language: Annotated[str, typer.Option(metavar="L", help="en or it.")] = "en",
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Any of html,pdf,docx,csv,json.")
    ] = "html,pdf,docx,csv,json",
    start: Start = None,
    months: Months = MONTHS,
    runs: Annotated[int | None, typer.Option(metavar="N", help="Pairs of runs; default 64.")] = None,
    seed: Seed = SEED,
    parameters: Annotated[
        str, typer.Option(metavar="WHICH", help="prior: each run draws the assumptions; fixed: as they are.")
    ] = "prior",
    posterior: Annotated[
        str | None, typer.Option(metavar="ID", help="Draw the parameters from a posterior of approdo calibrate.")
    ] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
) -> int:
    """Write the what-if report: the answer, what it rests on and what it cannot tell, in documents to hand in."""
    from approdo.experiments.store import Store
    from approdo.viz.report.files import check_folder, read_formats
    from approdo.viz.words import words

    from .progress import progress

    words(language)
    wanted = read_formats(formats)
    check_writable(json_file, "--json")
    begun = time.monotonic()
    asked = _Asked(target, package or [], baseline, start, months, runs, seed, parameters, posterior)
    asked.check()
    check_folder(to)
    with Store(store) as kept, progress() as told:
        found = asked.materials(kept, workers, scheduler, told)
    # Where the files went is nobody else's business.
    command = shlex.join([*asked.words(), "--language", language, "--to", "reports"])
    return _write(found, command, language, wanted, to, begun, json_file)


class _Asked:
    """What the command line asked for: a comparison, or a study."""

    def __init__(
        self,
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
        self.targets, self.packages, self.baseline = targets, packages, baseline
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
            self.packages = self.packages or _naming(self.targets)
            return
        beside = len(self.targets) > 1 or self.packages or self.baseline != "none" or self.start or self.runs
        if beside or self.posterior or (self.months, self.seed, self.parameters) != (MONTHS, SEED, "prior"):
            raise BadInput(
                f"report {self.study}: a study says itself what is run. Give its file alone, with --language, --format "
                "and --to."
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
        made = ["approdo", "report", *self.targets]
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


def _naming(targets: list[str]) -> list[str]:
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
            f"report: there is nothing to report, no package given, and none names {', '.join(sorted(wanted))}. "
            "For example: --package ali; all packages: approdo packages"
        )
    return found


def _write(
    found: "list[Material]",
    command: str,
    language: str,
    formats: tuple[str, ...],
    to: Path,
    begun: float,
    json_file: Path | None,
) -> int:
    from approdo.viz.report.answer import sentence
    from approdo.viz.report.content import content
    from approdo.viz.report.files import results, write
    from approdo.viz.report.speech import speak

    now = datetime.now(UTC).replace(microsecond=0)
    documents = []
    for material in found:
        made = content(material, command, language, _run(material.tally, now))
        run = {**run_section(material.tally, begun), "written": now.isoformat()}
        around = {"approdo": _version(), "command": "report", "inputs": _inputs(material, command), "run": run}
        for contrast in material.contrasts:
            typer.echo(speak(sentence(contrast), language))
        for path in write(made, material, language, formats, to, now, around):
            typer.echo(f"{path}")
        if json_file is not None:
            documents.append({**_inputs(material, command), **results(made, material, language)})
    inputs = {"command_line": command, "language": language, "formats": list(formats)}
    write_json(json_file, "report", inputs, {"reports": documents}, run_section(found[0].tally, begun))
    return 1 if found[0].tally.failed else 0


def _run(tally: "Tally", now: datetime) -> dict[str, str]:
    return {
        "written": now.isoformat(),
        "seconds": f"{tally.seconds:.1f}",
        "computed": str(tally.computed),
        "found": str(tally.found),
        "failed": str(len(tally.failed)),
        "workers": str(tally.workers),
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": ", ".join(f"{name} {version}" for name, version in versions().items()),
    }


def _inputs(material: "Material", command: str) -> dict[str, Any]:
    """Return what was asked, resolved: with the levers' numbers, so that the document stands on its own."""
    from approdo.model.calendar import month_text
    from approdo.model.engine import model_hash

    scenario = material.scenario
    packages = {each.policy.scenario.package.name: each.policy.scenario for each in material.contrasts}
    return {
        "command_line": command,
        "territory": material.territory.canonical(),
        "packages": {name: each.canonical()["levers"] for name, each in packages.items()},
        "baseline": material.first.base.scenario.canonical()["levers"],
        "start": month_text(scenario.start),
        "months": scenario.months,
        "pairs": material.pairs,
        "seed": material.seed,
        "parameters": material.parameters.canonical(),
        "draws": material.kind,
        "model": model_hash(),
    }


def _version() -> str:
    from approdo import __version__

    return __version__
