"""Analyses on a study: `sensitivity`, `search` and `economics`."""

import time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .documents import JsonOption, run_section, write_json
from .guard import guarded
from .of_study import check, command, inputs, opened, save_all
from .options import FigureOption, Language, Scheduler, StoreOption, StudyFile, Workers

if TYPE_CHECKING:
    from approdo.experiments.study_search import StudySearch

GOALS: Final = ("cheapest", "best", "pareto")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="Example: approdo sensitivity study.toml --figure what-matters.png")(guarded(sensitivity))
    app.command(epilog="Example: approdo search study.toml --goal cheapest --below 6 --probability 0.9 --runs 500")(
        guarded(search)
    )
    app.command(epilog="Example: approdo economics study.toml --price 1000 --rate 0.03")(guarded(economics))


def sensitivity(
    study: StudyFile,
    outcome: Annotated[
        list[str] | None, typer.Option("--outcome", metavar="ID", help="A total; default: the study's first one.")
    ] = None,
    second: Annotated[bool, typer.Option("--second", help="Interactions of pairs of inputs too.")] = False,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
    figure: FigureOption = None,
    language: Language = "en",
) -> int:
    """Say which inputs of a study move its results, and what would turn a ranking round."""
    from approdo.experiments.sensitivity_answer import document, tell
    from approdo.experiments.study_file import load_study
    from approdo.experiments.study_sensitivity import analyse
    from approdo.experiments.sweep import sweep
    from approdo.viz.figures import sobol_bars

    from .progress import progress

    check(json_file, figure, language)
    begun = time.monotonic()
    asked = load_study(study)
    with progress() as told:
        result = sweep(asked, store=store, workers=workers, scheduler=scheduler, progress=told)
    _, found = analyse(result, tuple(outcome or ()), second=second)
    typer.echo(tell(found))
    reproduce = command("sensitivity", study, outcome=outcome, second=second)
    typer.echo(f"Reproduce: {reproduce}")
    results = {**document(found), "reproduce": reproduce}
    write_json(json_file, "sensitivity", inputs(asked), results, run_section(result.tally, begun))
    if figure is not None:
        save_all([sobol_bars.draw(sobol_bars.compute(each), language=language) for each in found], figure)
    return 1 if result.tally.failed else 0


def search(
    study: StudyFile,
    goal: Annotated[str, typer.Option(metavar="GOAL", help="cheapest, best or pareto.")],
    outcome: Annotated[
        str | None, typer.Option(metavar="ID", help="What should be low; default: the study's first outcome.")
    ] = None,
    below: Annotated[
        float | None, typer.Option(metavar="X", help="With cheapest: the outcome must be below this.")
    ] = None,
    budget: Annotated[float | None, typer.Option(metavar="EUR", help="With best: what may be spent.")] = None,
    probability: Annotated[float, typer.Option(metavar="P", help="Share of runs inside the limit.")] = 0.9,
    runs: Annotated[int, typer.Option(metavar="N", help="Runs of the package in all, each with one without.")] = 500,
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="GUARDRAIL", help="Take off departures, displacement, groups or restrictions."),
    ] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
    figure: FigureOption = None,
    language: Language = "en",
) -> None:
    """Find the doses that meet a goal, and confirm them with seeds that the search has not seen."""
    from approdo.experiments import goals, search_answer
    from approdo.experiments.study_file import load_study
    from approdo.experiments.study_search import front_of_study, prepare, search_study
    from approdo.model.errors import BadInput
    from approdo.viz.figures import pareto

    from .progress import progress

    check(json_file, figure, language)
    _check_goal(goal, below, budget)
    if figure is not None and goal != "pareto":
        raise BadInput(f"--figure: there is one of --goal pareto only, not of {goal}.")
    begun = time.monotonic()
    asked = load_study(study)
    given = {"goal": goal, "outcome": outcome, "below": below, "budget": budget, "runs": runs, "allow": allow}
    if probability != 0.9:
        given["probability"] = probability
    with opened(store) as kept_runs, progress() as told:
        simulate: StudySearch = prepare(
            asked, kept_runs, outcome=outcome, allow=allow or (), workers=workers, scheduler=scheduler, progress=told
        )
        if goal == "pareto":
            points = front_of_study(simulate, runs)
            text = search_answer.tell_front(simulate.change, points, simulate.kept)
            results = search_answer.front_document(simulate.change, points, simulate.kept)
            if figure is not None:
                save_all([pareto.draw(pareto.compute(points, simulate.outcome, asked.name), language=language)], figure)
        else:
            wanted = (
                goals.cheapest(simulate.outcome, below or 0.0, probability)
                if goal == "cheapest"
                else goals.best(simulate.change, budget or 0.0, probability, cost="cost_gross")
            )
            found = search_study(simulate, wanted, runs)
            text = search_answer.tell(wanted, found, simulate.kept)
            results = search_answer.document(wanted, found, simulate.kept)
    typer.echo(text)
    reproduce = command("search", study, **given)
    typer.echo(f"Reproduce: {reproduce}")
    told_inputs = {**inputs(asked), "search": {name: value for name, value in given.items() if value is not None}}
    seconds = {"seconds": round(time.monotonic() - begun, 3)}
    write_json(json_file, "search", told_inputs, {**results, "reproduce": reproduce}, seconds)


def economics(
    study: StudyFile,
    price: Annotated[
        float, typer.Option(metavar="EUR", help="What a homeless month averted is taken to be worth.")
    ] = 1000.0,
    rate: Annotated[float, typer.Option(metavar="R", help="Discount rate a year.")] = 0.03,
    payer: Annotated[
        list[str] | None, typer.Option("--payer", metavar="LEVER=PAYER", help="Who pays for a lever; may be repeated.")
    ] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
    figure: FigureOption = None,
    language: Language = "en",
) -> int:
    """Say who pays what, which packages are efficient, how surely, and what knowing more is worth."""
    from approdo.experiments.economics.answer import document, tell
    from approdo.experiments.economics.study_evaluation import evaluate_study
    from approdo.experiments.study_file import load_study
    from approdo.experiments.sweep import sweep
    from approdo.viz.figures import acceptability

    from .progress import progress

    check(json_file, figure, language)
    begun = time.monotonic()
    asked = load_study(study)
    payers = _pairs(payer or [])
    with opened(store) as kept_runs:
        with progress() as told:
            result = sweep(asked, store=kept_runs, workers=workers, scheduler=scheduler, progress=told)
        found = evaluate_study(kept_runs, result, price=price, rate=rate, payers=payers)
    typer.echo("\n\n".join(tell(name, each) for name, each in found.items()))
    reproduce = command("economics", study, price=price, rate=rate, payer=payer)
    typer.echo(f"Reproduce: {reproduce}")
    results = {"evaluations": [document(name, each) for name, each in found.items()], "reproduce": reproduce}
    write_json(json_file, "economics", inputs(asked), results, run_section(result.tally, begun))
    if figure is not None:
        save_all([acceptability.draw(each, language=language) for each in found.values()], figure)
    return 1 if result.tally.failed else 0


def _check_goal(goal: str, below: float | None, budget: float | None) -> None:
    from approdo.model.errors import BadInput
    from approdo.model.levers.wording import nearest

    if goal not in GOALS:
        raise BadInput(f'--goal "{goal}": expected {", ".join(GOALS)}.{nearest(goal, GOALS)}')
    needed = {"cheapest": ("--below", below), "best": ("--budget", budget)}
    if goal in needed and needed[goal][1] is None:
        raise BadInput(f"--goal {goal} needs {needed[goal][0]}.")
    for name, (option, value) in needed.items():
        if goal != name and value is not None:
            raise BadInput(f"{option} is of --goal {name}, not of {goal}.")


def _pairs(given: list[str]) -> dict[str, str]:
    from approdo.model.errors import BadInput

    found = {}
    for each in given:
        name, sign, payer = each.partition("=")
        if not sign or not name or not payer:
            raise BadInput(f'--payer "{each}": expected LEVER=PAYER, for example tutoring=municipality.')
        found[name] = payer
    return found
