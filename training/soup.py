"""Average the weights of students that went on from the same student: better than each, and as fast as one.

    python training/soup.py build/one.pt build/other.pt -o build/tagger.pt

M. Wortsman et al.: Model soups: averaging weights of multiple fine-tuned models improves accuracy without
increasing inference time, ICML 2022.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    states = [torch.load(path) for path in options.weights]
    mean = {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    torch.save(mean, options.output)


if __name__ == "__main__":
    main()
