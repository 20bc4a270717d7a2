"""Write the student's weights as the file that ships: small numbers, no pickles, the same bytes each time.

python training/export.py build/tagger.pt --vectors build/vectors.floret -o build/tagger.npz
"""

from __future__ import annotations

import argparse
import io
import zipfile
from pathlib import Path

import numpy as np
import torch
from student import DILATIONS, PAPER_BEFORE, WIDTHS, Student
from words import read_vectors

_DATE = (2020, 1, 1, 0, 0, 0)


def export(model: Student, vectors, path: Path) -> None:
    """One zip of arrays: vectors of words in 8 bits with a scale for each row, the rest in 16-bit floats."""
    half = np.float16
    state = {name: array.detach().numpy() for name, array in model.state_dict().items()}
    arrays = {
        "floret": np.array(
            [vectors.minn, vectors.maxn, vectors.hash_count, vectors.hash_seed], dtype=np.int64
        ),
        "project": state["project.weight"].T.astype(half),
        "project_bias": (state["project.bias"] + state["narrow.bias"]).astype(half),
        "widen": state["widen.weight"].T.astype(half),
        "widen_bias": state["widen.bias"].astype(half),
        "narrow": state["narrow.weight"].T.astype(half),
        "hints": state["hints.weight"].astype(half),
        "out": np.concatenate([state["tags.weight"], state["roles.weight"]]).T.astype(half),
        "out_bias": np.concatenate([state["tags.bias"], state["roles.bias"]]).astype(half),
        "tags": np.array([len(state["tags.bias"])]),
        "dilations": np.array(DILATIONS, dtype=np.int8),
    }
    tables = {f"embedding{i}": state[f"embeddings.{i}.weight"] for i in range(len(WIDTHS))}
    for name, table in {"static": np.asarray(vectors.data, dtype=np.float32), **tables}.items():
        scale = np.abs(table).max(axis=1, keepdims=True) / 127 + 1e-12
        arrays[name] = np.round(table / scale).astype(np.int8)
        arrays[f"{name}_scale"] = scale.astype(half)
    for i in range(len(DILATIONS)):
        kernel = state[f"layers.{i}.weight"]  # (out, in, 3)
        arrays[f"layer{i}"] = kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0]).astype(half)
        arrays[f"layer{i}_bias"] = state[f"layers.{i}.bias"].astype(half)
    for i, layer in enumerate(PAPER_BEFORE):
        arrays[f"paper{layer}"] = state[f"papers.{i}.weight"].T.astype(half)
        arrays[f"paper{layer}_bias"] = state[f"papers.{i}.bias"].astype(half)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in sorted(arrays.items()):
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", _DATE), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    vectors = read_vectors(options.vectors)
    state = torch.load(options.weights)
    model = Student(vectors.data.shape[1], state["tags.weight"].shape[1])
    model.load_state_dict(state)
    export(model, vectors, options.output)
    print(f"{options.output}: {options.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
