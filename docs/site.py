"""Hooks of mkdocs.yml: pages that the navigation need not name, and files outside docs/ that pages link to.

Links are written so that they work where the sources are read: "../ontology/README.md". The site takes in every
file that is reached so, at the same path, and the links lose the step that the folder docs/ was.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent

_LINK = re.compile(r"(\]\(|\bhref=\")(?P<target>[^)\s#:\"]+)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages that are named nowhere in place of "..."."""
    named = set(_names(config.nav))
    others = sorted(path.name for path in (ROOT / "docs").glob("*.md") if path.name not in named)
    config.nav = _with(config.nav, others)
    return config


def _names(nav: Any) -> list[str]:
    if isinstance(nav, dict):
        nav = list(nav.values())
    return [nav] if isinstance(nav, str) else [name for item in nav for name in _names(item)]


def _with(nav: Any, others: list[str]) -> Any:
    if isinstance(nav, dict):
        return {title: _with(item, others) for title, item in nav.items()}
    if isinstance(nav, str):
        return nav
    return [x for item in nav for x in (others if item == "..." else [_with(item, others)])]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what pages link to outside docs/, and what those pages link to."""
    todo = sorted((ROOT / "docs").glob("*.md"))
    seen: set[Path] = set()
    while todo:
        page = todo.pop()
        for match in _LINK.finditer(page.read_text(encoding="utf-8")):
            target = (page.parent / match["target"]).resolve()
            if target in seen or not target.is_file() or target.is_relative_to(ROOT / "docs"):
                continue
            seen.add(target)
            files.append(File.generated(config, _place(target), abs_src_path=str(target)))
            if target.suffix == ".md":
                todo.append(target)
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links as the site needs them: docs/ is its root."""
    up = "../" * page.file.src_uri.count("/")
    here = Path(page.file.abs_src_path).parent

    def moved(match: re.Match[str]) -> str:
        target = (here / match["target"]).resolve()
        if not target.is_relative_to(ROOT) or not target.exists():
            return match[0]
        return f"{match[1]}{up}{_place(target)}"

    return _LINK.sub(moved, markdown)


def _place(file: Path) -> str:
    """Where a file of the repository stands in the site; README.md would be taken for its first page."""
    below = file.relative_to(ROOT).as_posix().removeprefix("docs/")
    return "overview.md" if below == "README.md" else below
