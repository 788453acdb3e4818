"""Why a value is missing or to be read with care: codes from a fixed list, several with ", " between them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from rbtools.core.frame import TEXT


def listed(words: Sequence[str], flags: Mapping[str, np.ndarray]) -> pd.Series:
    """The words whose flag is set, in the order of `words`, for each client; empty where none is.

    >>> listed(["thin", "low"], {"low": np.array([True, False]), "thin": np.array([True, False])}).tolist()
    ['thin, low', '']
    """
    number = np.zeros(len(flags[words[0]]), dtype="int64")
    for bit, word in enumerate(words):
        number += flags[word].astype("int64") << bit
    found, of_client = np.unique(number, return_inverse=True)
    texts = [", ".join(word for bit, word in enumerate(words) if one >> bit & 1) for one in found.tolist()]
    return pd.Series(np.array(texts, dtype=object)[of_client], dtype=TEXT)
