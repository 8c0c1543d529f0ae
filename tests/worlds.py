"""Small worlds for tests: a real province shrunk to a few zones, and shorthands for runs."""

import dataclasses
import hashlib
from types import MappingProxyType

from approdo.model.calendar import parse_month
from approdo.model.engine import RunResult
from approdo.model.territory import Territory, load_territory

START = parse_month("2018-10")


def small_territory(name: str = "padova", zones: int = 4, leavers: float = 5.0, stock: int = 1500) -> Territory:
    """Return a province cut to its first and last zones, with few leavers a month and `stock` private lets a zone."""
    whole = load_territory(name)
    keep = [0, *range(len(whole.zones) - zones + 1, len(whole.zones))]
    figures = dict(whole.figures)
    figures["leavers_per_month"] = dataclasses.replace(figures["leavers_per_month"], value=leavers)
    cut = tuple(
        dataclasses.replace(whole.zones[z], private_let=stock, disused=60, jobs=(300, 400, 200, 700, 100)) for z in keep
    )
    return dataclasses.replace(
        whole,
        figures=MappingProxyType(figures),
        zones=cut,
        minutes=tuple(tuple(whole.minutes[a][b] for b in keep) for a in keep),
        digest=hashlib.sha256(f"{name} {zones} {leavers} {stock}".encode()).hexdigest(),
    )


def fingerprint(results: list[RunResult]) -> str:
    """Return the sha256 of everything a list of results holds."""
    digest = hashlib.sha256()
    for item in results:
        for array in (item.series, item.totals, item.people, item.planned, item.delivered, item.spent):
            digest.update(array.tobytes())
    return digest.hexdigest()
