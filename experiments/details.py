"""What does not fit on one screen: who gains and who loses, by group, and how the numbers were made."""

from typing import Final

from approdo.model.outcomes import MONTHLY

from .contrast import Contrast
from .groups import FEWEST, Group, groups
from .numbers import decimals, interval, percent, plain, signed
from .page import Page
from .statistics import Estimate, Paired, paired

TRAITS_SHOWN: Final = ("sex", "age", "permit", "family", "vulnerability", "channel")  # zones are in the rows
TITLES: Final = {
    "sex": "sex",
    "age": "age at the start",
    "permit": "permit at the start",
    "family": "household",
    "vulnerability": "vulnerability, thirds of the scale",
    "channel": "reception channel",
}


def fates_line(contrast: Contrast) -> str:
    """Return how many people are better and worse off, in a sentence; an empty text where nobody is in the headline."""
    found = contrast.fates
    if found["same"].mean is None:
        return ""
    told = {name: plain(share.scaled(100).mean, 0) for name, share in found.items()}
    return (
        f"Person by person (same person, same luck): {told['better']} % have fewer homeless-months, {told['worse']} % "
        f"more, {told['same']} % as many."
    )


def detail_lines(contrast: Contrast, page: Page) -> list[str]:
    """Return the details of one contrast."""
    lines = ["Others:", *_others(contrast, page)]
    shown = list(groups(contrast, TRAITS_SHOWN))
    if shown:
        what = "homeless-months per leaver" if contrast.window else "homeless-months per index person"
        lines += page.prose(f"By group, {what} (change; [ ] 95 % of worlds; gap to everybody else):")
        wide = max(len(_label(each)) for each in shown)
        for trait in dict.fromkeys(each.trait for each in shown):
            lines.append(f"  {TITLES[trait]}")
            lines += [line for each in shown if each.trait == trait for line in _group(each, wide, page)]
        lines += page.prose(
            f"Groups of fewer than {FEWEST} people are put together or left out; never by origin.", "  ", "  "
        )
    headline = contrast.headline
    if headline.correlation is not None:
        fewer = headline.fewer_runs
        saved = f"; independent runs of both would need {fewer:,.1f} times the runs" if fewer else ""
        lines += page.prose(f"Pairing: correlation {headline.correlation:.3f} between the arms{saved}.")
    if contrast.split is not None:
        chance = contrast.split.chance
        value, low, high = (percent(each) for each in (chance.value, chance.low, chance.high))
        lines += page.prose(
            f"Share of chance in the spread of worlds: {value} [{low}, {high}], from {contrast.split.repeats} worlds "
            "repeated with the same parameters and other luck."
        )
    return lines


def _others(contrast: Contrast, page: Page) -> list[str]:
    """Return what the package does to owners, to other households and to those who pay, over the whole horizon."""
    shown = [
        ("owners: rent received, EUR", contrast.totals["rent_to_owners_total"]),
        ("owners: tenants of the group in arrears, last month", _last_month(contrast, "in_arrears")),
        ("owners: belief that a tenant of the group pays, last month", _last_month(contrast, "landlord_belief")),
        ("other households: months of search", contrast.totals["others_searching_total"]),
        ("other households: housed", contrast.totals["others_housed_total"]),
        ("payers of the package, EUR", contrast.totals["cost_gross"]),
        ("payers of reception, EUR", contrast.totals["cost_reception"]),
    ]
    wide = max(len(label) for label, _ in shown)
    lines: list[str] = []
    for label, found in shown:
        places = decimals(found.difference, found.base, found.policy)
        size = f"{signed(found.difference.mean, places)} {interval(found.worlds, places, sign=True)}"
        levels = f"{plain(found.base, places)} -> {plain(found.policy, places)}"
        lines += page.row(f"  {label:<{wide}}  ", f"{size}  {levels}")
    return lines


def _last_month(contrast: Contrast, outcome: str) -> Paired:
    column = MONTHLY.index(outcome)
    return paired(contrast.base.series[:, -1, column], contrast.policy.series[:, -1, column])


def _label(group: Group) -> str:
    return f"{group.name.replace('_', ' ')} ({plain(group.people, 0)})"


def _group(group: Group, wide: int, page: Page) -> list[str]:
    found = group.homeless
    places = decimals(found.difference, found.base, found.policy)
    size = f"{signed(found.difference.mean, places)} {interval(found.worlds, places, sign=True)}"
    gap = _gap(group.gap.difference, group.gap.base, group.gap.policy) if group.gap is not None else ""
    levels = f"{plain(found.base, 1)} -> {plain(found.policy, 1)}"
    return page.row(f"    {_label(group):<{wide}}  {size:<22}  {levels}   ", gap, 4 + wide + 2)


def _gap(difference: Estimate, base: float | None, policy: float | None) -> str:
    if base is None or policy is None:
        return ""
    note = "" if difference.clear else ", no detectable change"
    return f"gap {signed(base, 1)} -> {signed(policy, 1)}{note}"
