"""Counts and sums of one month: positions in `World.flows`. The record and the accounts read them."""

EXITS = 0
RENT_DUE = 1  # cents
RENT_BY_TENANT = 2
RENT_BY_PROGRAMME = 3
RENT_BY_GUARANTEE = 4
RENT_UNPAID = 5
LOST_HOME = 6
ENTRIES = 7  # voids let that an owner brought back to the market
HOUSED = 8  # people of the model who signed this month
RIVALS_HOUSED = 9  # units won by other households
OFFERS = 10
HIRES = 11
RIVALS_HIRED = 12
DEPARTURES = 13
APPLICATIONS = 14
REPLIES = 15
PASS_THROUGH = 16  # cents a month of subsidised rents above the asking rent
REFUSED = 17  # offers a person was chosen for and did not take
WITHHELD = 18  # dwellings kept empty after the owners decided
REOPENED = 19  # formerly disused dwellings in use
TRANSFERS_BLOCKED = 20  # people who left reception because a place in SAI was held by a longer stay
SOCIAL_LETTINGS = 21  # public housing allotted
RENT_TO_OWNERS = 22  # cents that private owners received for homes of people of the model
COUNT = 23
