"""Builds the territory files of the model from the sourced figures in model/data/evidence."""
