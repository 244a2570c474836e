#!/usr/bin/env python3
"""Installs the locked training environment with a CPU PyTorch into a virtual environment.

    python3.11 models/install.py --venv models/.venv [--source auto|cpu-index|pypi]

`cpu-index` takes the official CPU wheel (about 200 MB) from https://download.pytorch.org/whl/cpu.
`pypi` is for plants whose mirror carries PyPI only. There, the Linux x86-64 wheel of PyTorch is a CUDA build which asks for
about 3 GB of NVIDIA packages. This script takes the wheel alone (--no-deps, 514 MB) plus two small NVIDIA packages and puts empty
stand-ins for the other NVIDIA libraries beside it, so that the loader is content. PyTorch then reports that no GPU is available and
runs on the CPU. The stand-ins hold no NVIDIA code: each defines the names that PyTorch asks for, and a call to one traps.
`auto` tries the CPU index for a few seconds, then falls back to `pypi`.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import urllib.request
from pathlib import Path

import stand_in

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.lock"
TORCH = "2.15.0"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
# The loader needs these two as they are: PyTorch's CPU library calls into them while it starts.
SMALL_NVIDIA = ["nvidia-cuda-runtime==13.5.37", "nvidia-cuda-cupti==13.5.25"]
STAND_INS = (
    "libcublas.so.13",
    "libcublasLt.so.13",
    "libcudnn.so.9",
    "libcufft.so.12",
    "libcufile.so.0",
    "libcusparse.so.12",
    "libcusparseLt.so.0",
    "libnccl.so.2",
    "libnvrtc.so.13",
    "libnvshmem_host.so.3",
)


def main() -> int:
    arguments = parse(sys.argv[1:])
    if arguments.stand_ins:
        make_stand_ins(arguments.stand_ins)
        return 0
    if sys.version_info[:2] != (3, 11):
        return fail(f"Python 3.11 is needed, this is {platform.python_version()}; start me with python3.11")
    venv = arguments.venv.resolve()
    python = venv / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", str(venv)])
    run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(LOCK)])
    source = arguments.source
    if source == "auto":
        source = "cpu-index" if reachable(CPU_INDEX + "/torch/") else "pypi"
    if source == "cpu-index" or not (sys.platform == "linux" and platform.machine() == "x86_64"):
        index = ["--index-url", CPU_INDEX] if source == "cpu-index" else []
        run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", *index, f"torch=={TORCH}"])
    else:
        from_pypi(python)
    run([str(python), "-c", CHECK])
    print(f"ready: {python} (PyTorch {TORCH} from {source})")
    return 0


CHECK = """
import torch
layer = torch.nn.Conv2d(3, 4, 3)
layer(torch.ones(1, 3, 8, 8)).sum().backward()
assert layer.weight.grad is not None
"""


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--venv", type=Path, default=HERE / ".venv", help="folder of the environment (made when missing)")
    parser.add_argument("--source", choices=("auto", "cpu-index", "pypi"), default="auto")
    parser.add_argument("--stand-ins", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def from_pypi(python: Path) -> None:
    run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", *SMALL_NVIDIA, f"torch=={TORCH}"])
    found = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['platlib'])"],
        check=True, capture_output=True, text=True,
    )
    folder = Path(found.stdout.strip()) / "torch" / "lib"
    # In the new environment's Python, which has the ELF reader.
    run([str(python), str(Path(__file__).resolve()), "--stand-ins", str(folder)])


def make_stand_ins(library_folder: Path) -> None:
    """Writes one shared library per name of STAND_INS, defining what the PyTorch libraries in the folder leave undefined."""
    from_elf = [*sorted(library_folder.glob("libtorch*.so")), library_folder / "libc10_cuda.so", library_folder / "libcaffe2_nvrtc.so"]
    wanted: dict[str, dict[str, str]] = {name: {} for name in STAND_INS}
    for path in from_elf:
        for symbol, version, soname in undefined(path):
            if soname in wanted:
                wanted[soname][symbol] = version
            elif not version and (owner := unversioned_owner(symbol)):
                wanted[owner][symbol] = ""
    for name in STAND_INS:
        stand_in.write(library_folder / name, wanted[name])


def unversioned_owner(symbol: str) -> str | None:
    """Three of the libraries name no versions; their symbols are told by prefix."""
    for prefix, owner in (("nccl", "libnccl.so.2"), ("cuFile", "libcufile.so.0"), ("cusparseLt", "libcusparseLt.so.0")):
        if symbol.startswith(prefix):
            return owner
    return None


def undefined(path: Path) -> list[tuple[str, str, str]]:
    """(symbol, version or "", soname or "") for every undefined dynamic symbol of an ELF file."""
    from elftools.elf.elffile import ELFFile

    with path.open("rb") as stream:
        elf = ELFFile(stream)
        symbols, versions = elf.get_section_by_name(".dynsym"), elf.get_section_by_name(".gnu.version")
        needs = elf.get_section_by_name(".gnu.version_r")
        by_index = {aux["vna_other"]: (aux.name, need.name) for need, auxes in needs.iter_versions() for aux in auxes}
        found = []
        for number, symbol in enumerate(symbols.iter_symbols()):
            if symbol["st_shndx"] == "SHN_UNDEF" and symbol.name:
                index = versions.get_symbol(number)["ndx"]
                version, soname = by_index.get(index, ("", "")) if isinstance(index, int) else ("", "")
                found.append((symbol.name, version, soname))
        return found


def reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def run(command: list[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode != 0:
        raise SystemExit(f"error: exit {done.returncode} from: {' '.join(command)}")


def fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
