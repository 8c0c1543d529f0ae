"""The what-if report: what a comparison found, as data (`content.py`), and that data as a file in each format.

Data goes one way: `material.py` gathers what was computed, the sections turn it into `pieces`, which know no language;
`speech.py` says them in one, and `html.py`, `pdf.py`, `docx.py` and `tables.py` lay them out.
"""
