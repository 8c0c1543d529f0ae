"""What the answers do in a territory, and what each item one level higher would add."""

from matplotlib.figure import Figure

from approdo.experiments.assess.questionnaire import questionnaire
from approdo.experiments.assess.steps import ItemStep, Trial
from approdo.experiments.numbers import decimals
from approdo.model.levers import LEVERS
from approdo.model.outcomes import TOTALS
from approdo.viz.figures import forest
from approdo.viz.report import phrases, unsourced
from approdo.viz.report.answer import sentence, small
from approdo.viz.report.notices import failures, notices
from approdo.viz.report.options import action_tables
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Joined,
    Number,
    Paragraph,
    Picture,
    Piece,
    Section,
    Size,
    Table,
    Told,
    Words,
)
from approdo.viz.report.speech import speak

from .phrases import heads, question

MOST_LINES = 20  # of the figure; the table has all


def project_section(trial: Trial) -> Section:
    """Return what the project as it is answered does, compared with no new policy."""
    blocks: list[Block] = [Paragraph(Words("assess.synthetic"), "note")]
    if trial.answers.missing:
        count: dict[str, Piece] = {"missing": Number(len(trial.answers.missing))}
        blocks.append(Paragraph(Words("assess.missing_absent", count), "warning"))
    comparison = trial.whole or trial.comparison
    blocks += notices(comparison.request.draws, comparison.tally, [trial.territory])
    if trial.whole is None:
        blocks.append(Paragraph(Words("assess.nothing_in_place"), "lead"))
        return Section("project", Words("assess.project"), tuple(blocks))
    contrast = trial.whole.contrasts[0]
    window, totals = contrast.window, contrast.totals
    names = [contrast.outcome("strict"), "hm_total", "cost_gross", "cost_total"]
    names[1:1] = [f"gone_{window}", f"stable_{window}", f"work_{window}"] if window else []
    blocks[:0] = [Paragraph(sentence(contrast), "lead"), *map(Paragraph, small(contrast))]
    blocks.append(
        Table(
            "project-table",
            Words("assess.project_table"),
            phrases.heads(*phrases.HEADS),
            tuple(phrases.outcome_row(name, totals[name]) for name in dict.fromkeys(names)),
            Words("assess.project_note", {"people": Number(trial.answers.people), "n": Number(contrast.pairs)}),
            widths=phrases.WIDTHS,
        )
    )
    return Section("project", Words("assess.project"), tuple(blocks))


def steps_section(trial: Trial) -> Section:
    """Return the items by what their next level adds."""
    asked = questionnaire()
    blocks: list[Block] = list(failures(trial.tally)) if trial.whole else []
    if trial.steps:
        blocks += [Paragraph(_lead(trial), "lead"), Paragraph(Words("assess.steps_told"))]
        blocks += [_picture(trial), _table(trial)]
    else:
        blocks.append(Paragraph(Words("assess.no_steps"), "lead"))
    if trial.still:
        blocks.append(Paragraph(Words("assess.still")))
        blocks.append(Bullets(tuple(question(asked.item(name)) for name in trial.still)))
    return Section("steps", Words("assess.steps"), tuple(blocks))


def _lead(trial: Trial) -> Piece:
    clear = [step for step in trial.steps if step.contrast.headline.difference.clear]
    better = [step for step in clear if (step.contrast.headline.difference.mean or 0.0) < 0]
    fields: dict[str, Piece] = {"items": Number(len(trial.steps)), "n": Number(trial.steps[0].contrast.pairs)}
    if not better:
        return Words("assess.steps_none", fields)
    names = Joined(tuple(question(step.item) for step in better[:3]), " ")
    return Words("assess.steps_some", {**fields, "better": Number(len(better)), "first": names})


def _picture(trial: Trial) -> Picture:
    shown = trial.steps[:MOST_LINES]

    def draw(language: str) -> Figure:
        lines = [
            forest.Line(
                f"{step.item.id} ({step.now}→{step.then})",
                speak(Words("assess.steps_heading"), language),
                (step.contrast.headline.difference,),
            )
            for step in shown
        ]
        return forest.draw(lines, speak(phrases.axis_of(trial.steps[0].contrast), language), language)

    fields: dict[str, Piece] = {"n": Number(trial.steps[0].contrast.pairs), "shown": Number(len(shown))}
    return Picture(
        "steps-figure", draw, Words("assess.steps_caption", fields), Words("assess.steps_figure_told"), "steps-table"
    )


def _table(trial: Trial) -> Table:
    outcome = trial.steps[0].contrast.outcome("strict")
    places = max(decimals(step.contrast.headline.difference) for step in trial.steps)
    rows = tuple(_row(step, outcome, places) for step in trial.steps)
    return Table(
        "steps-table",
        Words("assess.steps_table"),
        heads("item", "step", "actions", "difference", "reading", "rank", "person_months", "cost"),
        rows,
        Words("assess.steps_note", {"n": Number(trial.steps[0].contrast.pairs)}),
        numbers=False,
        widths=(0.22, 0.07, 0.15, 0.16, 0.13, 0.06, 0.11, 0.1),
    )


def _row(step: ItemStep, outcome: str, places: int) -> tuple[Piece, ...]:
    found = step.contrast.headline.difference
    changed = [Told(LEVERS[name]) for name in step.changed]
    actions: Piece = Words("assess.every_action") if len(changed) > 3 else Joined(tuple(changed))
    rank = str(step.rank.low) if step.rank.low == step.rank.high else f"{step.rank.low}-{step.rank.high}"
    same = step.contrast.worlds(outcome).same
    return (
        Joined((question(step.item), f"({step.item.id})"), " "),
        f"{step.now} → {step.then}",
        actions,
        Size(found, places=places),
        Words("assess.identical") if same else phrases.reading(outcome, found),
        rank,
        Number(step.contrast.totals["hm_total"].difference.mean, sign=True),
        Number(step.contrast.totals["cost_gross"].difference.mean, sign=True),
    )


def package_section(trial: Trial) -> Section:
    """Return the actions that the answers stand for."""
    scenario = trial.comparison.contrasts[0].base.scenario
    blocks: list[Block] = [Paragraph(Words("assess.package_told", {"people": Number(trial.answers.people)}))]
    if trial.package.levers:
        blocks += action_tables(trial.package.levers, trial.package.name, scenario.start, "answers")
    return Section("package", Words("assess.package"), tuple(blocks))


def assumptions_section(trial: Trial) -> Section:
    """Return the ledger of what the project does; where it does nothing, of what its most valuable item adds."""
    comparison = trial.whole or trial.comparison
    contrast = comparison.contrasts[0] if trial.whole else trial.steps[0].contrast
    what = trial.answers.name if trial.whole else question(trial.steps[0].item)
    column = TOTALS.index(contrast.outcome("strict"))
    change = contrast.policy.totals[:, column] - contrast.base.totals[:, column]
    return unsourced.section(change, comparison.request.draws, contrast.runs, what, phrases.axis_of(contrast))
