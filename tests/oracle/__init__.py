"""A second program for the rules of docs/ODD.md: plain objects, plain Python, the same keyed luck.

Written from the text of ODD sections 5 and 7 and not from `model/processes`. Slow and readable; `test_oracle.py` holds
the compiled engine against it month by month. One module per process, named as in ODD section 3.
"""
