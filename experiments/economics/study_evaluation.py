"""The economic evaluation of every territory of a study."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from approdo.experiments.study_inputs import inputs_of
from approdo.model.errors import BadInput

from .discounting import RATE
from .evaluation import PRICE, Evaluation, evaluate, read_flows

if TYPE_CHECKING:
    from approdo.experiments.store import Store
    from approdo.experiments.sweep import SweepResult


def evaluate_study(
    store: "Store",
    result: "SweepResult",
    *,
    price: float = PRICE,
    rate: float = RATE,
    payers: Mapping[str, str] | None = None,
) -> dict[str, Evaluation]:
    """Return the evaluation of each territory of a study by its name, its packages being the options.

    Raises:
        BadInput: the study varies decisions (they are options: give each as a package), or runs are missing.
    """
    study = result.study
    if study.decisions:
        raise BadInput(
            f"{study.where('vary')}: an evaluation compares the packages of a study. Write each dose of interest as a "
            "package of its own, and leave [[uncertain]] factors only."
        )
    if result.failed:
        raise BadInput(f"{result.failed} runs failed; the same command tries them again.")
    inputs = inputs_of(study) if study.uncertainties else None
    made = {}
    for place, territory in enumerate(study.territories):
        flows = read_flows(store, result, place, rate=rate, payers=payers)
        drawn, names = (None, ()) if inputs is None else (inputs.of(result), inputs.names)
        made[territory.name] = evaluate(flows, drawn, names, price=price, rate=rate, seed=study.seed)
    return made
