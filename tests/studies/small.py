"""A small published trial as a file, for tests to change."""

from pathlib import Path

TRIAL = """format = 1

[published]
id = "T1"
title = "A trial of ours"
source = "nobody: made up for tests"
status = "own"
kind = "lives"
about = "Two arms."

[world]
territories = ["TERRITORY"]
start = "2018-10"
months = 6
parameters = { "programme.delivery" = 1.0, "programme.start_up_months" = 0 }

[sample]
people = 12
eligibility = { family = "single", months_since_exit_min = 1, permit = ["refugee", "subsidiary"] }

[start]
housing = { street = 0.5, shelter = 0.5 }
work = "inactive"
support = 700
support_months = 6
savings = 0
homeless_months = 3
vulnerability = 0.6

[[arm]]
id = "usual"
label = "usual care"
attrition = 0.3

[[arm]]
id = "help"
label = "help"
attrition = 0.1

[[arm.lever]]
kind = "rent_subsidy"
places = 12
share = 0.8
amount = 600
take_up = 1.0

[[arm.lever]]
kind = "deposit_advance"
places = 12
amount = 4000
take_up = 1.0

[[measure]]
id = "housed"
what = "share_of_months"
label = "time housed"
states = ["stable"]
first = 1
last = 6

[[check]]
id = "effect"
label = "help minus usual care"
measure = "housed"
arm = "help"
against = "usual"
compare = "difference"
published = 0.3
band = [0.2, 0.4]
band_from = "published"
"""


def trial_file(folder: Path, **changes: str) -> Path:
    """Write the trial with some texts replaced (``old=new`` as ``{"old": "new"}`` would be) and return its path."""
    text = TRIAL.replace("TERRITORY", "sondrio")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    path = folder / "trial.toml"
    path.write_text(text, encoding="utf-8")
    return path


def changed(folder: Path, old: str, new: str) -> Path:
    """Write the trial with one text replaced and return its path."""
    return trial_file(folder, **{old: new})
