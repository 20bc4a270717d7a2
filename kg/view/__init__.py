from kg.view.neighbourhood import neighbourhood
from kg.view.page import render

__all__ = ["neighbourhood", "render"]
