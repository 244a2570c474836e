import json

import pytest

from andon_models.cli import main
from andon_models.frames import FOLDS


@pytest.fixture
def figures(tmp_path):
    """What models/figures writes, with made-up numbers: group n has a tile AUROC of 0.9n."""
    number = 0
    for index, groups in enumerate(FOLDS):
        rows = {}
        for group in groups:
            number += 1
            rows[group] = {"tile_auroc": 0.9 + number / 100, "undecided_at_1pct_miss": number / 10, "twin_auroc": 0.5}
        folder = tmp_path / "figures" / f"fold{index}"
        folder.mkdir(parents=True)
        policy = {"undecided": 0.25, "missed_defects": 1, "false_rejects": 2}
        (folder / "metrics.json").write_text(json.dumps({"frames": 10, "by_variant": rows, "policy": policy, "ece": 0.03}))
        for plot in ("roc", "selective", "reliability"):
            (folder / f"{plot}.svg").write_text("<svg/>")
        screws = tmp_path / "figures" / f"screws{index}"
        screws.mkdir()
        (screws / "metrics.json").write_text(json.dumps({"frames": 20, "tile_auroc": 1.0, "accuracy_by_position": {"1": 1.0, "2": 0.95}}))
    return tmp_path / "figures"


def test_every_group_stands_once_in_the_card_and_the_worst_is_named(figures, tmp_path):
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "card.md").write_text("# name\n\n## Measured on board groups never seen in training\nrest\n")
    command = ["card", "--bundle", str(bundle), "--figures", str(figures)]
    assert main(command) == 0
    once = (bundle / "card.md").read_text()
    for groups in FOLDS:
        assert all(once.count(f"| {group} (") == 2 for group in groups)
    assert "| **mean of groups** | 0.9500 | – | – | 0.5000 |" in once
    assert "| **worst group** | 0.9100 | – | – | 0.9000 |" in once
    assert "| 0 | 10 | 0.250, 1, 2 | – | 0.0300 |" in once
    assert "| 2 | 20 | 1.0000, 0.9500 | 1.0000 |" in once
    assert (bundle / "fold2-roc.svg").is_file()
    assert once.endswith("## Measured on board groups never seen in training\nrest\n")
    assert main(command) == 0
    assert (bundle / "card.md").read_text() == once


def test_missing_figures_say_what_to_run(tmp_path, capsys):
    assert main(["card", "--bundle", str(tmp_path), "--figures", str(tmp_path)]) == 2
    assert "run models/figures first" in capsys.readouterr().err
