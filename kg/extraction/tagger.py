"""What tags a paper: one network, or several that read it in turn and have equal say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.extraction.evidence import Tagged
from kg.extraction.tokens import Tokens

Array = NDArray[np.float32]
Reading = Callable[[Tokens, NDArray[np.int16]], tuple[Array, Array]]
"""Log-probabilities of tags and of roles, one row for each token, from tokens and the hints of their places."""
_LEAST = np.float32(1e-9)
"""Added to a mean probability before its logarithm is taken."""


class Tagger:
    """The mean of the networks' probabilities."""

    def __init__(self, networks: Sequence[Reading]) -> None:
        self._networks = networks

    def __call__(self, tokens: Tokens, hints: NDArray[np.int16]) -> Tagged:
        """Logarithms of the mean probabilities; those of the network itself where there is one."""
        answers = [network(tokens, hints) for network in self._networks]
        if len(answers) == 1:
            return Tagged(*answers[0])
        tags, roles = (np.mean([np.exp(answer[i]) for answer in answers], axis=0) for i in (0, 1))
        return Tagged(np.log(tags + _LEAST), np.log(roles + _LEAST))
