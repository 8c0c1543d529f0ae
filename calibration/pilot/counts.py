"""How many people of a pilot are in which state, month by month: the table that may leave, once it is protected."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.model.calendar import month_text
from approdo.model.codes import AgeBand, Family, Housing, Permit, Sex, Work
from approdo.model.errors import BadInput

from .months import PilotMonths, SiteMonths
from .schema import code_for

if TYPE_CHECKING:
    import pandas as pd

ALL: Final = "all"
GROUPS: Final = {
    "sex": ("sex", Sex, "sex"),
    "age_band": ("age_band", AgeBand, "age_band"),
    "family_type": ("family", Family, "family_type"),
    "permit_type": ("permit", Permit, "permit_type"),
}
BY: Final = ("territory", "group", *GROUPS)
HOUSING: Final[Mapping[str, tuple[Housing, ...]]] = {
    "reception": (Housing.EXPECTED, Housing.RECEPTION, Housing.PROLONGED_RECEPTION),
    "homeless_el1_3": (Housing.STREET, Housing.SHELTER, Housing.TRANSITIONAL),
    "homeless_el4_6": (Housing.INSTITUTION, Housing.INFORMAL, Housing.HOSTED),
    "bed_without_contract": (Housing.BED,),
    "programme_with_title": (Housing.PROGRAMME, Housing.HOSTED_AGREEMENT),
    "own_title": (Housing.SHARED, Housing.OWN, Housing.SOCIAL),
    "left_territory": (Housing.DEPARTED,),
}
WORK: Final[Mapping[str, tuple[Work, ...]]] = {
    "not_working": (Work.INACTIVE, Work.JOBSEEKER),
    "learning": (Work.TRAINING, Work.INTERNSHIP),
    "undeclared": (Work.UNDECLARED,),
    "with_contract": (Work.SEASONAL, Work.FIXED_TERM, Work.PERMANENT),
}
STATES: Final[Mapping[str, Mapping[str, tuple[int, ...]]]] = {"housing": HOUSING, "work": WORK}
UNKNOWN: Final = "unknown"


def counts(data: PilotMonths, of: str = "housing", by: str = "territory", every: int = 6) -> "pd.DataFrame":
    """Return a tidy table of people under observation: `month`, `by`, `of`, `n`, with totals "all"; not protected.

    Args:
        data: the pilot.
        of: "housing" or "work".
        by: "territory", "group" (participants, comparison) or a column of the table person.
        every: months between two rows, from the first on.

    Raises:
        BadInput: there is no such state or group, or `every` is not 1 to 120.
    """
    import pandas as pd

    if of not in STATES or by not in BY:
        raise BadInput(f"table of {of} by {by}: expected {' or '.join(STATES)}, by {', '.join(BY)}.")
    if not 1 <= every <= 120:
        raise BadInput(f"every = {every}, expected 1 to 120 months.")
    kinds = [*STATES[of], UNKNOWN]
    lookup = np.full(256, len(kinds) - 1, np.int64)  # -1 is read as 255
    for place, members in enumerate(STATES[of].values()):
        lookup[list(members)] = place
    groups = sorted({name for site in data.sites for name in set(_groups(site, by))})
    rows = []
    for month in range(0, data.months, every):
        table = np.zeros((len(groups) + 1, len(kinds) + 1), np.int64)
        for site in data.sites:
            seen = (site.first <= month) & (month <= site.last)
            states = lookup[getattr(site, of)[:, month].astype(np.int64) & 255]
            named = np.array([groups.index(name) for name in _groups(site, by)], np.int64)
            np.add.at(table, (named[seen], states[seen]), 1)
        table[-1, :] = table.sum(axis=0)
        table[:, -1] = table.sum(axis=1)
        for row, group in enumerate([*groups, ALL]):
            for column, state in enumerate([*kinds, ALL]):
                rows.append((month_text(data.start + month), group, state, int(table[row, column])))
    return pd.DataFrame(rows, columns=["month", by, of, "n"])


def _groups(site: SiteMonths, by: str) -> list[str]:
    """Return the group of each person of a site."""
    if by == "territory":
        return [site.territory] * site.first.size
    if by == "group":
        return ["participant" if served else "comparison" for served in site.participant.tolist()]
    column, kind, codes = GROUPS[by]
    names = {int(member): code_for(codes, member) or UNKNOWN for member in kind}
    return [names.get(code, UNKNOWN) for code in getattr(site, column).tolist()]
