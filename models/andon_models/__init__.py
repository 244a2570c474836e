"""Training, export and calibration of Andon's triage model. The product never imports this package: it reads the bundles."""

CLASSES = (
    "open",
    "short",
    "mousebite",
    "spur",
    "copper",
    "pinhole",
    "scratch",
    "dent",
    "missing_hole",
    "missing_screw",
)
TILE = 160
PREPROCESSING = "andon-pre-1"


class WrongInput(Exception):
    """Something the user can put right: the message says what, where and what to do."""
