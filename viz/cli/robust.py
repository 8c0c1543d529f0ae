"""Analyses of uncertain futures and of pilots: `robust`, `discover` and `power`."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .documents import JsonOption, run_section, write_json
from .guard import guarded
from .of_study import check, command, end, inputs, opened, save_all, tally_of
from .options import FigureOption, Language, Scheduler, StoreOption, StudyFile, Workers
from .tables import table

if TYPE_CHECKING:
    from approdo.experiments.sweep import SweepResult

StressOption = Annotated[
    list[str] | None,
    typer.Option("--stress", metavar="CASE", help="A stress case, or a .toml file of your own; may be repeated."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog='Example: approdo robust study.toml --satisfied "hm_strict_24 < 6" --figure regret.png')(
        guarded(robust)
    )
    app.command(epilog='Example: approdo discover study.toml --package ali --fails "change hm_total > 0"')(
        guarded(discover)
    )
    app.command(epilog="Example: approdo power study.toml --people 100 --people 200 --months 20 --figure power.png")(
        guarded(power)
    )


def robust(
    study: StudyFile,
    outcome: Annotated[
        str | None, typer.Option(metavar="ID", help="A total; default: of [robust], else the study's first one.")
    ] = None,
    stress: StressOption = None,
    satisfied: Annotated[
        str | None, typer.Option(metavar="CONDITION", help='When a policy is good enough: "hm_strict_24 < 6".')
    ] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
    figure: FigureOption = None,
    language: Language = "en",
) -> int:
    """Say which policy is the safest choice over uncertain futures and stress cases."""
    from approdo.experiments import robust_answer
    from approdo.experiments.futures import run_futures
    from approdo.experiments.study_file import load_study
    from approdo.experiments.study_robust import analyse, ask
    from approdo.viz.figures import regret

    from .progress import progress

    check(json_file, figure, language)
    begun = time.monotonic()
    asked = load_study(study)
    question = ask(asked, outcome=outcome, stress=stress, satisfied=satisfied)
    with opened(store) as kept, progress() as told:
        futures = run_futures(asked, question.cases, store=kept, workers=workers, scheduler=scheduler, progress=told)
    answers = analyse(futures, question)
    for answer in answers:
        typer.echo(f"{asked.name}: {answer.territory}")
        typer.echo(table(*robust_answer.table(answer)))
        typer.echo()
        typer.echo(table(*robust_answer.by_case(answer)))
        for line in robust_answer.sentences(answer):
            typer.echo(line)
        typer.echo()
    reproduce = command("robust", study, outcome=outcome, stress=stress, satisfied=satisfied)
    code = end(futures.results, reproduce)
    results = {**robust_answer.document(answers), "reproduce": reproduce}
    write_json(json_file, "robust", inputs(asked), results, run_section(tally_of(futures.results), begun))
    if figure is not None:
        save_all([regret.draw(regret.compute(each, asked.name), language=language) for each in answers], figure)
    return code


def discover(
    study: StudyFile,
    package: Annotated[
        str | None, typer.Option(metavar="PACKAGE", help="Of the study; default: the first beside the baseline.")
    ] = None,
    fails: Annotated[
        str | None, typer.Option(metavar="CONDITION", help='When it fails: "change hm_total > 0 and cost_total > 5e5".')
    ] = None,
    stress: StressOption = None,
    density: Annotated[
        float | None, typer.Option(metavar="D", help="Take the box with most coverage of at least this density.")
    ] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
    figure: FigureOption = None,
    language: Language = "en",
) -> int:
    """Say under which conditions a package fails: boxes in words, with coverage and density."""
    from approdo.experiments import discovery_answer
    from approdo.experiments.discovery import ask
    from approdo.experiments.discovery import discover as find
    from approdo.experiments.study_file import load_study
    from approdo.viz.figures import trade_off

    from .progress import progress

    check(json_file, figure, language)
    begun = time.monotonic()
    asked = load_study(study)
    question = ask(asked, package=package, fails=fails, stress=stress, density=density)
    with opened(store) as kept, progress() as told:
        found, results = find(asked, question, store=kept, workers=workers, scheduler=scheduler, progress=told)
    typer.echo(discovery_answer.tell(found))
    reproduce = command("discover", study, package=package, fails=fails, stress=stress, density=density)
    code = end(results, reproduce)
    content = {**discovery_answer.document(found), "reproduce": reproduce}
    write_json(json_file, "discover", inputs(asked), content, run_section(tally_of(results), begun))
    if figure is not None:
        save_all([trade_off.draw(each, language=language) for each in found], figure)
    return code


def power(
    study: Annotated[
        str | None, typer.Argument(metavar="[STUDY.toml]", help="Whose worlds say what is true; or give --level.")
    ] = None,
    package: Annotated[str | None, typer.Option(metavar="PACKAGE", help="Of the study.")] = None,
    measure: Annotated[str | None, typer.Option(metavar="M", help="stable (a home), work or hm.")] = None,
    window: Annotated[
        int | None, typer.Option(metavar="N", help="Measured 12, 24 or 36 months after exit; 0: over all.")
    ] = None,
    people: Annotated[list[int] | None, typer.Option(metavar="N", help="Taken in; may be repeated.")] = None,
    territories: Annotated[list[int] | None, typer.Option(metavar="N", help="With the package; repeated.")] = None,
    months: Annotated[list[int] | None, typer.Option(metavar="N", help="Of the pilot; may be repeated.")] = None,
    control: Annotated[
        list[str] | None, typer.Option(metavar="WHERE", help="within the same territories, or between; repeated.")
    ] = None,
    controls_per_person: Annotated[float | None, typer.Option(metavar="X", help="Controls for each person.")] = None,
    attrition: Annotated[float | None, typer.Option(metavar="S", help="Share lost before the end.")] = None,
    attrition_controls: Annotated[float | None, typer.Option(metavar="S", help="The same of controls.")] = None,
    wanted: Annotated[float | None, typer.Option("--power", metavar="P", help="Enough; default 0.8.")] = None,
    cost_person: Annotated[
        float | None, typer.Option(metavar="EUR", help="Default: what the package spends in the model.")
    ] = None,
    cost_control: Annotated[float | None, typer.Option(metavar="EUR", help="To follow a control.")] = None,
    cost_territory: Annotated[float | None, typer.Option(metavar="EUR", help="To set up a territory.")] = None,
    cost_month: Annotated[float | None, typer.Option(metavar="EUR", help="A territory's month.")] = None,
    repeats: Annotated[int | None, typer.Option(metavar="N", help="Simulated pilots; default 4000.")] = None,
    level: Annotated[
        float | None, typer.Option(metavar="X", help="Without a study: the mean without the package.")
    ] = None,
    effect: Annotated[float | None, typer.Option(metavar="X", help="Without a study: the effect.")] = None,
    spread: Annotated[
        float | None, typer.Option(metavar="X", help="Without a study, for months: the standard deviation.")
    ] = None,
    rho: Annotated[
        float | None, typer.Option(metavar="X", help="Without a study: correlation within territories.")
    ] = None,
    spillover: Annotated[float | None, typer.Option(metavar="X", help="Without a study: change of controls.")] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
    figure: FigureOption = None,
    language: Language = "en",
) -> None:
    """Say whether a pilot would see an effect, and which design is the cheapest that would."""
    from approdo.experiments import power_answer
    from approdo.experiments.study_file import load_study
    from approdo.experiments.study_power import ask, power_of_study
    from approdo.model.errors import BadInput
    from approdo.viz.figures import power_curve

    from .progress import progress

    check(json_file, figure, language)
    begun = time.monotonic()
    options = {
        "package": package,
        "measure": measure,
        "window": window,
        "people": people,
        "territories": territories,
        "months": months,
        "control": control,
        "controls_per_person": controls_per_person,
        "attrition": attrition,
        "attrition_controls": attrition_controls,
        "power": wanted,
        "cost_person": cost_person,
        "cost_control": cost_control,
        "cost_territory": cost_territory,
        "cost_month": cost_month,
        "repeats": repeats,
    }
    numbers = {"level": level, "effect": effect, "spread": spread, "rho": rho, "spillover": spillover}
    given = [f"--{name}" for name, value in numbers.items() if value is not None]
    asked = None if study is None else load_study(study)
    if asked is not None and given:
        raise BadInput(f"{', '.join(given)}: the study's worlds say this. Leave it out, or leave out the study.")
    question = ask(asked, options)
    if asked is None:
        answer = _from_numbers(numbers, question)
        results: Sequence[SweepResult] = ()
    else:
        with opened(store) as kept, progress() as told:
            answer, results = power_of_study(
                asked, question, store=kept, workers=workers, scheduler=scheduler, progress=told
            )
    above, heads, rows, below = power_answer.tell(answer)
    for line in above:
        typer.echo(line)
    typer.echo(table(heads, rows))
    for line in below:
        typer.echo(line)
    told_options = {name.replace("_", "-"): value for name, value in {**options, **numbers}.items()}
    reproduce = command("power", study, **told_options)
    typer.echo(f"Reproduce: {reproduce}")
    content = {**power_answer.document(answer), "reproduce": reproduce}
    given_numbers = {name: value for name, value in numbers.items() if value is not None}
    run = run_section(tally_of(results), begun) if results else {"seconds": round(time.monotonic() - begun, 3)}
    write_json(json_file, "power", given_numbers if asked is None else inputs(asked), content, run)
    if figure is not None:
        save_all([power_curve.draw(power_curve.compute(answer), language=language)], figure)


def _from_numbers(numbers: dict[str, float | None], question: Any) -> Any:
    from approdo.experiments.power import Truth
    from approdo.experiments.study_power import power_of_numbers
    from approdo.model.errors import BadInput

    if numbers["level"] is None or numbers["effect"] is None:
        raise BadInput("what is true? Give a STUDY.toml, or --level and --effect (and --rho).")
    if (question.measure == "hm") != (numbers["spread"] is not None):
        raise BadInput("--spread is needed for --measure hm, and for it only: a share has none.")
    truth = Truth(
        numbers["level"], numbers["effect"], numbers["spread"], numbers["rho"] or 0.0, 0.0, numbers["spillover"] or 0.0
    )
    return power_of_numbers(truth, question)
