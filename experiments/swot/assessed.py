"""The dimensions of a self-assessment as internal lines of a profile, judged by the questionnaire's thresholds."""

from approdo.experiments.assess.scoring import GOOD, WEAK, Scores
from approdo.experiments.documents import read_document

from .lines import FILE, HIGH, INTERNAL, Line, Value
from .profile import MIDDLE, STRENGTH, UNKNOWN, WEAKNESS, Place


def assessed_places(scores: Scores) -> tuple[Place, ...]:
    """Return a line for each dimension; one that missing answers leave open, or that is not scored, is not known."""
    levers = read_document(FILE, "the lines of a profile").table["dimensions"]
    made = []
    for dimension in scores.asked.dimensions:
        line = Line(
            f"assess_{dimension.id}",
            INTERNAL,
            HIGH,
            f"Self-assessment: {dimension.label_en}",
            f"Autovalutazione: {dimension.label_it}",
            percent=True,
            unit_en="% of the points",
            unit_it="% dei punti",
            with_good=tuple(levers[dimension.id]["with_good"]),
            with_bad=tuple(levers[dimension.id]["with_bad"]),
        )
        made.append(_place(line, scores, dimension.id))
    return tuple(made)


def _place(line: Line, scores: Scores, dimension: str) -> Place:
    score = scores.dimensions[dimension]
    standing = score.standing(scores.asked.thresholds)
    if score.low is None or score.high is None or len(standing) > 1:
        return Place(line, Value(None, why="unfinished"), UNKNOWN)
    verdict = {GOOD: STRENGTH, WEAK: WEAKNESS}.get(standing[0], MIDDLE)
    return Place(line, Value((score.low + score.high) / 2, score.low, score.high), verdict, sure=verdict != MIDDLE)
