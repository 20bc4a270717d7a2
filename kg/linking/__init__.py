from kg.linking.across import Census
from kg.linking.within import link

__all__ = ["Census", "link"]
