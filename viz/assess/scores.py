"""The scores: where each dimension stands, what is missing, what would lift most, and how answers changed."""

import math

from matplotlib.figure import Figure

from approdo.experiments.assess.over_time import OverTime
from approdo.experiments.assess.scoring import Scores
from approdo.viz.report.phrases import day
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Joined,
    Number,
    Paragraph,
    Picture,
    Piece,
    Section,
    Table,
    Told,
    Words,
)
from approdo.viz.report.speech import speak

from . import radar
from .phrases import heads, level, points, question, scored, share, standing


def scores_section(found: OverTime) -> Section:
    """Return the first section: the total, the dimensions, and what is missing."""
    lead, verdict = told_in_short(found)
    blocks: list[Block] = [
        Paragraph(lead, "lead"),
        Paragraph(verdict),
        *_missing(found.last),
        radar_picture(found),
        scores_table(found),
        Paragraph(Told(found.last.asked, "about"), "note"),
    ]
    return Section("scores", Words("assess.scores"), tuple(blocks))


def told_in_short(found: OverTime) -> tuple[Piece, Piece]:
    """Return the newest total in a sentence, and whether it is good practice."""
    last = found.last
    asked, answers = last.asked, last.answers
    fields: dict[str, Piece] = {
        "project": answers.name,
        "date": day(answers.date),
        "total": scored(last.total),
        "standing": standing(last.total.standing(asked.thresholds)),
    }
    verdict = {True: "assess.good_practice", False: "assess.no_good_practice", None: "assess.open_good_practice"}
    limits: dict[str, Piece] = {"each": share(asked.thresholds.each), "total": share(asked.thresholds.total)}
    return Words("assess.lead", fields), Words(verdict[last.good_practice], limits)


def _missing(last: Scores) -> list[Block]:
    answers = last.answers
    if answers.complete:
        return []
    count: dict[str, Piece] = {"missing": Number(len(answers.missing)), "all": Number(len(last.asked.items))}
    told = tuple(Joined((name, question(last.asked.item(name))), ": ") for name in answers.missing)
    return [Paragraph(Words("assess.unfinished", count), "warning"), Bullets(told)]


def radar_picture(found: OverTime) -> Picture:
    """Return the radar of the newest answers, and of the oldest beside them."""
    asked = found.last.asked
    lines = [(found.last, "low"), *([] if found.last.total.exact else [(found.last, "high")])]
    lines += [(found.scores[0], "low")] if len(found.scores) > 1 else []

    def draw(language: str) -> Figure:
        limits = (asked.thresholds.fair, asked.thresholds.good)
        named = [speak(Told(each), language) for each in asked.dimensions]
        return radar.draw(named, [_line(scores, end, language) for scores, end in lines], limits)

    return Picture("radar", draw, Words("assess.radar_caption"), Words("assess.radar_told"), "scores-table")


def _line(scores: Scores, end: str, language: str) -> radar.Line:
    exact = scores.total.exact or scores.total.low is None
    fields: dict[str, Piece] = {"date": day(scores.answers.date)}
    label = Words("assess.line" if exact else f"assess.line_{end}", fields)
    values = tuple(getattr(score, end) for score in scores.dimensions.values())
    return radar.Line(speak(label, language), values)


def scores_table(found: OverTime) -> Table:
    """Return the scores by dimension and date."""
    last, before = found.last, found.scores[:-1]
    limits = last.asked.thresholds
    rows: list[tuple[Piece, ...]] = []
    for dimension in last.asked.dimensions:
        score = last.dimensions[dimension.id]
        apart = sum(item.id in last.answers.not_applicable for item in last.asked.of(dimension.id))
        past = (scored(each.dimensions[dimension.id]) for each in before)
        counts = (Number(score.answered), Number(score.missing), Number(apart))
        rows.append((Told(dimension), *past, scored(score), standing(score.standing(limits)), *counts))
    counts = (Number(last.total.answered), Number(last.total.missing), Number(len(last.answers.not_applicable)))
    past = (scored(each.total) for each in before)
    whole = (scored(last.total), standing(last.total.standing(limits)))
    rows.append((Words("assess.total"), *past, *whole, *counts))
    dates = tuple(day(each.answers.date) for each in found.scores)
    names = ("standing", "answered", "missing", "not_applicable")
    return Table(
        "scores-table",
        Words("assess.scores_table"),
        (*heads("dimension"), *dates, *heads(*names)),
        tuple(rows),
        Words("assess.scores_note", {"fair": share(limits.fair), "good": share(limits.good)}),
        numbers=False,
        widths=(0.3, *(0.13 for _ in dates), 0.2, 0.12, 0.12, 0.13),
    )


def lifts_section(last: Scores) -> Section:
    """Return what would lift the score most."""
    lifts, asked = last.lifts, last.asked
    if not lifts:
        key = "assess.no_lift" if last.answers.levels else "assess.no_answers"
        return Section("lifts", Words("assess.lifts"), (Paragraph(Words(key)),))
    first = lifts[0]
    lead: dict[str, Piece] = {
        "item": question(asked.item(first.item)),
        "gain": points(first.total_gain),
        "dimension": Told(asked.dimension(first.dimension)),
        "dimension_gain": points(first.dimension_gain),
    }
    equal = sum(math.isclose(lift.total_gain, first.total_gain) for lift in lifts)
    if equal > 1:
        lead["n"] = Number(equal)
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (
            question(asked.item(lift.item)),
            Told(asked.dimension(lift.dimension)),
            level(asked, lift.now),
            points(lift.dimension_gain),
            points(lift.total_gain),
            standing(lift.after) if lift.crosses else "–",
        )
        for lift in lifts
    )
    table = Table(
        "lifts-table",
        Words("assess.lifts_table"),
        heads("item", "dimension", "now", "dimension_gain", "total_gain", "becomes"),
        rows,
        Words("assess.lifts_note", {"level": level(asked, asked.in_place)}),
        numbers=False,
        widths=(0.36, 0.18, 0.14, 0.11, 0.1, 0.11),
    )
    told = Words("assess.lifts_lead_equal" if equal > 1 else "assess.lifts_lead", lead)
    return Section(
        "lifts",
        Words("assess.lifts"),
        (Paragraph(told, "lead"), table),
    )


def change_section(found: OverTime) -> Section:
    """Return what changed between the first and the last date."""
    first, last = found.scores[0], found.last
    asked = last.asked
    dates: dict[str, Piece] = {"first": day(first.answers.date), "last": day(last.answers.date)}
    blocks: list[Block] = []
    if len(found.projects) > 1:
        names = ", ".join(f'"{name}"' for name in found.projects)
        blocks.append(Paragraph(Words("assess.other_projects", {"projects": names}), "warning"))
    if not found.steps:
        return Section("change", Words("assess.change"), (*blocks, Paragraph(Words("assess.no_change", dates))))
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (
            question(asked.item(step.item)),
            level(asked, step.first),
            level(asked, step.last),
            Words("assess.not_comparable") if step.change is None else Number(step.change, sign=True),
        )
        for step in found.steps
    )
    counts: dict[str, Piece] = {
        **dates,
        "up": Number(sum((step.change or 0) > 0 for step in found.steps)),
        "down": Number(sum((step.change or 0) < 0 for step in found.steps)),
        "open": Number(sum(step.change is None for step in found.steps)),
    }
    table = Table(
        "change-table",
        Words("assess.change_table", dates),
        (*heads("item"), day(first.answers.date), day(last.answers.date), *heads("change")),
        rows,
        Words("assess.change_note"),
        numbers=False,
        widths=(0.46, 0.19, 0.19, 0.16),
    )
    return Section("change", Words("assess.change"), (*blocks, Paragraph(Words("assess.change_lead", counts)), table))
