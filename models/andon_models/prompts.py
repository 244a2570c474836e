"""The prompts: what a defect looks like, in words. Add a class by writing its prompts here and encoding them once."""

from __future__ import annotations

# Prompts for good parts; a prompt that speaks of one family of pictures only names it.
GOOD = {
    "a clean part without any defect": None,
    "a flawless printed circuit board": "boards",
    "a good part, nothing missing": None,
}
PROMPTS = {
    "open": ("a circuit trace that is broken open", "a gap in a copper trace"),
    "short": ("a short circuit between two traces", "a copper bridge between traces"),
    "mousebite": ("a mouse bite in the edge of a trace", "a notch eaten out of a trace"),
    "spur": ("a spur of copper sticking out of a trace", "a thorn on a trace's edge"),
    "copper": ("a spot of stray copper on a board", "spurious copper between traces"),
    "pinhole": ("a pin-hole in a copper area", "a tiny hole inside a trace"),
    "scratch": ("a scratch on a metal surface", "a scratched machined part"),
    "dent": ("a dent in a metal surface", "a dented machined part"),
    "missing_hole": ("a metal part with a hole that was not drilled", "a missing hole in a plate"),
    "missing_screw": ("an empty screw hole", "a missing screw"),
}
