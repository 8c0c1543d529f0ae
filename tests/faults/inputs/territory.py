"""Territory files, and tables of zones that become one."""

from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from approdo.experiments.own_territory import new_territory
from approdo.model.engine import run_arms
from approdo.model.errors import BadInput
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory
from tests.worlds import small_territory

from .damage import damaged, refused

ZONES = """name,kind,x_km,y_km,residents,rent_m2,foreign_residents,dwellings_to_let,disused,jobs
Valchiara centre,centre,0,0,1800,5.2,190,160,15,1100
Valchiara north,semi_centre,1.2,1.6,1700,4.6,210,130,12,650
Hills,rural,9,3,900,3.1,40,30,20,120
"""
SETTINGS = (
    "leavers_per_month=2",
    "unemployment_rate=0.07:0.05:0.1",
    "erp_waiting_years=1e400",
    "x=1",
    "tourist_pressure=",
)
LARGEST = 20_000  # people and dwellings of a world that is tried out


def _sample() -> str:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "zones.csv"
        path.write_text(ZONES)
        return new_territory(path, "Valchiara").text


SAMPLE = _sample()
CASES: st.SearchStrategy[tuple[str, bytes, list[str]]] = st.tuples(
    st.just("zones"), damaged(ZONES), st.lists(st.sampled_from(SETTINGS), max_size=2)
) | st.tuples(st.just("file"), damaged(SAMPLE, ["centre", "rural", "value = -1", "shares = {}"]), st.just([]))


def prepare() -> None:
    """Load the rules, or compile them, before memory is limited."""
    place = small_territory()
    run_arms(place, load_parameters(), [()], place.data_month, 1, 0, check_accounts=True)


def attempt(folder: Path, case: tuple[str, bytes, list[str]]) -> None:
    """Read a territory; what is accepted lives through a month with balanced accounts."""
    kind, content, settings = case
    path = folder / ("zones.csv" if kind == "zones" else "any.toml")
    path.write_bytes(content)
    try:
        if kind == "zones":
            made = new_territory(path, "Somewhere", settings=settings)
            path = folder / "made.toml"
            path.write_text(made.text, encoding="utf-8")
        place = load_territory(str(path))
    except BadInput as error:
        refused(error)
        return
    stock = sum(zone.private_let + zone.disused + zone.residents + sum(zone.jobs) for zone in place.zones)
    if stock < LARGEST and place.figures["leavers_per_month"].value < 100:
        run = run_arms(place, load_parameters(), [()], place.data_month, 1, 0, check_accounts=True)[0]
        assert np.isfinite(run.series).all()
