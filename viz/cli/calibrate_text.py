"""The text of a calibration: what the data say, what they cannot tell, how far to trust it."""

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .tables import table

if TYPE_CHECKING:
    from approdo.calibration.answer import Answer
    from approdo.calibration.worth import Worth


def said(answer: "Answer", truth: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """Return the answer as text: the verdict, what was learned, sim / data / error, what to collect next.

    Args:
        answer: of the calibration.
        truth: of a synthetic pilot, see `approdo.calibration.pilot.truth.beside`.
    """
    from approdo.calibration.posterior import posteriors_root

    document, checks = answer.posterior.document, answer.posterior.document["checks"]
    lines = [
        f"Posterior {answer.posterior.id}: {checks['verdict'].upper()}",
        *(f"  {reason}" for reason in checks["reasons"]),
        *_data(document),
    ]
    if document["runs"] < answer.runs_asked and document["rounds"] == 1:
        lines.append(f"{answer.runs_asked} runs were asked for: the same command goes on from here.")
    heads: tuple[str, ...] = ("free number", "prior", "posterior, 90 %", "median", "contraction")
    rows = [
        [
            row["name"], f"{row['prior_low']:g} to {row['prior_high']:g}", f"{row['low']:.3g} to {row['high']:.3g}",
            f"{row['median']:.3g}", f"{max(row['contraction'], 0):.0%}" if row["updated"] else "not updated",
        ]
        for row in document["parameters"]
    ]  # fmt: skip
    if truth is not None:
        heads = (*heads, "truth", "inside")
        rows = [[*row, *_true(truth[each["name"]])] for row, each in zip(rows, document["parameters"], strict=True)]
    lines += ["", table(heads, rows)]
    if truth is not None:
        judged = [each["inside"] for each in truth.values() if each["inside"] is not None and not each["at_end"]]
        lines.append(f"{sum(judged)} of {len(judged)} intervals hold the truth; of 90 % intervals, nine in ten should.")
        ends = [name for name, each in truth.items() if each["at_end"]]
        if ends:
            lines.append(f"At an end of its range, where no interval reaches: the truth of {', '.join(ends)}.")
    lines += ["", *_beside(answer)]
    lines += [
        "",
        f"Checks: 90 % intervals held the truth in {checks['coverage']:.1%} of {checks['left_out']} trials; "
        f"misfit p = {checks['misfit_p']:.3f}; ranks p = {checks['rank_p']:.3f}; broken runs {checks['failed']:.1%}.",
        *(f"Warning: {warning}." for warning in checks["warnings"]),
        "",
    ]
    if answer.offers:
        lines.append("Which data to collect next (expected narrowing of the model's free numbers, beyond these data):")
        lines += [f"  {max(offer.gain, 0.0):+.1%}  {offer.words}" for offer in answer.offers[:-1]]
    else:
        lines.append("Which data to collect next: months of people, with and without support (approdo pilot template):")
        lines.append("  shares do not show who moves from where to where, nor who is lost from the record.")
    kept_here = answer.folder.parent == posteriors_root() / "posteriors"
    place = answer.posterior.id if kept_here else shlex.quote(str(answer.folder))
    used = f"approdo compare TERRITORY --package P --posterior {place}"
    return "\n".join([*lines, "", f"Kept in {answer.folder}; use it: {used}"])


def _true(found: Mapping[str, Any]) -> list[str]:
    if found["value"] is None:
        return ["-", "-"]
    return [f"{found['value']:.3g}", "yes" if found["inside"] else "at an end" if found["at_end"] else "no"]


def _data(document: dict[str, Any]) -> list[str]:
    """Return what the data are, in a line or two."""
    data = document["data"]
    source = "synthetic pilot (about nobody)" if data["synthetic"] else "pilot"
    size = f"{data['people']} people" if data["people"] is not None else f"{data['shares']} published shares"
    where = ", ".join(data["territories"])
    lines = [f"{size} of a {source} in {where}, {data['months']} months; {document['runs']} runs."]
    if document["dropped"]:
        unknown = f"{document['dropped']} statistics cannot be computed from these data, or not in every run"
        lines.append(f"{unknown}: dropped, never filled in.")
    if data.get("unused"):
        lines.append(f"Not used, the model does not tell these people apart: {'; '.join(data['unused'])}.")
    return lines


def _beside(answer: "Answer") -> list[str]:
    """Return what the fitted model gives beside the data."""
    from approdo.calibration.predict import HIDDEN

    shares = answer.posterior.document["data"]["people"] is None
    heads = ("outcome", "who", "when", "n") if shares else ("outcome", "who", "part")
    rows = []
    for row in answer.rows:
        when = [row.month or f"{row.since_exit} after exit", str(row.n)] if shares else [str(row.part)]
        band = "-" if row.low is None or row.high is None else f"{row.low:.2f} to {row.high:.2f}"
        hidden = ":c" if row.why == HIDDEN else "-"
        told = [hidden if value is None else f"{value:.3f}" for value in (row.data, row.error)]
        if row.error is not None:
            told[1] = f"{row.error:+.3f}"
        rows.append([row.outcome, row.who, *when, "-" if row.sim is None else f"{row.sim:.3f}", band, *told])
    title = "Published shares:" if shares else "Share of known months, by part of the observation:"
    lines = [title, table((*heads, "sim", "90 %", "data", "error"), rows)]
    reasons = dict.fromkeys(row.why for row in answer.rows if row.why)
    return [*lines, *(f"{':c' if why == HIDDEN else '-'} = {why}." for why in reasons)]


def valued(found: "Worth") -> str:
    """Return what knowing each number would be worth for a decision, as text."""
    asked, rows = found.decision, found.information
    places = ", ".join(asked.territories)
    lines = [
        "",
        f"What knowing more would be worth (EVPPI) to whoever decides on {asked.package.name} in {places}: "
        f"{asked.pairs} pairs of worlds,",
        f"{asked.months} months, EUR {asked.price:,.0f} per homeless month averted; its mean net benefit is "
        f"EUR {found.benefit:+,.0f}.",
    ]
    if not any(row.value.mean for row in rows):
        return "\n".join(
            [*lines, "  Nothing: no value of these numbers that the data allow would change the decision."]
        )
    named = [("all of them", rows[0].value), *((row.names[0], row.value) for row in rows[1:])]
    named[1:] = sorted(named[1:], key=lambda each: -(each[1].mean or 0.0))
    shown = [
        [name, f"{value.mean or 0.0:,.0f}", f"{value.low or 0.0:,.0f} to {value.high or 0.0:,.0f}"]
        for name, value in named
    ]
    return "\n".join([*lines, table(("number known", "EUR", "95 %"), shown)])
