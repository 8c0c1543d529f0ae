"""The package of the interface's page, and a scenario without a territory's data for tests of files."""

from approdo.experiments.scenario import Package, Scenario
from approdo.model.calendar import parse_month

SAMPLE = """\
format = 1

[package]
name = "Tutoring and guarantee"
starts = "2026-03"
about = "Two tutors and a fund that covers six months of arrears."
currency = "EUR"
price_year = 2024

[[lever]]
kind = "tutoring"     # id = kind unless given; start = a month or +N after the package's start
start = "+0"
months = 20
tutors = 2
caseload = 25
pre_exit_months = 2
priority = "most_vulnerable"     # most_vulnerable | most_ready | first_come | lottery
eligibility = { months_since_exit_max = 12 }

[[lever]]
kind = "guarantee_fund"
start = "+0"
months = 20
months_covered = 6
budget = 60000        # EUR, whole life of the fund
"""


class Numbers(dict[str, float]):
    def canonical(self):
        return dict(self)


class Place:
    id = "padova"

    def __init__(self, rent=10.0):
        self.rent = rent

    def canonical(self):
        return {"rent": self.rent}


PARAMETERS = Numbers(
    {
        "programme.delivery": 0.7,
        "programme.start_up_months": 2,
        "programme.referral_months": 2,
        "programme.soft_delivery": 0.5,
        "programme.soft_referral": 0.5,
    }
)


def scenario(package: Package, start="2026-03", months=36) -> Scenario:
    return Scenario(Place(), package, PARAMETERS, parse_month(start), months)
