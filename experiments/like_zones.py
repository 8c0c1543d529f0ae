"""What a zone would have if it were like the zones of its kind in a reference province, per resident."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from approdo.model.codes import ZoneKind
from approdo.model.territory import Zone

from .own_zones import KINDS, SECTORS, OwnZone


def _jobs(place: int) -> Callable[[Zone], int]:
    return lambda zone: zone.jobs[place]


OF: Final[Mapping[str, Callable[[Zone], int]]] = {
    "foreign_residents": lambda zone: zone.foreign_residents,
    "dwellings_to_let": lambda zone: zone.private_let,
    "disused": lambda zone: zone.disused,
    **{f"jobs_{name}": _jobs(place) for place, name in enumerate(SECTORS)},
}


class LikeZones:
    """Counts for zones of which a count is not known.

    A count that some zones have is imputed for the others by their kind. One that no zone has also adds up to the
    reference's own level per resident: a user with one zone, a centre, would else get a city of offices.
    """

    def __init__(self, reference: Sequence[Zone], rows: Sequence[OwnZone]) -> None:
        self._reference = reference
        self._factor = {column: self._level(column, rows) for column in OF}

    def count(self, column: str, row: OwnZone) -> int:
        """Return the imputed count of a zone, at most its residents for what is counted in people or dwellings."""
        found = round(self._by_kind(column, row) * self._factor[column])
        return found if column.startswith("jobs_") else min(found, row.residents)

    def sectors(self, row: OwnZone) -> list[float]:
        """Return the weights of the sectors in a zone of this kind."""
        mix = [self._by_kind(f"jobs_{name}", row) for name in SECTORS]
        return mix if any(mix) else [1.0] * len(mix)

    def _by_kind(self, column: str, row: OwnZone) -> float:
        kind = ZoneKind(KINDS.index(row.kind))
        same = [zone for zone in self._reference if zone.kind == kind] or self._reference
        return sum(OF[column](zone) for zone in same) / max(sum(zone.residents for zone in same), 1) * row.residents

    def _level(self, column: str, rows: Sequence[OwnZone]) -> float:
        total = "jobs" if column.startswith("jobs_") else column
        if any(column in row.counts or total in row.counts for row in rows):
            return 1.0
        everywhere = sum(OF[column](zone) for zone in self._reference)
        whole = (
            everywhere / max(sum(zone.residents for zone in self._reference), 1) * sum(row.residents for row in rows)
        )
        made = math.fsum(self._by_kind(column, row) for row in rows)
        return whole / made if made > 0 else 1.0
