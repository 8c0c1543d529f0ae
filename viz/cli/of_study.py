"""What the commands that analyse a study have in common: checks before, and what is told and kept afterwards."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from .documents import check_writable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.runner import Tally
    from approdo.experiments.store import Store
    from approdo.experiments.study import Study
    from approdo.experiments.sweep import SweepResult


def check(json_file: Path | None, figure: Path | None, language: str = "en") -> None:
    """Refuse files that cannot be written and languages without words, before anything is computed."""
    from approdo.viz.figures.saving import check_format
    from approdo.viz.words import words

    check_writable(json_file, "--json")
    check_format(figure)
    check_writable(figure, "--figure")
    words(language)


@contextmanager
def opened(store: str | None) -> "Iterator[Store]":
    """Open the store of runs."""
    from approdo.experiments.store import Store

    with Store(store) as kept:
        yield kept


def command(verb: str, study: str | None, **given: Any) -> str:
    """Return the command line that does the same; options that were not given, or are off, are left out."""
    words = ["approdo", verb] if study is None else ["approdo", verb, study]
    for name, value in given.items():
        if value is None or value is False:
            continue
        for each in value if isinstance(value, list) else [value]:
            words.append(f"--{name}")
            if each is not True:
                words.append(f"{each:g}" if isinstance(each, float) else f"{each}")
    return shlex.join(words)


def inputs(study: "Study") -> dict[str, Any]:
    """Return what a study asks, resolved, so that a document stands on its own."""
    from approdo.model.engine import model_hash
    from approdo.model.parameters import load_parameters

    return {
        "study": study.name,
        **study.canonical(),
        "parameters": load_parameters().canonical(),
        "model": model_hash(),
    }


def tally_of(results: "Sequence[SweepResult]") -> "Tally":
    """Return what several sweeps did, added up."""
    from dataclasses import replace

    total = replace(results[0].tally)
    for each in results[1:]:
        total.computed += each.tally.computed
        total.found += each.tally.found
        total.seconds += each.tally.seconds
        total.failed = {**total.failed, **each.tally.failed}
    return total


def end(results: "Iterable[SweepResult]", reproduce: str) -> int:
    """Tell about runs that failed and how to do it again; return the exit code."""
    failed = sum(each.failed for each in results)
    if failed:
        typer.echo(f"{failed} runs failed and are left out; the same command tries them again.", err=True)
    typer.echo(f"Reproduce: {reproduce}")
    return 1 if failed else 0


def save_all(drawn: "Sequence[dict[str, Axes]]", figure: Path) -> None:
    """Save one figure under the given name, several with a number added to it."""
    from approdo.viz.figures.saving import save

    for number, axes in enumerate(drawn, 1):
        path = figure if len(drawn) == 1 else figure.with_stem(f"{figure.stem}-{number}")
        save(next(iter(axes.values())), path)
        typer.echo(f"Figure: {path}")
