"""Generate federation/v1 from protos/. Run by `make protos`; a test proves the checked-in code fresh."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {"peer.proto", "local.proto"}


def generate(out: Path) -> None:
    """Write the Python code of every proto below ``out``."""
    scripts = sysconfig.get_path("scripts")
    protos = ROOT / "protos"
    for proto in sorted((protos / "federation" / "v1").glob("*.proto")):
        grpc = [f"--grpc_python_out={out}", f"--mypy_grpc_out={out}"] if proto.name in SERVICES else []
        subprocess.run(
            [
                sys.executable,
                "-m",
                "grpc_tools.protoc",
                f"-I{protos}",
                f"--plugin=protoc-gen-mypy={scripts}/protoc-gen-mypy",
                f"--plugin=protoc-gen-mypy_grpc={scripts}/protoc-gen-mypy_grpc",
                f"--python_out={out}",
                f"--mypy_out=quiet:{out}",
                *grpc,
                str(proto.relative_to(protos)),
            ],
            check=True,
            cwd=protos,
        )


if __name__ == "__main__":
    generate(ROOT)
