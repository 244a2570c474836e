import json

import numpy as np
import pytest

from andon_models import CLASSES, calibration
from andon_models.measure import Judged, Measured


def frame(group, kind, logit, family="boards"):
    logits = np.full((2, len(CLASSES)), -12.0)
    logits[1, 0] = logit
    labels = np.zeros(logits.shape, np.int8)
    labels[1, 0] = kind != "good"
    return Judged(group, family, kind, logits, labels, np.ones((2, 4)))


def raw(groups, good, bad):
    rng = np.random.default_rng(4)
    return Measured([
        frame(group, kind, rng.normal(at, 1)) for group in groups for kind, at, times in (("good", good, 100), ("one", bad, 150)) for _ in range(times)
    ])


def test_at_most_one_defective_frame_in_a_hundred_passes_with_a_confidence_of_95_percent():
    scores = np.arange(1000) / 1000
    missed = int((scores < calibration.accept_below(scores)).sum())
    assert missed == 4
    assert calibration.miss_bound(missed, 1000) <= 0.01 < calibration.miss_bound(missed + 1, 1000)


def test_too_few_defective_frames_let_none_pass():
    scores = np.arange(298) / 298
    assert calibration.accept_below(scores) == 0
    assert calibration.miss_bound(0, 298) > 0.01 >= calibration.miss_bound(0, 299)


def test_the_group_with_the_highest_scores_of_good_frames_sets_where_rejection_begins():
    plain, dotted = raw(["plain"], -4, 4), raw(["dotted"], 0, 4)
    alone = calibration.calibrate([plain]).bands["open"]["reject_above"]
    both = calibration.calibrate([plain, dotted])
    scores = [1 / (1 + np.exp(-j.logits.max())) for j in both.calibrated(dotted).judged if j.kind == "good"]
    assert both.bands["open"]["reject_above"] > alone
    assert np.mean(np.array(scores) > both.bands["open"]["reject_above"]) <= 0.02


def test_thresholds_of_some_students_do_not_know_the_frames_of_another():
    first, second, third = raw(["a"], -4, 4), raw(["b"], -3, 4), raw(["c"], 3, 4)
    assert calibration.calibrate([first, second]).bands != calibration.calibrate([first, second, third]).bands
    assert json.dumps(calibration.calibrate([first, second]).bands) == json.dumps(calibration.calibrate([second, first]).bands)


def test_calibrated_logits_need_no_temperature():
    found = calibration.calibrate([raw(["a", "b"], -3, 3)])
    judged = found.calibrated(raw(["c"], -3, 3)).judged[0]
    again = found.joining(raw(["c"], -3, 3).judged[0].logits) / found.temperature
    assert judged.logits == pytest.approx(again)
