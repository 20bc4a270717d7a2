"""What the papers of a graph tell together: what is new, what rises and falls."""

from __future__ import annotations

from kg.analysis.following import Wish, read_wishes
from kg.analysis.period import Period, chosen_period
from kg.analysis.what_is_new import WhatIsNew, what_is_new

__all__ = ["Period", "WhatIsNew", "Wish", "chosen_period", "read_wishes", "what_is_new"]
