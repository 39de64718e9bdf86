"""The drift guard over a scripted year (tests/drift/scripted_year.py): a burst moves the shelf, and taste returns after it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = [path.parent for path in sorted(ROOT.glob("build/native-*/core/recommend_shard")) if path.is_file()]
TOOLS = Path(os.environ.get("RUYI_TOOLS", BUILT[-1] if BUILT else ROOT / "build" / "native-release" / "core"))
sys.path.insert(0, str(ROOT / "tests" / "drift"))

from scripted_year import BURST, DAYS, build_shop, live_through  # noqa: E402

pytestmark = pytest.mark.skipif(not (TOOLS / "recommend_shard").exists(), reason="recommend_shard is not built: cmake --build --preset native-release")


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    return live_through(TOOLS, build_shop(TOOLS, tmp_path_factory.mktemp("year")))


def test_lotus_rules_before_the_burst(year) -> None:
    assert year.taste() > 0.5
    assert max(year.dragon[60 : BURST[0]]) < 0.2


def test_the_burst_moves_the_shelf_within_its_three_days(year) -> None:
    assert max(year.dragon[BURST[0] : BURST[1]]) > year.dragon[BURST[0] - 1] + 0.2


def test_the_burst_does_not_erase_taste(year) -> None:
    assert min(year.lotus[BURST[0] : DAYS]) > 0.2 * year.taste()


def test_taste_returns_to_nine_tenths_within_ten_days_and_stays(year) -> None:
    back = year.days_until_back()
    assert back is not None and back <= 10
    assert min(year.lotus[BURST[1] + back :]) >= 0.8 * year.taste()
