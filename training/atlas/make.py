"""Make kg/view/atlas.npz: where on the map a paper stands, as a function of its words alone.

    python training/atlas/make.py papers.jsonl.gz kg/view/atlas.npz

Words that are neither rare nor everywhere get a vector of two halves: TF-IDF and truncated SVD, which tells what
papers are about, and those combinations of more of its dimensions that tell arXiv's categories apart (linear
discriminant analysis, Fisher 1936). Either alone is worse: the first for categories, the second for the methods,
datasets and tasks that neighbours share. The papers' vectors are put into groups (k-means), and the groups are
laid out in the plane (t-SNE, van der Maaten and Hinton 2008). A paper's own category is not asked for when it is
placed. What is kept: the words, their vectors, the groups and the groups' places. Whoever has them can place any paper,
and no paper moves when others come. A tenth of the papers is held back to measure with: the share of a
paper's ten nearest on the map that bear its first category.

Needs scikit-learn (extra "train"); some fifteen minutes on one core. Seeded: the same corpus gives the same file.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.linalg import eigh
from scipy.sparse.linalg import svds
from scipy.spatial import cKDTree
from sklearn.cluster import MiniBatchKMeans
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from kg.view.atlas import read as read_atlas
from kg.view.words import words

WORDS, GROUPS = 16_000, 5_000
THEMES, APART = 56, 40
"""Dimensions of a vector: of the SVD, and of those that tell categories apart."""
WIDE = 300
"""Dimensions of the SVD that the latter are made of."""
SHRINK = 0.7
"""How much the spread within categories is taken to be alike in all directions (against chance)."""


def read(path: Path) -> tuple[list[Counter[str]], list[str]]:
    counted, categories = [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            counted.append(Counter(words(f"{paper['title']} {paper['title']} {paper['summary']}")))
            categories.append(paper["categories"][0])
    return counted, categories


def main(corpus: Path, target: Path) -> None:
    counted, categories = read(corpus)
    fit = [i for i in range(len(counted)) if i % 10]
    frequency = Counter(word for i in fit for word in counted[i])
    kept = [(n, w) for w, n in frequency.items() if 8 <= n <= 0.1 * len(fit)]
    known = sorted(w for _, w in sorted(kept, key=lambda item: (-item[0], item[1]))[:WORDS])
    number = {word: i for i, word in enumerate(known)}
    weight = np.array([math.log(len(fit) / frequency[word]) for word in known])
    rows, columns, values = [], [], []
    for i, counts in enumerate(counted):
        for word, n in sorted(counts.items()):
            if word in number:
                rows.append(i)
                columns.append(number[word])
                values.append(1 + math.log(n))
    logs = sparse.csr_matrix((values, (rows, columns)), shape=(len(counted), len(known)))
    table = logs @ sparse.diags(weight)
    length = np.sqrt(table.multiply(table).sum(axis=1)).A1
    table = sparse.diags(1 / np.maximum(length, 1e-9)) @ table
    print("table", table.shape, flush=True)
    generator = np.random.default_rng(1)
    _, _, right = svds(table[fit], k=WIDE, v0=generator.normal(size=len(known)))
    right = right[::-1].T
    placed = table[fit] @ right
    halves = [np.eye(WIDE)[:, :THEMES], discriminants(placed, [categories[i] for i in fit])]
    halves = [half / np.linalg.norm(placed @ half, axis=1).mean() for half in halves]  # of equal weight
    vectors = right @ np.hstack(halves) * weight[:, None]
    step = np.abs(vectors).max(axis=1, keepdims=True) / 127
    packed = np.round(vectors / np.maximum(step, 1e-12)).astype(np.int8)
    vectors = packed * step.astype(np.float32)
    points = logs @ vectors
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
    print("vectors", flush=True)
    groups = MiniBatchKMeans(
        GROUPS, random_state=1, batch_size=8192, n_init=1, max_iter=30, reassignment_ratio=0.0
    )
    centres = groups.fit(points[fit]).cluster_centers_
    centres = centres[np.linalg.norm(centres, axis=1) > 1e-6]
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    print("groups", flush=True)
    places = TSNE(init="pca", perplexity=25, random_state=1, metric="cosine").fit_transform(centres)
    places -= (places.min(axis=0) + places.max(axis=0)) / 2
    places /= np.abs(places).max()
    np.savez_compressed(
        target,
        words=np.frombuffer("\n".join(known).encode(), np.uint8),
        vectors=packed,
        step=step[:, 0].astype(np.float32),
        centres=np.round(centres * 127 / np.abs(centres).max()).astype(np.int8),
        places=np.round(places * 32767).astype(np.int16),
    )
    measure(target, points, categories)
    ceiling(table @ right, categories)


def discriminants(points: np.ndarray, categories: list[str]) -> np.ndarray:
    """Directions in which categories differ more than their own papers do, the most telling first.

    Each is as long as the fourth root of the ratio of the two variances: longer, and the first few would be all;
    shorter, and all would count alike.
    """
    names, of = np.unique(categories, return_inverse=True)
    each = np.bincount(of)
    middle = np.zeros((len(names), points.shape[1]))
    np.add.at(middle, of, points)
    middle = middle / each[:, None] - points.mean(axis=0)
    between = (middle * each[:, None]).T @ middle / len(points)
    within = np.cov(points.T, bias=True) - between
    size = np.trace(within) / len(within)
    within = (1 - SHRINK) * within + SHRINK * size * np.eye(len(within))
    values, directions = eigh(between, within, subset_by_index=(len(within) - APART, len(within) - 1))
    return directions[:, ::-1] * values[::-1] ** 0.25


def measure(atlas: Path, points: np.ndarray, categories: list[str]) -> None:
    held = np.arange(len(points)) % 10 == 0
    placed = read_atlas(atlas.read_bytes()).place_vectors(points[held])
    named = np.array(categories)[held]
    _, near = cKDTree(placed).query(placed, k=11)
    likeness = points[held] @ points[held].T
    np.fill_diagonal(likeness, -1)
    for where, nearest in (("map", near[:, 1:]), ("vectors", np.argpartition(-likeness, 10, axis=1)[:, :10])):
        for what, names in (("category", named), ("archive", np.array([n.split(".")[0] for n in named]))):
            share = (names[nearest] == names[:, None]).mean()
            print(f"{where}: share of the ten nearest with the same first {what}: {share:.3f}")


def ceiling(points: np.ndarray, categories: list[str]) -> None:
    """What the same words can tell at most, as a classifier sees it.

    Two papers that it takes for the same mixture of categories bear the same one with the sum of the squared
    probabilities: no map by words can do better than to put such papers side by side.
    """
    held = np.arange(len(points)) % 10 == 0
    names = np.array(categories)
    model = LogisticRegression(max_iter=80).fit(10 * points[~held], names[~held])
    chances = model.predict_proba(10 * points[held])
    right = (model.classes_[chances.argmax(axis=1)] == names[held]).mean()
    alike = (chances**2).sum(axis=1).mean()
    print(f"classifier: names the first category of {right:.3f}; like papers have the same in {alike:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
