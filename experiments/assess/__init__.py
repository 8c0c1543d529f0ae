"""Self-assessment of a project: a questionnaire, its scores, and what the answers would do in the model.

The five dimensions are those of the tool of ANCI Toscana (Includ-EU); items, scale and doses are ours.
"""
