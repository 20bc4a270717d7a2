"""Write docs/sbom.json: what `pip install digestgraph` brings, as a CycloneDX 1.5 bill of materials.

    python docs/sbom.py

Names, versions and hashes are those of requirements.lock (the first version listed of a package), licences those
of the installed packages. The same lock and packages give the same bytes: no time, no random serial number.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def licence(name: str) -> str:
    """What an installed package says of its licence; "" where it is not installed (of another system)."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    classifiers = [
        c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    short = (told.get("License") or "").strip().partition("\n")[0][:60]
    return told.get("License-Expression") or "; ".join(classifiers) or short


def components(lock: str) -> list[dict[str, object]]:
    """The packages of a lock file, each once, sorted by name."""
    found: dict[str, dict[str, object]] = {}
    for block in re.split(r"^(?=[A-Za-z0-9._-]+==)", lock, flags=re.MULTILINE)[1:]:
        name, version = re.match(r"([\w.-]+)==([^\s;\\]+)", block).groups()  # type: ignore[union-attr]
        if name in found:
            continue
        one: dict[str, object] = {"type": "library", "name": name, "version": version}
        one["purl"] = one["bom-ref"] = f"pkg:pypi/{name}@{version}"
        if told := licence(name):
            one["licenses"] = [{"license": {"name": told}}]
        one["hashes"] = [
            {"alg": "SHA-256", "content": value} for value in re.findall(r"sha256:([0-9a-f]{64})", block)[:1]
        ]
        found[name] = one
    return [found[name] for name in sorted(found)]


def bill() -> str:
    """The document."""
    version = re.search(r'"([^"]+)"', (ROOT / "kg" / "version.py").read_text(encoding="utf-8").split("=")[-1])
    main = {"type": "application", "name": "digestgraph", "version": version[1] if version else ""}
    main |= {"licenses": [{"license": {"id": "Apache-2.0"}}]}  # type: ignore[dict-item]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": main}}
    return json.dumps(document | {"components": components(lock)}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "sbom.json").write_text(bill(), encoding="utf-8")
