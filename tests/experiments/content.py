"""What a store holds, to be compared byte by byte."""

from approdo.experiments.records import ARRAYS
from approdo.experiments.runner import run_keys


def stored(store, scenarios, seeds):
    """Everything that the store holds of these runs, in the order of their keys."""
    records = store.load([key for scenario in scenarios for key in run_keys(scenario, seeds)])
    return [(key, *(getattr(records[key], name).tobytes() for name in ARRAYS)) for key in sorted(records)]
