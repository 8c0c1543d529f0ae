"""Territories of any size: a real one with everything that is counted multiplied."""

import dataclasses
import hashlib
from types import MappingProxyType

from approdo.model.territory import Territory

COUNTED = ("leavers_per_month", "non_holder_leavers_per_month")


def times(territory: Territory, factor: float, dwellings: float = 1.0) -> Territory:
    """Return the territory with `factor` times as many leavers, homes, jobs and residents in the same zones.

    `dwellings` multiplies the private lets once more.
    """

    def grown(count: int, by: float = factor) -> int:
        return round(count * by)

    figures = dict(territory.figures)
    for name in COUNTED:
        figures[name] = dataclasses.replace(figures[name], value=figures[name].value * factor)
    zones = tuple(
        dataclasses.replace(
            zone,
            residents=grown(zone.residents),
            foreign_residents=grown(zone.foreign_residents),
            private_let=grown(zone.private_let, factor * dwellings),
            disused=grown(zone.disused),
            jobs=tuple(grown(count) for count in zone.jobs),
        )
        for zone in territory.zones
    )
    digest = hashlib.sha256(f"{territory.digest} {factor} {dwellings}".encode()).hexdigest()
    return dataclasses.replace(territory, figures=MappingProxyType(figures), zones=zones, digest=digest)
