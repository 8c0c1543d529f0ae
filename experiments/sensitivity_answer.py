"""What a sensitivity analysis says: words for people, rows for JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from .flips import Flip
from .numbers import plain
from .statistics import Estimate
from .study_sensitivity import Analysis

MOST_INPUTS: Final = 12  # lines of a table
SURE: Final = 0.5  # share of the bootstrap curves that must turn before a value is called one


def tell(analyses: Sequence[Analysis]) -> str:
    """Return the answer as text for a terminal."""
    return "\n".join(line for each in analyses for line in [*_one(each), ""]).rstrip()


def label(each: Analysis) -> str:
    """Return what was analysed, as ``ali - none``."""
    return each.arm if each.compared_with is None else f"{each.arm} - {each.compared_with}"


def _one(each: Analysis) -> Iterator[str]:
    found = each.found
    noise = found.noise
    yield f"{each.territory}, {each.outcome}, {label(each)}: mean {found.mean:,.4g} over {found.runs} runs"
    if noise.mean is None:
        yield f"  {noise.why}: no input matters."
        return
    yield (
        f"  Chance of single runs: {_share(noise)} of their variance. "
        f"Emulator ({found.emulator.kind}) explains {found.emulator.explained:.0%} of runs it has not seen."
    )
    if found.weak:
        yield "  That is next to nothing: with these runs the indices below cannot be told from chance."
    if found.assumption_driven and found.assumed is not None:
        yield f"  Assumption-driven: {_share(found.assumed)} of the variance comes from inputs without a source."
    ranked = found.ranked()
    shown = ranked[:MOST_INPUTS]
    width = max(len(influence.name) for influence in shown)
    yield f"  {'input':<{width}}  {'total':<20}  {'alone':<20}  status"
    for influence in shown:
        yield (
            f"  {influence.name:<{width}}  {_share(influence.total):<20}  {_share(influence.first):<20}  "
            f"{influence.status}"
        )
    if len(ranked) > len(shown):
        yield f"  and {len(ranked) - len(shown)} more with smaller shares"
    strong = [pair for pair in found.interactions if pair.share.low is not None and pair.share.low > 0]
    for pair in strong[:3]:
        yield f"  together only: {' and '.join(pair.names)} {_share(pair.share)}"
    if not found.weak:
        yield from _turned(each)


def _turned(each: Analysis) -> Iterator[str]:
    if each.turned is None:
        return
    yield f"  The expected sign is another in {each.turned.share:.0%} of what the inputs may be."
    able = [flip for flip in each.turned.inputs if flip.value is not None and flip.sure >= SURE]
    for flip in able:
        yield f"  {_flip(flip)}"
    if not able:
        yield "  No single input turns it round within its range."


def _flip(flip: Flip) -> str:
    inside = "" if flip.low is None or flip.high is None else f" [{flip.low:.4g}, {flip.high:.4g}]"
    return (
        f"{flip.name}: changes its sign at {flip.value:.4g}{inside} "
        f"(from {flip.below:+.3g} at the low end to {flip.above:+.3g} at the high end)"
    )


def _share(found: Estimate) -> str:
    if found.mean is None:
        return "-"
    inside = "" if found.low is None or found.high is None else f" [{plain(found.low, 2)}, {plain(found.high, 2)}]"
    return f"{plain(found.mean, 2)}{inside}"


def document(analyses: Sequence[Analysis]) -> dict[str, Any]:
    """Return the results, ready for JSON."""
    return {"analyses": [_document(each) for each in analyses]}


def numbers(found: Estimate) -> dict[str, Any]:
    """Return an estimate, ready for JSON."""
    made: dict[str, Any] = {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
    return {**made, "why": found.why} if found.why else made


def _document(each: Analysis) -> dict[str, Any]:
    found = each.found
    return {
        "territory": each.territory,
        "outcome": each.outcome,
        "arm": label(each),
        "mean": found.mean,
        "standard_deviation": found.deviation,
        "runs": found.runs,
        "noise_share": numbers(found.noise),
        "assumed_share": None if found.assumed is None else numbers(found.assumed),
        "assumption_driven": found.assumption_driven,
        "emulator": {
            "kind": found.emulator.kind,
            "explained": found.emulator.explained,
            "errors": found.emulator.errors,
            "weak": found.weak,
        },
        "inputs": [
            {
                "input": influence.name,
                "status": influence.status,
                "first": numbers(influence.first),
                "total": numbers(influence.total),
            }
            for influence in found.ranked()
        ],
        "interactions": [{"inputs": list(pair.names), "share": numbers(pair.share)} for pair in found.interactions],
        "flips": None
        if each.turned is None
        else {
            "share_of_draws": each.turned.share,
            "inputs": [
                {
                    "input": flip.name,
                    "value": flip.value,
                    "low": flip.low,
                    "high": flip.high,
                    "share_of_curves": flip.sure,
                    "at_low_end": flip.below,
                    "at_high_end": flip.above,
                }
                for flip in each.turned.inputs
            ],
        },
    }
