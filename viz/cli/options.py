"""The arguments and options that several commands have: each is written here and nowhere else."""

from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

# The defaults of approdo.experiments.request, repeated so that --help does not import it (a test compares).
MONTHS: Final = 36
RUNS: Final = 64
SEED: Final = 1

Territories: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="[TERRITORY]...", help="Names or .toml files; none: those that the package names."),
]
StudyFile: TypeAlias = Annotated[str, typer.Argument(metavar="STUDY.toml", help="The file of the study.")]
Baseline: TypeAlias = Annotated[str, typer.Option(metavar="P", help="What the packages are compared with.")]
Parameters: TypeAlias = Annotated[
    str, typer.Option(metavar="WHICH", help="prior: each run draws the assumptions; fixed: as they are.")
]
Posterior: TypeAlias = Annotated[
    str | None, typer.Option(metavar="ID", help="Draw the parameters from a posterior of approdo calibrate.")
]
Start: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="YYYY-MM", help="First month; default: the package's, else the territory's data month."),
]
Moves: TypeAlias = Annotated[
    bool,
    typer.Option("--moves", help="Run the provinces side by side: who departs from one may arrive in another."),
]
Months: TypeAlias = Annotated[int, typer.Option(metavar="N", help="Recorded months, 1 to 120.")]
Runs: TypeAlias = Annotated[int, typer.Option(metavar="N", help="Runs of each arm; more runs, narrower intervals.")]
Seed: TypeAlias = Annotated[int, typer.Option(metavar="N", help="The same seed gives the same results.")]
Thin: TypeAlias = Annotated[
    bool,
    typer.Option("--thin", help="Count territories in totals and rankings whose number of leavers is a judgement."),
]
StoreOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="Database of runs; default: APPRODO_STORE, else the user's data folder."
    ),
]
Scheduler: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="URL", help="A Dask cluster in the place of processes, tcp://HOST:PORT."),
]
Workers: TypeAlias = Annotated[
    int | None, typer.Option(metavar="N", help="Processes; default: one per processor, where that is faster.")
]
FigureOption: TypeAlias = Annotated[
    Path | None, typer.Option("--figure", metavar="FILE", help="Where to draw (.png, .svg, .pdf); default: nowhere.")
]
Language: TypeAlias = Annotated[str, typer.Option(metavar="LANGUAGE", help="Of the figure: en or it.")]
