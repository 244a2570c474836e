import numpy as np
import pytest

from andon_models import CLASSES, measure


def test_frames_that_separate_leave_nothing_undecided():
    assert measure.undecided(np.linspace(0, 0.4, 100), np.linspace(0.6, 1, 100)) == 0


def test_frames_that_do_not_separate_are_undecided():
    rng = np.random.default_rng(1)
    assert measure.undecided(rng.random(1000), rng.random(1000)) > 0.9


def test_calibration_finds_the_temperature_that_made_the_labels():
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 4, (20_000, len(CLASSES)))
    labels = (rng.random(logits.shape) < 1 / (1 + np.exp(-(logits - 1) / 2))).astype(np.int8)
    shift, temperature = measure.fit_shift_and_temperature(logits, labels)
    assert shift == pytest.approx(np.full(len(CLASSES), -1.0), abs=0.2)
    assert temperature == pytest.approx(np.full(len(CLASSES), 2.0), abs=0.2)
    assert measure.ece(measure.scores(logits[:, 0] + shift[0], temperature[0]), labels[:, 0]) < 0.02


def test_a_class_never_seen_is_held_low():
    shift, temperature = measure.fit_shift_and_temperature(np.full((50, len(CLASSES)), 3.0), np.zeros((50, len(CLASSES)), np.int8))
    assert (measure.scores(np.full(len(CLASSES), 3.0) + shift, temperature) < 0.11).all()
