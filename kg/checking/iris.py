"""Which strings are IRIs by RFC 3987, section 2.2: absolute ones, of which RDF is made."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14)
)
_UCS += f"{chr(0xE1000)}-{chr(0xEFFFD)}"
_PRIVATE = f"\ue000-\uf8ff{chr(0xF0000)}-{chr(0xFFFFD)}{chr(0x100000)}-{chr(0x10FFFD)}"
_UNRESERVED = rf"A-Za-z0-9\-._~{_UCS}"
_DELIMITERS = r"!$&'()*+,;="
_PERCENT = "%[0-9A-Fa-f]{2}"
_CHARS = rf"(?:[{_UNRESERVED}{_DELIMITERS}:@/]|{_PERCENT})*"

_IRI = re.compile(
    rf"""[A-Za-z][A-Za-z0-9+.\-]*:
      (?: //
          (?:(?:[{_UNRESERVED}{_DELIMITERS}:]|{_PERCENT})*@)?
          (?: \[(?:(?P<ipv6>[0-9A-Fa-f:.]+)|v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~{_DELIMITERS}:]+)\]
            | (?:[{_UNRESERVED}{_DELIMITERS}]|{_PERCENT})* )
          (?::[0-9]*)?
          (?:/{_CHARS})?
        | (?!//){_CHARS} )
      (?:\?(?:[{_UNRESERVED}{_DELIMITERS}:@/?{_PRIVATE}]|{_PERCENT})*)?
      (?:\#(?:[{_UNRESERVED}{_DELIMITERS}:@/?]|{_PERCENT})*)?""",
    re.VERBOSE,
)


def is_valid(iri: str) -> bool:
    """Whether `iri` is an absolute IRI.

    >>> [is_valid(i) for i in ("https://doi.org/10.1/x", "http://a/b c", "http://a/%zz", "a/b", "http://a/λ")]
    [True, False, False, False, True]
    """
    match = _IRI.fullmatch(iri)
    if match is None:
        return False
    address = match["ipv6"]
    if address is not None:
        try:
            IPv6Address(address)
        except AddressValueError:
            return False
    return True
