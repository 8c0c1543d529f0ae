"""What a comparison cannot tell, in plain words, with the numbers that say how much it matters."""

from collections.abc import Sequence

from .contrast import Contrast
from .numbers import decimals, interval, signed
from .parameter_draws import DRAWN
from .request import Request
from .statistics import Paired


def cannot_tell(contrasts: Sequence[Contrast], request: Request, brief: bool = False) -> list[str]:
    """Return, in plain words, what the results leave open; `brief` leaves out the numbers of each contrast."""
    texts = [f"How sure we are of the model: {_doubt(request)}"]
    if brief:
        texts.append("How those who leave the territory fare: departures stand beside each headline.")
    for contrast in () if brief else contrasts:
        texts += _departures(contrast, many=len(contrasts) > 1)
    if any(contrast.window for contrast in contrasts):
        texts.append(
            "What happens to late leavers: only those whose window after the scheduled exit fits into the horizon "
            "are in the headline."
        )
    texts += [
        "Where in the province: the positions of zones are synthetic; levels (rents, homes, jobs, residents) follow "
        "the sources in the territory file.",
        "What becomes of any one person: it compares options, it does not forecast people.",
    ]
    return texts


def _doubt(request: Request) -> str:
    rows, draws = request.parameters.rows, request.draws
    assumed = sum(row.status == DRAWN for row in rows)
    if draws.kind == "prior":
        return (
            f"{assumed} of {len(rows)} parameters are assumptions (approdo parameters --status assumption). No target "
            "holds a treatment contrast, so rankings of policies are driven by priors: each pair of runs has its own "
            "draw of them, independent and uniform over their ranges, and a draw of the fit of what was fitted; the "
            "shape of the rules is not drawn."
        )
    if draws.kind == "posterior":
        caution = f" ({draws.caution})" if draws.caution else ""
        return (
            f"each pair of runs has a draw of the posterior {draws.name}".rstrip()
            + f"{caution}, with its correlations; {_others(draws.others)}; the shape of the rules is not drawn."
        )
    return (
        f"the parameters are fixed, so the intervals hold chance only. {assumed} of {len(rows)} are assumptions "
        "(approdo parameters --status assumption), and rankings of policies are driven by priors."
    )


def _others(others: str) -> str:
    if others == "prior":
        return "numbers that it is not about are drawn from their ranges"
    return "numbers that it is not about are fixed, so the intervals leave out what is assumed of them"


def _departures(contrast: Contrast, many: bool) -> list[str]:
    window = contrast.window
    if window is None:
        left = contrast.totals["departures"].difference
        return [
            f"How those who leave the territory fare: departures change by {signed(left.mean, decimals(left))} people."
        ]
    gone = contrast.totals[f"gone_{window}"]
    if gone.difference.mean is None:
        return []
    bounds = [contrast.totals[name] for name in (f"hm_dep_matched_{window}", f"hm_dep_last_{window}")]
    places = max(decimals(found.difference) for found in (*bounds, contrast.headline))
    first, second, third = (
        f"{signed(found.worlds.mean, places)} {interval(found.worlds, places, sign=True)}".strip()
        for found in (contrast.headline, *bounds)
    )
    where = f" ({contrast.policy.territory.name}, {contrast.policy.scenario.package.name})" if many else ""
    return [
        f"How those who leave the territory fare{where}: the share departed changes by "
        f"{_share(gone)}. Counted as housed elsewhere the difference is {first}, as those who stayed {second}, "
        f"as in their last month {third}."
    ]


def _share(gone: Paired) -> str:
    mean, worlds = gone.difference.scaled(100), gone.worlds.scaled(100)
    places = decimals(mean)
    return f"{signed(worlds.mean, places)} points {interval(worlds, places, sign=True)}".strip()
