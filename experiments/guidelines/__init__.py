"""Exit guidelines for a profile of people: when to start, which supports in which order, how many for a tutor."""
