"""What a run was made from, without naming the machine: commit, dirty flag, hashes of inputs."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path


def commit() -> str:
    """Short commit id, with `-dirty` when files under models/ differ from it; `unknown` outside a checkout."""
    here = Path(__file__).resolve().parent.parent
    try:
        head = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], cwd=here, capture_output=True, text=True, check=True)
        changed = subprocess.run(["git", "status", "--porcelain", "--", "."], cwd=here, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + ("-dirty" if changed.stdout.strip() else "")


def digest_of_names(names_and_sizes: list[tuple[str, int]]) -> str:
    """SHA-256 prefix over names and sizes: tells two data sets apart without reading every byte."""
    text = "\n".join(f"{name} {size}" for name, size in sorted(names_and_sizes))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
