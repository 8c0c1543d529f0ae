"""Scenario discovery on a study: under which conditions does a package fail?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from approdo.model.errors import BadInput, Failure
from approdo.model.levers.wording import is_number, nearest, shown

from .box import Flags
from .cart import Tree, grow
from .conditions import Condition, read_condition
from .futures import under
from .prim import Found, find_boxes
from .statistics import Real
from .stress import Stress
from .stress_file import EXPECTED
from .study import Study
from .study_inputs import Inputs, inputs_of
from .study_robust import folder_of, named_cases, table_of, text_of
from .sweep import SweepResult, sweep

if TYPE_CHECKING:
    from .runner import Progress
    from .store import Store

FIELDS: Final = ("package", "fails", "stress", "density")
FEWEST: Final = 40  # points


@dataclass(frozen=True)
class Question:
    """What is asked: a package, when it fails, stress cases that are conditions too, the density wanted (or None)."""

    package: int
    fails: Condition
    cases: tuple[Stress, ...]
    density: float | None


@dataclass(frozen=True, eq=False)
class Discovery:
    """What was found in one territory: `points` futures, of which `failures` fail; `lost` had no value."""

    territory: str
    package: str
    fails: Condition
    names: tuple[str, ...]
    flags: tuple[bool, ...]
    points: int
    failures: int
    lost: int
    boxes: tuple[Found, ...]
    tree: Tree

    @property
    def sure(self) -> tuple[Found, ...]:
        """The boxes that are more than chance."""
        return tuple(each for each in self.boxes if each.sure)


def ask(
    study: Study,
    *,
    package: str | None = None,
    fails: str | None = None,
    stress: Sequence[str] | None = None,
    density: float | None = None,
) -> Question:
    """Return the question: what is given here goes over what stands in [discover].

    Raises:
        BadInput: nothing says when it fails, unknown names, or values out of range.
    """
    table = table_of(study, "discover", FIELDS)
    names = [each.id for each in study.packages]
    chosen = text_of(study, table, "discover", "package") if package is None else package
    if chosen is None:
        chosen = names[1]
    if chosen not in names:
        where = "--package" if package is not None else study.where("discover", "package")
        raise BadInput(
            f"{where}: {shown(chosen)} is none of the study's packages ({', '.join(names)}).{nearest(chosen, names)}"
        )
    text = text_of(study, table, "discover", "fails") if fails is None else fails
    if text is None:
        raise BadInput('when does it fail? For example: --fails "change hm_total > 0"')
    place = "--fails" if fails is not None else f"{study.where('discover', 'fails')}: fails"
    listed = table.get("stress", []) if stress is None else list(stress)
    where = f"{study.where('discover', 'stress')}: " if stress is None else "--stress: "
    given: Any = table.get("density") if density is None else density
    if given is not None and not (is_number(given) and 0 < given <= 1):
        at = "--density" if density is not None else study.where("discover", "density")
        raise BadInput(f"{at}: density = {shown(given)}, expected above 0 up to 1 (share of failures in a box).")
    cases = named_cases(listed, where, folder_of(study) if stress is None else Path())
    return Question(names.index(chosen), read_condition(text, place), cases, None if given is None else float(given))


def discover(
    study: Study,
    question: Question,
    *,
    store: "Store | str | None" = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: "Progress | None" = None,
) -> tuple[tuple[Discovery, ...], tuple[SweepResult, ...]]:
    """Run a study, as expected and in the stress cases asked for, and look for boxes in each territory.

    Raises:
        BadInput: fewer than `FEWEST` points, or nothing that varies.
        Failure: in some territory fewer than `FEWEST` points have a value.
    """
    inputs = inputs_of(study) if study.factors or not question.cases else None
    points = study.design_points()
    cases = (EXPECTED, *question.cases)
    if len(points) * len(cases) < FEWEST:
        raise BadInput(
            f"{study.where('study')}: {len(points) * len(cases)} futures, at least {FEWEST} are needed "
            "to find conditions. More points or draws."
        )
    results = tuple(
        sweep(under(study, case), store=store, workers=workers, scheduler=scheduler, progress=progress)
        for case in cases
    )
    x, names, flags = _inputs(inputs, results, question.cases)
    made = []
    for place, territory in enumerate(study.territories):
        met = np.concatenate([_fails(result, place, question) for result in results])
        there = np.isfinite(met)
        if int(there.sum()) < FEWEST:
            raise Failure(
                f"{territory.name}: the outcomes of --fails are defined at {int(there.sum())} points, "
                f"at least {FEWEST} are needed (runs failed, or the horizon is too short for them)."
            )
        made.append(
            look(
                x[there],
                met[there] > 0.5,
                names,
                flags,
                territory=territory.id,
                package=study.packages[question.package].id,
                fails=question.fails,
                lost=int((~there).sum()),
                density=question.density,
                seed=study.seed,
            )
        )
    return tuple(made), results


def look(x: Real, y: Flags, names: Sequence[str], flags: Sequence[bool] | None = None, **about: Any) -> Discovery:
    """Look for boxes and a tree in points of your own.

    Args:
        x: ``[points, inputs]``.
        y: which points fail.
        names: of the inputs.
        flags: which of them are 0 or 1.
        about: fields of `Discovery` (territory, package, fails, lost), `density` and `seed`.
    """
    seed, density = about.get("seed", 1), about.get("density")
    some = 0 < int(y.sum()) < len(y)
    return Discovery(
        about.get("territory", ""),
        about.get("package", ""),
        about.get("fails", Condition(())),
        tuple(names),
        tuple(flags or [False] * len(names)),
        len(y),
        int(y.sum()),
        about.get("lost", 0),
        find_boxes(x, y, density=density, seed=seed) if some else (),
        grow(x, y, seed=seed),
    )


def _inputs(
    inputs: Inputs | None, results: Sequence[SweepResult], cases: Sequence[Stress]
) -> tuple[Real, tuple[str, ...], tuple[bool, ...]]:
    """Return ``[case x point, inputs]``: the factors, then a flag for each stress case; with names and flags."""
    blocks = []
    for number, result in enumerate(results):
        flags = np.zeros((len(result.points), len(cases)))
        if number:
            flags[:, number - 1] = 1.0
        whole = replace(result, runs=1) if inputs is not None else result  # a row a point, not a run
        left = inputs.of(whole) if inputs is not None else np.zeros((len(result.points), 0))
        blocks.append(np.concatenate([left, flags], axis=1))
    named = () if inputs is None else inputs.names
    return (
        np.concatenate(blocks),
        (*named, *(f"{case.name} ({case.id})" for case in cases)),
        (*(False for _ in named), *(True for _ in cases)),
    )


def _fails(result: SweepResult, place: int, question: Question) -> Real:
    """Return for each point whether the package fails there, by the means over its runs."""
    values = result.totals[:, place]  # [point, package, run, TOTALS]
    there = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(there, values, 0.0).sum(axis=2) / there.sum(axis=2)
    return question.fails.holds(means[:, question.package], means[:, 0])
