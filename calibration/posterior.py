"""A posterior as it is kept: draws and a document, under an id made of their content."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from approdo.experiments.parameter_draws import ParameterDraws, posterior_draws
from approdo.experiments.seeds import run_seed
from approdo.model.engine import model_hash
from approdo.model.errors import BadInput, Failure
from approdo.model.parameters import Parameters, defaults, load_parameters

from .checks import GOOD
from .priors import BETWEEN, MODEL_ROLES, Floats, Prior, Priors, Role, at_sites

FORMAT: Final = 1
DOCUMENT, DRAWS = "posterior.json", "draws.npy"
DEVIATIONS: Final = 5  # stream of luck


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of equal weight on the unit scale ``[draws, d]``, and the document: data, model, priors, checks."""

    priors: Priors
    draws: Floats
    document: dict[str, Any]

    @property
    def id(self) -> str:
        """Twelve characters that no other content has."""
        digest = hashlib.sha256(_text(self.document).encode())
        digest.update(np.ascontiguousarray(self.draws).tobytes())
        return digest.hexdigest()[:12]

    @property
    def values(self) -> Floats:
        """The draws in their own units."""
        return self.priors.values(self.draws)

    @property
    def caution(self) -> str:
        """What must be known wherever it is used; nothing of a good one of people who exist, with this model."""
        checks, found = self.document.get("checks", {}), []
        if checks.get("verdict", GOOD) != GOOD:
            found.append(f"{checks['verdict']}: {checks['reasons'][0]}")
        if self.document.get("model", model_hash()) != model_hash():
            found.append("fitted with another version of the model")
        if self.document.get("data", {}).get("synthetic"):
            found.append("of a synthetic pilot, about nobody")
        return "; ".join(found)

    def parameters(self) -> list[Parameters]:
        """Return each draw as a whole set of the model's parameters, for `compare`.

        A comparison is about one territory: where territories were pooled, each draw gets the deviation that one more
        territory would have.
        """
        columns = self.priors.columns(*MODEL_ROLES)
        names = [self.priors.rows[column].name for column in columns]
        known = {row.name for row in defaults()}
        gone = [name for name in names if name not in known]
        if gone:
            raise Failure(f"posterior {self.id}: the model has no parameter {', '.join(gone)}. Calibrate again.")
        unit = self.draws
        if BETWEEN.name in self.priors.names:
            luck = np.random.default_rng(run_seed(0, 0, point=DEVIATIONS))
            unit = at_sites(self.priors, unit, luck.standard_normal((len(unit), 1, unit.shape[1])))[:, 0]
        values = self.priors.values(unit)[:, columns]
        return [load_parameters(dict(zip(names, map(float, row), strict=True))) for row in values]

    def for_comparison(self, seed: int, others: str = "prior", name: str = "") -> ParameterDraws:
        """Return the parameters of each run of a comparison.

        Args:
            seed: of the comparison.
            others: what the numbers have that were not fitted: "prior", draws from their ranges, or "fixed".
            name: how the user calls it; none: its id.
        """
        columns = self.priors.columns(*MODEL_ROLES)
        held = [self.priors.rows[column].name for column in columns]
        return posterior_draws(
            name or self.id, self.parameters(), held, seed if others == "prior" else None, self.caution
        )

    def save(self, root: Path) -> Path:
        """Keep it under its id; return its folder.

        Raises:
            Failure: the place cannot be written.
        """
        folder = root / self.id
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in ((DRAWS, _bytes(self.draws)), (DOCUMENT, _text(self.document).encode())):
                part = folder / f".{name}.part"
                part.write_bytes(content)
                part.replace(folder / name)
        except OSError as error:
            raise Failure(f"{folder}: the posterior cannot be kept ({error.strerror}).") from None
        return folder


def posteriors_root(root: str | Path | None = None) -> Path:
    """Return where calibrations are kept: `root`, else the user's data folder."""
    if root is not None:
        return Path(root)
    from platformdirs import user_data_path

    return user_data_path("approdo") / "calibration"


def load_posterior(id_or_folder: str, root: str | Path | None = None) -> Posterior:
    """Return a kept posterior.

    Args:
        id_or_folder: its id, the first characters of one, or its folder.
        root: where calibrations are kept; None for the user's data folder.

    Raises:
        BadInput: there is none, or several begin so.
        Failure: its bytes were changed.
    """
    folder = Path(id_or_folder)
    if not (folder / DOCUMENT).is_file():
        place = posteriors_root(root) / "posteriors"
        kept = sorted(path.name for path in place.glob("*") if (path / DOCUMENT).is_file()) if place.is_dir() else []
        found = [name for name in kept if id_or_folder and name.startswith(id_or_folder)]
        if len(found) != 1:
            told = f"these are kept: {', '.join(kept)}" if kept else "none is kept; make one: approdo calibrate"
            raise BadInput(
                f'posterior "{id_or_folder[:60]}": {"several begin so" if found else "there is none"}; {told}.'
            )
        folder = place / found[0]
    try:
        document = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
        draws = np.load(folder / DRAWS, allow_pickle=False)
        priors = Priors(
            tuple(
                Prior(row["name"], row["low"], row["high"], Role(row["role"]), row["source"], row["whole"])
                for row in document["priors"]
            )
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"posterior {folder}: it cannot be read ({type(error).__name__}). Calibrate again.") from None
    posterior = Posterior(priors, draws, document)
    if posterior.id != folder.name and folder.parent.name == "posteriors":
        raise Failure(f"posterior {folder}: its bytes were changed since it was made. Calibrate again.")
    return posterior


def prior_rows(priors: Priors) -> list[dict[str, Any]]:
    """Return the priors, ready for JSON."""
    return [
        {
            "name": row.name, "low": row.low, "high": row.high, "role": row.role.value,
            "source": row.source, "whole": row.whole,
        }
        for row in priors.rows
    ]  # fmt: skip


def intervals(priors: Priors, draws: Floats, levels: Sequence[float] = (0.05, 0.5, 0.95)) -> Floats:
    """Return quantiles of each free number in its own unit, ``[levels, d]``."""
    found: Floats = np.quantile(priors.values(draws), levels, axis=0)
    return found


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _bytes(draws: Floats) -> bytes:
    import io

    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(draws), allow_pickle=False)
    return buffer.getvalue()
