"""Study files for tests, and how to write one."""

from approdo.experiments.study_file import load_study

HEAD = """format = 1

[study]
name = "Doses"
territories = ["padova"]
months = 14
runs = 2
seed = 7
packages = ["ali"]
"""
TUTORS = "packages.ali.accompaniment.tutors"
COVERED = "packages.ali.guarantee_fund.months_covered"
PREJUDICE = "parameters.landlords.prejudice_mean"
GRID = f"""
[[vary]]
path = "{TUTORS}"
values = [0.5, 1, 2]

[[vary]]
path = "{COVERED}"
values = [3, 6]
"""
DRAWN = f"""
[[vary]]
path = "{TUTORS}"
range = {{ low = 0.5, high = 4 }}

[[uncertain]]
path = "{PREJUDICE}"
distribution = {{ uniform = [0.2, 1.4] }}
"""


def write(folder, body, head=HEAD, name="study.toml"):
    """Write a study file and return its path."""
    path = folder / name
    path.write_text(head + body)
    return path


def study(folder, body, head=HEAD, name="study.toml"):
    """Write a study file and read it."""
    return load_study(write(folder, body, head, name))


def sampled(design, points, head=HEAD):
    """Return the head of a study with a sample."""
    return head + f'design = "{design}"\npoints = {points}\n'
