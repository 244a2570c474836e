import ctypes
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import stand_in


def test_a_stand_in_can_be_loaded_and_defines_its_names_under_their_versions(tmp_path):
    library = tmp_path / "libexample.so.3"
    stand_in.write(library, {"first": "libexample.so.3", "second": "", "third": "EXTRA"})
    loaded = ctypes.CDLL(str(library))
    for name in ("first", "second", "third"):
        assert ctypes.cast(getattr(loaded, name), ctypes.c_void_p).value


def test_a_stand_in_without_names_can_be_loaded(tmp_path):
    stand_in.write(tmp_path / "libempty.so.1", {})
    ctypes.CDLL(str(tmp_path / "libempty.so.1"))
