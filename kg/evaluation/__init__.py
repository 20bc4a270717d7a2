"""How good extraction is: annotated papers against predicted ones.

read_gold, read_predicted   files to papers
compare                     one annotated paper against what was predicted of it
Score                       all comparisons: figures, by category, intervals, along confidence
mistakes                    what was wrong, counted and with examples
floor                       figures that must not fall
"""

from kg.evaluation.annotated import AnnotatedEntity, AnnotatedPaper, read_gold, read_predicted
from kg.evaluation.comparing import Comparison, compare
from kg.evaluation.score import Ratio, Score

__all__ = [
    "AnnotatedEntity",
    "AnnotatedPaper",
    "Comparison",
    "Ratio",
    "Score",
    "compare",
    "read_gold",
    "read_predicted",
]
