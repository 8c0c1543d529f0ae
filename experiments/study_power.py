"""The power of pilots of a study's package: what the table [power] asks for, the worlds behind it, and the designs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from approdo.model.errors import BadInput, Failure
from approdo.model.levers.wording import is_number, is_whole, nearest, shown

from .pilot_designs import Design, Grid, cheapest, look_at
from .pilot_truth import MEASURES, Facts, read_facts
from .power import CONTROLS, ENOUGH, REPEATS, Costs, Pilot, Truth, power
from .study import Study
from .study_robust import table_of
from .sweep import SweepResult, sweep

if TYPE_CHECKING:
    from .runner import Progress
    from .store import Store

WINDOWS: Final = (0, 12, 24, 36)
Truths: TypeAlias = Callable[[Pilot, int], tuple[Truth, ...]]


@dataclass(frozen=True)
class Question:
    """What is asked of pilots; the names are those of the table [power] and of the options.

    Lists are grids. `window` counts from the exit; 0 is the whole pilot. `cost_person` None: what the package spends in
    the model for each person it takes in.
    """

    package: str | None = None
    measure: str = "stable"
    window: int = 12
    people: tuple[int, ...] = (100,)
    territories: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    control: tuple[str, ...] = ()
    controls_per_person: float = 1.0
    attrition: float = 0.2
    attrition_controls: float | None = None
    power: float = ENOUGH
    cost_person: float | None = None
    cost_control: float = 0.0
    cost_territory: float = 0.0
    cost_month: float = 0.0
    repeats: int = REPEATS

    def grid(self, territories: int, months: int) -> Grid:
        """Return the designs; the study's own territories and months where none are asked for, and all controls."""
        places = self.territories or (territories,)
        return Grid(
            self.people,
            places,
            self.months or (months,),
            self.control or (CONTROLS if min(places) > 1 else CONTROLS[:1]),
            self.controls_per_person,
            self.attrition,
            self.attrition_controls,
        )

    def costs(self, of_package: float | None) -> Costs:
        """Return the costs, with what the package spends for a person where nothing else is given."""
        person = (of_package or 0.0) if self.cost_person is None else self.cost_person
        return Costs(person, self.cost_control, self.cost_territory, self.cost_month)


FIELDS: Final = tuple(each.name for each in fields(Question))
# name: least, most, whole numbers only
BOUNDS: Final[Mapping[str, tuple[float, float, bool]]] = {
    "window": (0, 36, True),
    "people": (2, 100_000, True),
    "territories": (1, 10_000, True),
    "months": (1, 120, True),
    "controls_per_person": (0.05, 20, False),
    "attrition": (0, 0.95, False),
    "attrition_controls": (0, 0.95, False),
    "power": (0.5, 0.99, False),
    "cost_person": (0, 1e9, False),
    "cost_control": (0, 1e9, False),
    "cost_territory": (0, 1e9, False),
    "cost_month": (0, 1e9, False),
    "repeats": (100, 100_000, True),
}
LISTS: Final = ("people", "territories", "months", "control")
CHOICES: Final = {"measure": MEASURES, "control": CONTROLS}


@dataclass(frozen=True, eq=False)
class Answer:
    """The designs, the cheapest with enough power (None: none), and how many cheaper ones a second look refuted.

    `facts` are what the worlds said by months; empty where the truth was given as numbers.
    """

    question: Question
    designs: tuple[Design, ...]
    best: Design | None
    refuted: int
    facts: Mapping[int, Facts]
    truths: Truths
    seed: int

    def curve(self, design: Design, people: Sequence[int], repeats: int = REPEATS // 4) -> list[float]:
        """Return the power of a design with other numbers of people."""
        found = []
        for size in people:
            controls = max(round(size * self.question.controls_per_person), 1)
            pilot = replace(design.pilot, people=size, controls=controls)
            true = self.truths(pilot, design.months)[0]
            found.append(power(true, pilot, repeats=repeats, seed=self.seed).power.value)
        return found


def ask(study: Study | None, given: Mapping[str, Any]) -> Question:
    """Return the question: what is given here (None: nothing) goes over what stands in [power].

    Raises:
        BadInput: one line for each thing that is wrong.
    """
    table = {} if study is None else dict(table_of(study, "power", FIELDS))
    wrong: list[str] = []
    found: dict[str, Any] = {}
    for name in FIELDS:
        if given.get(name) is not None:
            value, where = given[name], f"--{name.replace('_', '-')}"
        elif name in table:
            assert study is not None  # noqa: S101 - it has the table
            value, where = table[name], f"{study.where('power', name)}: {name}"
        else:
            continue
        found[name] = _checked(name, value, where, wrong)
    if "window" in found and not wrong and found["window"] not in WINDOWS:
        wrong.append(f"window = {found['window']}, expected 12, 24 or 36 (months after exit), or 0.")
    if not wrong and found.get("window") == 0 and found.get("measure") != "hm":
        wrong.append("window = 0 (the whole pilot) is for measure = hm: a home or work is measured in one month.")
    if wrong:
        raise BadInput("\n".join(wrong))
    return Question(**found)


def _checked(name: str, value: Any, where: str, wrong: list[str]) -> Any:
    if name == "package":
        if not isinstance(value, str):
            wrong.append(f"{where} = {shown(value)}, expected the name of a package.")
        return value
    values = list(value) if isinstance(value, list | tuple) else [value]
    if name not in LISTS and len(values) != 1:
        wrong.append(f"{where} = {shown(value)}, expected one value.")
    if not values:
        wrong.append(f"{where}: the list is empty.")
    for each in values:
        if name in CHOICES:
            if each not in CHOICES[name]:
                hint = nearest(each, CHOICES[name]) if isinstance(each, str) else ""
                wrong.append(f"{where} = {shown(each)}, expected {', '.join(CHOICES[name])}.{hint}")
            continue
        low, high, whole = BOUNDS[name]
        if not (is_whole(each) if whole else is_number(each)) or not low <= each <= high:
            wrong.append(f"{where} = {shown(each)}, expected {'whole ' if whole else ''}{low:g} to {high:g}.")
    return tuple(dict.fromkeys(values)) if name in LISTS else values[0] if values else None


def power_of_study(
    study: Study,
    question: Question,
    *,
    store: "Store",
    workers: int | None = None,
    scheduler: str | None = None,
    progress: "Progress | None" = None,
) -> tuple[Answer, tuple[SweepResult, ...]]:
    """Run the study's worlds for every length of pilot, and look at the designs.

    Raises:
        BadInput: an unknown package, the baseline, or a study with decisions.
        Failure: runs are missing, or nobody can be followed.
    """
    arm = _arm(study, question)
    if study.decisions:
        raise BadInput(
            f"{study.where('vary')}: a pilot is of one package. Write the dose as a package of its own, "
            "and leave [[uncertain]] factors only."
        )
    facts: dict[int, Facts] = {}
    results = []
    for months in question.months or (study.months,):
        if question.window > months:
            raise BadInput(f"window = {question.window}: nobody is followed so long in a pilot of {months} months.")
        result = sweep(
            replace(study, months=months), store=store, workers=workers, scheduler=scheduler, progress=progress
        )
        if result.failed:
            raise Failure(f"{result.failed} runs failed; the same command tries them again.")
        facts[months] = read_facts(store, result, arm, question.measure, question.window)
        results.append(result)

    def truths(pilot: Pilot, months: int) -> tuple[Truth, ...]:
        return facts[months].truths(pilot.people / pilot.territories)

    grid = question.grid(len(study.territories), study.months)
    return _answer(question, grid, truths, facts, study.seed), tuple(results)


def power_of_numbers(truth: Truth, question: Question, seed: int = 1) -> Answer:
    """Look at designs when what is true is given as numbers; a spillover holds for every design."""
    return _answer(question, question.grid(9, 20), lambda pilot, months: (truth,), {}, seed)


def _answer(
    question: Question,
    grid: Grid,
    truths: Truths,
    facts: Mapping[int, Facts],
    seed: int,
) -> Answer:
    def costs(months: int) -> Costs:
        return question.costs(facts[months].cost if months in facts else None)

    designs = look_at(grid, truths, costs, wanted=question.power, repeats=question.repeats, seed=seed)
    best, refuted = cheapest(designs, wanted=question.power, repeats=question.repeats, seed=seed)
    return Answer(question, designs, best, refuted, facts, truths, seed)


def _arm(study: Study, question: Question) -> int:
    names = [package.id for package in study.packages]
    if question.package is None:
        return 1
    if question.package not in names[1:]:
        raise BadInput(
            f"package {shown(question.package)}: expected one of the study's beside its baseline: "
            f"{', '.join(names[1:])}.{nearest(question.package, names[1:])}"
        )
    return names.index(question.package)
