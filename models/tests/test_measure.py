import numpy as np
import pytest

from andon_models import CLASSES, measure
from andon_models.export import PLAIN


def test_frames_that_separate_leave_nothing_undecided():
    assert measure.undecided(np.linspace(0, 0.4, 100), np.linspace(0.6, 1, 100)) == 0


def test_frames_that_do_not_separate_are_undecided():
    rng = np.random.default_rng(1)
    share = measure.undecided(rng.random(1000), rng.random(1000))
    assert share is not None
    assert share > 0.9


def test_calibration_finds_how_the_labels_were_made():
    rng = np.random.default_rng(2)
    logits = np.full((20_000, len(CLASSES)), -60.0)
    logits[:, 0] = rng.normal(0, 4, 20_000)
    labels = np.zeros(logits.shape, np.int8)
    labels[:, 0] = rng.random(20_000) < 1 / (1 + np.exp(-(logits[:, 0] - 1) / 2))
    joining, temperature = measure.fit(logits, labels)
    score = measure.scores(joining(logits), np.full(len(CLASSES), temperature))
    assert measure.ece(score[:, 0], labels[:, 0]) < 0.02
    assert joining.spread[0] == pytest.approx(2, abs=0.2)


def test_evidence_split_between_two_classes_counts_as_much_as_in_one():
    split, single = np.full((1, len(CLASSES)), -20.0), np.full((1, len(CLASSES)), -20.0)
    split[0, :2] = 0
    single[0, 0] = np.log(2)
    assert PLAIN(split).max() == pytest.approx(PLAIN(single).max(), abs=1e-4)


def test_a_class_never_seen_is_held_low():
    joining, temperature = measure.fit(np.full((50, len(CLASSES)), 3.0), np.zeros((50, len(CLASSES)), np.int8))
    lone = np.full((1, len(CLASSES)), -30.0)
    lone[0, 4] = 3.0
    assert measure.scores(joining(lone), np.full(len(CLASSES), temperature)).max() < 0.11
