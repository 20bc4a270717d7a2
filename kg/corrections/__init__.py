from kg.corrections.correction import NONE, PEOPLE, Correction, Corrections, Sort
from kg.corrections.reading import FILE, load

__all__ = ["FILE", "NONE", "PEOPLE", "Correction", "Corrections", "Sort", "load"]
