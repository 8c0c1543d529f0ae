"""The document of a self-assessment: which sections it has, in which order."""

from collections.abc import Mapping

from approdo import __version__
from approdo.experiments.assess.over_time import OverTime
from approdo.experiments.assess.steps import Trial
from approdo.model.engine import model_hash
from approdo.viz.report.phrases import day, heads
from approdo.viz.report.pieces import Bullets, Code, Paragraph, Piece, Report, Section, Table, Words
from approdo.viz.report.reproduce import run as run_section

from . import answers
from .scores import change_section, lifts_section, scores_section
from .trial import assumptions_section, package_section, project_section, steps_section

LIMITS = ("ours", "self", "doses", "levels", "rank")


def content(found: OverTime, trial: Trial | None, command: str, run: Mapping[str, str]) -> Report:
    """Return the document.

    Args:
        found: scores of one or several dates.
        trial: what was simulated, if anything was.
        command: the one that makes this document again.
        run: about this time (`viz.report.about`).
    """
    last = found.last
    fields: dict[str, Piece] = {
        "project": last.answers.name,
        "date": day(last.answers.date),
    }
    tried = () if trial is None else (package_section(trial), assumptions_section(trial))
    return Report(
        Words("assess.title", fields),
        Words("assess.subtitle", fields),
        (
            *summary(found, trial),
            answers.section(last),
            *tried,
            Section("limits", Words("assess.limits"), (Bullets(tuple(Words(f"assess_limit.{n}") for n in LIMITS)),)),
            _reproduce(trial, command),
        ),
        run_section(run),
    )


def summary(found: OverTime, trial: Trial | None) -> tuple[Section, ...]:
    """Return the sections that answer; the others are what they rest on."""
    changed = (change_section(found),) if len(found.scores) > 1 else ()
    tried = () if trial is None else (project_section(trial), steps_section(trial))
    return (scores_section(found), lifts_section(found.last), *changed, *tried)


def _reproduce(trial: Trial | None, command: str) -> Section:
    rows: list[tuple[Piece, ...]] = [(Words("report_repeat.version"), __version__)]
    if trial is not None:
        rows += [
            (Words("report_repeat.model"), model_hash()),
            (Words("report_repeat.territory"), f"{trial.territory.id}, sha256 {trial.territory.digest}"),
            (Words("report_repeat.seed"), str(trial.comparison.request.seed)),
        ]
    table = Table(
        "versions",
        Words("report.versions"),
        heads("what", "value"),
        tuple(rows),
        numbers=False,
        widths=(0.3, 0.7),
    )
    blocks = (Paragraph(Words("report.reproduce_told")), Code(command), table)
    return Section("reproduce", Words("report.reproduce"), blocks)
