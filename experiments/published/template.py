"""A small trial as a file, to begin with."""

from typing import Final

TEMPLATE: Final = """format = 1

[published]
id = "MINE"
title = "Rent subsidy or nothing"
source = "who published it, where and when"
status = "own"                    # verified | derived | recalled | own
kind = "lives"
about = "What was found, in a sentence or two."
fit = "How far the model's setting is the study's."

[world]
territories = ["padova"]
start = "2018-10"
months = 12
parameters = { "programme.delivery" = 1.0, "programme.start_up_months" = 0 }

[sample]
people = 40                       # in each territory
eligibility = { family = "single", months_since_exit_min = 1 }

[start]
housing = { street = 0.5, hosted = 0.5 }
work = "jobseeker"
savings = 200                     # EUR
support = 400                     # EUR a month
support_months = 12

[[arm]]
id = "nothing"
label = "usual care"
attrition = 0.2

[[arm]]
id = "subsidy"
label = "rent subsidy"
attrition = 0.1

[[arm.lever]]
kind = "rent_subsidy"
places = 40
share = 0.7
take_up = 0.9

[[measure]]
id = "housed"
what = "share_of_months"
label = "time in a home"
states = ["stable"]
first = 1
last = 12

[[check]]
id = "effect"
label = "subsidy minus usual care"
measure = "housed"
arm = "subsidy"
against = "nothing"
compare = "difference"
published = 0.15
band = [0.05, 0.25]
band_from = "ours"
"""
