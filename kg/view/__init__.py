from kg.view.drawing import draw
from kg.view.neighbourhood import neighbourhood
from kg.view.network import render

__all__ = ["draw", "neighbourhood", "render"]
