"""Which outcome is the headline over a given horizon."""

from typing import Final

WINDOWS: Final = (12, 24, 36)  # months of the index clock; see approdo.model.outcomes
YEAR: Final = 12
DEFINITIONS: Final = ("strict", "lenient", "plus")
WHOLE_HORIZON: Final = {"strict": "hm_total", "lenient": "hm_total_lenient", "plus": "hm_total_plus"}


def headline_window(months: int) -> int | None:
    """Return the window of the headline for a horizon, in months after the scheduled exit; None = the whole horizon.

    The longest of 12, 24 and 36 that leaves a year of exits with a full window (36 months: 24); with less than two
    years the window is 12 months, of fewer exits; with less than one year nobody has a window, and the homeless
    person-months of everybody over the whole horizon stand in its place. A longer window sees more of what lasts, but
    it leaves out more leavers, and above all the late ones.
    """
    full = [window for window in WINDOWS if window <= months - YEAR]
    if full:
        return full[-1]
    return WINDOWS[0] if months >= WINDOWS[0] else None


def headline_outcome(months: int, definition: str) -> str:
    """Return the id of the headline outcome for a horizon and a definition: strict, lenient or plus."""
    window = headline_window(months)
    return WHOLE_HORIZON[definition] if window is None else f"hm_{definition}_{window}"
