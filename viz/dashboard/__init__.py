"""The dashboard: a Solara application. One file a page in `pages/`; `state.py` is what the reader has chosen.

Data goes one way: a page shows what `work.py` computed in a worker process, asked for through `jobs.py`; a page never
touches a world, a store or matplotlib.
"""
