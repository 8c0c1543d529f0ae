"""A study of one small package in one province, as commands on studies take it from a file."""

PACKAGE = """format = 1
[package]
name = "Tutors"
starts = "2026-01"
[[lever]]
kind = "tutoring"
tutors = 2
caseload = 20
"""
STUDY = """format = 1
[study]
name = "Small"
territories = ["varese"]
packages = ["tut.toml"]
outcomes = ["hm_total"]
months = 12
seed = 1
"""
DOUBT = """
[[uncertain]]
path = "parameters.market.accessible_share"
distribution = "prior"
"""
