"""Generated bad input, one file a kind: `CASES`, a hypothesis strategy, and `attempt(folder, case)`, which must end.

`attempt` returns when the case was read as what it is or refused with BadInput or Failure; anything else is a finding.
"""
