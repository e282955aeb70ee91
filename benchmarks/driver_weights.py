"""Johnson's relative weights of 12 drivers, once and over 1,000 bootstrap samples; the peer is relativeImp."""

import numpy as np
import pandas as pd
from relativeImp import relativeImp

from benchmarks.driver_shares import ROWS, table
from benchmarks.side_by_side import Row
from cxresearch.stats.drivers.relative_importance import cross_products, johnson, resampled, standardised

DRAWS = 1000
NAMES = [f"driver_{at}" for at in range(12)]


def rows(*, respondents: int) -> list[Row]:
    answers = table(12)
    frame = pd.DataFrame(answers, columns=["outcome", *NAMES])

    def once():
        return johnson(standardised(cross_products(answers)))

    def peer_once():
        return relativeImp(frame, "outcome", NAMES).rawRelaImpt.to_numpy(float)

    def bootstrap():
        return johnson(standardised(resampled(answers, None, draws=DRAWS, rng=np.random.default_rng(1))))

    def peer_bootstrap():
        draw = np.random.default_rng(2)
        samples = (frame.iloc[draw.integers(0, ROWS, ROWS)] for _ in range(DRAWS))
        return np.array([relativeImp(sample, "outcome", NAMES).rawRelaImpt.to_numpy(float) for sample in samples])

    def agree(mine, peer):
        np.testing.assert_allclose(mine, peer, atol=1e-9)

    def same_spread(mine, peer):
        np.testing.assert_allclose(mine.mean(axis=0), peer.mean(axis=0), atol=0.002)
        np.testing.assert_allclose(mine.std(axis=0), peer.std(axis=0), rtol=0.15)

    again = f"Johnson's weights, {DRAWS:,} bootstrap samples"
    return [
        Row("Johnson's weights, 12 drivers", once, peer_once, "relativeImp", agree=agree),
        Row(again, bootstrap, peer_bootstrap, "relativeImp on resampled rows", goal=60, agree=same_spread, repeats=3),
    ]
