"""What a search must not do unless allowed by name: restrict, drive people away, harm a group, hide displacement."""

from collections.abc import Sequence
from typing import Final

from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest
from approdo.model.outcomes import TOTALS

from .economics.fairness import WORSE
from .horizon import headline_window
from .statistics import Real
from .study import Study

GUARDRAILS: Final = ("departures", "displacement", "groups", "restrictions")
# A group is worse off by more than 2 % where this is above 0 on average; by what is seen in a run.
GROUPS: Final = {"people already out": "hm_incumbents", "other households": "others_searching_total"}


def check_allowed(allow: Sequence[str]) -> tuple[str, ...]:
    """Return the guardrails that stay.

    Raises:
        BadInput: one that does not exist.
    """
    for name in allow:
        if name not in GUARDRAILS:
            raise BadInput(f'--allow "{name}": expected {", ".join(GUARDRAILS)}.{nearest(name, GUARDRAILS)}')
    return tuple(name for name in GUARDRAILS if name not in allow)


def check_restrictions(study: Study, kept: Sequence[str]) -> None:
    """Refuse decisions that could take something away from people.

    Raises:
        BadInput: a decision over a parameter (stays, rules, registration: no measure of a package), or a dose below 0.
    """
    if "restrictions" not in kept:
        return
    for factor in study.decisions:
        if factor.path.startswith("parameters.") or (factor.low is not None and factor.low < 0):
            raise BadInput(
                f"{study.where('vary')}: {factor.path} is no dose of a measure: a search does not choose rules or "
                "restrictions (shorter stays, no registration). A state of the world belongs under [[uncertain]]; "
                "to search it all the same: --allow restrictions"
            )


def rails(base: Real, policy: Real, months: int, kept: Sequence[str]) -> dict[str, Real]:
    """Return, for every guardrail, numbers whose mean must not be above 0.

    Args:
        base: totals of each run without the package, ``[runs, TOTALS]``.
        policy: with it, over the same seeds.
        months: of the horizon.
        kept: the guardrails that stay.
    """
    found: dict[str, Real] = {}

    def column(arm: Real, name: str) -> Real:
        return arm[:, TOTALS.index(name)]

    window = headline_window(months)
    if "departures" in kept:
        name = "departures" if window is None else f"gone_{window}"
        found["departures"] = column(policy, name) - column(base, name)
    if "groups" in kept:
        groups = dict(GROUPS) | ({} if window is None else {"people who leave": f"hm_strict_{window}"})
        for group, name in groups.items():
            found[f"groups: {group}"] = column(policy, name) - (1.0 + WORSE) * column(base, name)
    return found


def displaced(base: Real, policy: Real, outcome: str) -> Real | None:
    """Return the months of search that other households bear more, in the unit of a homelessness outcome; else None."""
    if not outcome.startswith("hm_"):
        return None
    others = TOTALS.index("others_searching_total")
    more: Real = policy[:, others] - base[:, others]
    window = outcome.rpartition("_")[2]
    return more / policy[:, TOTALS.index(f"index_people_{window}")] if window.isdigit() else more
