"""The numbers that the C++ and JavaScript tests expect are what the independent references compute."""

import pathlib
import subprocess
import sys

import pytest

FORMAT = pathlib.Path(__file__).parent.parent / "format"


@pytest.mark.parametrize("name", ["pixels_reference.py", "seeing_reference.py"])
def test_committed_cases_equal_the_reference(name: str) -> None:
    done = subprocess.run([sys.executable, str(FORMAT / name)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
