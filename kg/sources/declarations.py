"""The encoding that the bytes of a document declare for themselves: in XML, and as JabRef heads BibTeX."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(rb"""\s*<\?xml\s[^<>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{1,40})["']""")
_HEADED = re.compile(rb"\s*%\s?Encoding:\s*([A-Za-z][\w.:-]{1,40})\s*[\r\n]")
_OF_ONE_BYTE = re.compile(
    r"(?:iso-?8859-\d+|latin-?\d+|windows-?125\d|cp(?:125\d|437|850)|koi8-[ru]|mac(?:intosh|roman)"
    r"|gb2312|gbk|gb18030|big5|shift_?jis|euc-(?:jp|kr)|iso8859-\d+)"
)
"""Encodings that write ASCII as ASCII, but are not UTF-8. GB 18030 extends its two forerunners."""


def declared(start: bytes) -> str | None:
    """Python's name of the encoding in the declaration that `start` begins with.

    None where there is none, where it is UTF-8 or a part of it, where it is unknown, and where the
    declaration itself could not be read if it were true (UTF-16 said in single bytes).

    >>> declared(b'<?xml version="1.0" encoding="ISO-8859-1"?>')
    'iso8859-1'
    >>> declared(b"<?xml version='1.0' encoding='UTF-8'?>")
    >>> declared(b"% Encoding: windows-1252\\n")
    'cp1252'
    """
    match = _DECLARED.match(start) or _HEADED.match(start)
    if match is None:
        return None
    name = match[1].decode("ascii", "replace").lower()
    if not _OF_ONE_BYTE.fullmatch(name):
        return None
    try:
        return codecs.lookup("gb18030" if name.startswith("gb") else name).name
    except LookupError:
        return None
