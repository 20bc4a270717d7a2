"""One entry of XML as text -> an element, and what is asked of elements.

Names are compared without namespace, prefix and case: files met in the wild have other prefixes than
the standards' examples, or lost the declarations of theirs.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from lxml import etree
from lxml.etree import _Element

from kg.sources.text import scrub

Element: TypeAlias = _Element

_PARSER = etree.XMLParser(
    recover=True,
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    remove_comments=True,
    remove_pis=True,
    encoding="utf-8",
)
_LOOSE = re.compile(
    r"<!\[CDATA\[(?:(?!<!\[CDATA\[).)*?\]\]>"
    r"|&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});"
    r"|((?:&#(?:x0*[dD][89A-Fa-f][0-9A-Fa-f]{2}|0*5[5-7][0-9]{3});)+)"
    r"|&(?!#?[A-Za-z0-9]{1,32};)"
    r"|<(?![A-Za-z_/!?])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class NoPaper:
    """What an entry says that describes no paper."""

    reason: str
    lost: bool = False
    """Whether there may be a paper that kg cannot read."""


def parsed(text: str) -> tuple[Element | None, bool]:
    """The element that `text` is, and whether it is well-formed apart from undeclared prefixes.

    What XML forbids but everybody understands is put right first: HTML's names of characters, a bare
    "&" or "<", a character as its two surrogates. None where there is no element at all.
    """
    right = _LOOSE.sub(_put_right, text)
    try:
        found = etree.fromstring(right.encode("utf-8", "replace"), _PARSER)
    except etree.XMLSyntaxError:
        return None, False
    lost = right.count("\ufffd") > text.count("\ufffd")
    return found, not lost and all(error.domain_name == "NAMESPACE" for error in _PARSER.error_log)


def local(element: Element) -> str:
    """The name of an element in lower case; "" for what is no element (an entity that is not defined)."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The elements directly below, called one of `names`, in order."""
    for child in element:
        if local(child) in names:
            yield child


def content(element: Element) -> str:
    """All text within an element, blanks at both ends removed."""
    return scrub("".join(map(str, element.itertext()))).strip()


def texts(element: Element, *names: str) -> list[str]:
    """The texts of the children called one of `names` that have any, in order."""
    return [text for child in children(element, *names) if (text := content(child))]


def text(element: Element, *names: str) -> str:
    """The first text of a child called by the first of `names` that gives one; else ""."""
    return next((found for name in names for found in texts(element, name)), "")


def written(element: Element, *names: str) -> tuple[str, bool]:
    """The longest content of a child called one of `names`, and whether it is known to be HTML.

    It is where its type says so, and where there are elements within it: those are written out.
    """
    found = max(children(element, *names), key=lambda child: len(content(child)), default=None)
    if found is None:
        return "", False
    if not any(map(local, found)):
        return content(found), attribute(found, "type") in ("html", "text/html")
    return scrub(_markup(found)).strip(), True


def attribute(element: Element, *names: str) -> str:
    """The attribute called one of `names`, blanks at both ends removed; else ""."""
    for key, value in element.attrib.items():
        if _local(str(key)) in names:
            return scrub(str(value)).strip()
    return ""


def _markup(element: Element) -> str:
    """What is within an element as HTML, without prefixes, of attributes only where links lead."""
    parts = [html.escape(element.text or "")]
    for child in element:
        name = local(child)
        href = attribute(child, "href") if name == "a" else ""
        link = f' href="{html.escape(href)}"' if href else ""
        parts.append(f"<{name}{link}>{_markup(child)}</{name}>" if name else child.text or "")
        parts.append(html.escape(child.tail or ""))
    return "".join(parts)


@lru_cache(maxsize=1000)
def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _put_right(match: re.Match[str]) -> str:
    if match[0].startswith("<!"):
        return match[0]
    if match[1]:
        known = html.unescape(match[0])
        return match[0] if known == match[0] else html.escape(known)
    if match[2]:
        return _joined(match[2])
    return html.escape(match[0])


def _joined(references: str) -> str:
    """Characters written as numbers; U+FFFD for a surrogate without its other half, at which lxml fails."""
    numbers = references.removeprefix("&#").removesuffix(";").split(";&#")
    units = "".join(
        chr(int(number[1:], 16) if number[0] == "x" else int(number.lstrip("0"))) for number in numbers
    )
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
