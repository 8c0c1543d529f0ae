"""What the answers do in a territory, and what the next level of each item would add: the same worlds for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from approdo.experiments.answer import Comparison
from approdo.experiments.compare import compare, opened
from approdo.experiments.contrast import Contrast
from approdo.experiments.package import Package, load_package
from approdo.experiments.parameter_draws import Given
from approdo.experiments.ranking import Rank, rank_arms
from approdo.experiments.request import BASELINE, MONTHS, RUNS, SEED
from approdo.experiments.runner import Progress, Tally
from approdo.experiments.store import Store
from approdo.model.errors import BadInput
from approdo.model.outcomes import TOTALS
from approdo.model.territory import Territory

from .answers import Answers
from .mapping import next_level, package_of
from .questionnaire import Item, questionnaire

NOW = "answers"  # id of the package of the answers


@dataclass(frozen=True, eq=False)
class ItemStep:
    """An item one effective level higher: the difference from the answers as they are, and its rank among the items."""

    item: Item
    now: int
    then: int
    contrast: Contrast
    rank: Rank

    @property
    def changed(self) -> tuple[str, ...]:
        """The ids of the levers that the step changes or adds."""
        before = {lever.id: lever for lever in self.contrast.base.scenario.package.levers}
        after = self.contrast.policy.scenario.package.levers
        return tuple(lever.id for lever in after if before.get(lever.id) != lever)


@dataclass(frozen=True, eq=False)
class Trial:
    """The answers in a territory.

    `whole` is their package against no new policy; None where they switch on nothing. `steps` are the items by what
    their next level adds, the best first. `still` are answered items of which no higher level changes the package.
    """

    answers: Answers
    territory: Territory
    package: Package
    whole: Comparison | None
    steps: tuple[ItemStep, ...]
    still: tuple[str, ...]
    comparison: Comparison

    @property
    def tally(self) -> Tally:
        """Of the runs of the steps."""
        return self.comparison.tally


def try_answers(
    answers: Answers,
    territory: Territory | str,
    *,
    months: int = MONTHS,
    runs: int = RUNS,
    seed: int = SEED,
    start: str | None = None,
    store: Store | str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    parameters: Given = "prior",
) -> Trial:
    """Run the answers, and each item one effective level higher; arguments as those of `compare`.

    Raises:
        BadInput: something asked for does not exist or is out of range, or no item is answered.
        Failure: the store cannot be used, Ctrl-C, or no pair of runs could be computed.
    """
    asked = questionnaire()
    if not answers.levels:
        raise BadInput(f"{answers.source}: no item is answered, so there is nothing to run.")
    package = package_of(answers, NOW, answers.name)
    levels = {item.id: next_level(answers, item.id) for item in asked.items}
    higher = {
        name: package_of(answers, name, name, {name: level}) for name, level in levels.items() if level is not None
    }
    base = package if package.levers else load_package(BASELINE)
    with opened(store) as kept:

        def against(packages: Sequence[Package], baseline: Package) -> Comparison:
            return compare(
                territory,
                packages,
                baseline,
                months=months,
                runs=runs,
                seed=seed,
                start=start,
                store=kept,
                workers=workers,
                scheduler=scheduler,
                progress=progress,
                parameters=parameters,
            )

        whole = against([package], load_package(BASELINE)) if package.levers else None
        found = against(list(higher.values()), base) if higher else whole
    assert found is not None  # noqa: S101 - nothing in place: then every item has a higher level
    steps = _steps(answers, levels, found) if higher else ()
    still = tuple(item.id for item in asked.items if item.moves and item.id in answers.levels and not levels[item.id])
    return Trial(answers, found.contrasts[0].policy.territory, package, whole, steps, still, found)


def _steps(answers: Answers, levels: dict[str, int | None], found: Comparison) -> tuple[ItemStep, ...]:
    asked = questionnaire()
    contrasts = {contrast.policy.id: contrast for contrast in found.contrasts}
    column = TOTALS.index(found.contrasts[0].outcome("strict"))
    ranks = rank_arms(list(contrasts), [each.policy.totals[:, column] for each in contrasts.values()]).ranks
    return tuple(
        ItemStep(asked.item(rank.arm), answers.levels[rank.arm], levels[rank.arm] or 0, contrasts[rank.arm], rank)
        for rank in ranks
    )
