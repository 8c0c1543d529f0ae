"""Tutors accompany people with a plan for housing, work and social life."""

from collections.abc import Mapping

from approdo.model.kinds import TUTORING as KIND

from .base import Lever, Row, people

__all__ = ["KIND", "fill", "unit_cost"]


def fill(lever: Lever, row: Row) -> None:
    """`tutors` times `caseload` people at once; processes derive the hours per person from the caseload."""
    row.planned = people(lever.number("tutors") * lever.number("caseload"))
    row.caseload = lever.number("caseload")
    row.months = lever.whole("support_months")
    row.pre_exit = lever.whole("pre_exit_months")


def unit_cost(fields: Mapping[str, float]) -> float:
    """Return EUR per person-month: a tutor's month shared over the caseload."""
    return fields["tutor_cost"] / fields["caseload"]
