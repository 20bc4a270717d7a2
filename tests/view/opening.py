"""Open pages in a real browser, as files, with the network cut off; whatever they load or complain of is a failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def opener(browser: Any, folder: Path) -> Iterator[Callable[..., Any]]:
    """A function that opens the text of a page, at a fragment; at the end what the pages did is checked."""
    opened: list[tuple[Any, Any, dict[str, Any]]] = []

    def open_(text: str, fragment: str = "", **options: Any) -> Any:
        file = folder / f"page{len(opened)}.html"
        file.write_bytes(text.encode())
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        )
        page = context.new_page()
        seen: dict[str, Any] = {"requests": [], "complaints": [], "file": file.as_uri()}
        page.on("request", lambda request: seen["requests"].append(request.url))
        page.on("console", lambda message: seen["complaints"].append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen["complaints"].append(f"error: {error}"))
        page.on("dialog", lambda dialog: seen["complaints"].append(f"dialog: {dialog.message}"))
        page.goto(file.as_uri() + fragment)
        page.wait_for_function("window.kg && window.kg.ready")
        opened.append((context, page, seen))
        return page

    yield open_
    for context, page, seen in opened:
        outside = [
            url
            for url in seen["requests"]
            if url.split("#")[0] not in (seen["file"], "data:,") and not url.startswith("blob:")
        ]
        assert outside == []
        assert seen["complaints"] == []
        assert page.evaluate("window.hit") is None
        context.close()
