from kg.linking.across import Census
from kg.linking.alike import weights
from kg.linking.corrected import Corrector, Effect
from kg.linking.people import People
from kg.linking.unmet import unmet
from kg.linking.usage import fingerprint
from kg.linking.within import link

LINKING = f"linking-5 {fingerprint()} {weights()}"
"""Names the rules of identity; changes whenever they would link otherwise."""

__all__ = ["LINKING", "Census", "Corrector", "Effect", "People", "link", "unmet"]
