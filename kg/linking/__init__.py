from kg.linking.across import Census
from kg.linking.people import People
from kg.linking.within import link

__all__ = ["Census", "People", "link"]
