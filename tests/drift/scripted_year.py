"""A shopper's scripted year: lotus all year, a three-day burst on dragons; what the first ten of `for-you` show on every day.

    python tests/drift/scripted_year.py --tools build/native-release/core [--svg tests/drift/scripted_year.svg]

Builds a planted shop of 600 items (tests/support/planted.py, seed 7), asks core once for every day with the events up to then, prints
`day lotus dragon` (mean presence of the first ten) and what tests/models/test_scripted_year.py asserts. --svg writes the plot.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "format"))

from recompute import Shop  # noqa: E402

FIRST_DAY = 20454  # 2026-01-01
DAYS, BURST = 365, (200, 203)
SHOWN = 10


@dataclass(frozen=True)
class Year:
    lotus: list[float]  # by day
    dragon: list[float]

    def taste(self) -> float:
        """The lotus of the four weeks before the burst."""
        before = self.lotus[BURST[0] - 28 : BURST[0]]
        return sum(before) / len(before)

    def days_until_back(self, share: float = 0.9) -> int | None:
        """Days after the burst until the lotus is back for good (every day of the week that follows)."""
        for day in range(BURST[1], DAYS - 7):
            if min(self.lotus[day : day + 7]) >= share * self.taste():
                return day - BURST[1]
        return None


def build_shop(tools: Path, folder: Path) -> Path:
    planted = [sys.executable, str(ROOT / "tests" / "support" / "planted.py"), "--seed", "7", "--items", "600", "--out", str(folder / "bundle")]
    subprocess.run(planted, check=True, capture_output=True)
    subprocess.run([str(tools / "build_shard"), str(folder / "bundle"), str(folder / "shard")], check=True, capture_output=True)
    return folder / "shard"


def bearing(shop: Shop, symbol: str, other: str) -> list[str]:
    """Items that clearly bear the symbol and not the other one."""
    wanted, unwanted = shop.symbol_index[symbol], shop.symbol_index[other]
    rows = [{s: q for s, q, _ in item.symbols} for item in shop.items]
    return [shop.ids[i] for i, row in enumerate(rows) if row.get(wanted, 0) > 200 and row.get(unwanted, 0) < 50]


def events_of_the_year(shop: Shop) -> list[dict]:
    lotus, dragon = bearing(shop, "lotus", "dragon")[:12], bearing(shop, "dragon", "lotus")[:15]
    events = [{"kind": "view", "item": lotus[n % len(lotus)], "day": FIRST_DAY + day} for n, day in enumerate(range(0, DAYS, 2))]
    events += [{"kind": "like", "item": lotus[n % len(lotus)], "day": FIRST_DAY + day} for n, day in enumerate(range(1, DAYS, 14))]
    for day in range(*BURST):
        events += [{"kind": "like", "item": item, "day": FIRST_DAY + day} for item in dragon[(day - BURST[0]) * 5 :][:5]]
    return sorted(events, key=lambda event: event["day"])


def live_through(tools: Path, shard: Path) -> Year:
    shop = Shop(shard)
    events = events_of_the_year(shop)
    lines = []
    for day in range(DAYS):
        date = datetime.date(1970, 1, 1) + datetime.timedelta(days=FIRST_DAY + day)
        request = {"placement": "for-you", "date": date.isoformat(), "k": SHOWN, "explain": "parts"}
        lines.append(f"{json.dumps(request)}\t{json.dumps({'version': 2, 'events': [e for e in events if e['day'] <= FIRST_DAY + day]})}\n")
    done = subprocess.run([str(tools / "recommend_shard"), str(shard)], input="".join(lines), capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    def presence(symbol: str) -> list[float]:
        return [sum(s["presence"] for item in a["items"] for s in item["symbols"] if s["id"] == symbol) / SHOWN for a in answers]

    return Year(presence("lotus"), presence("dragon"))


def plot(year: Year) -> str:
    left, top, width, height = 46, 34, 730, 220
    x = lambda day: left + width * day / (DAYS - 1)  # noqa: E731
    y = lambda value: top + height * (1.0 - value)  # noqa: E731
    line = lambda values: " ".join(f"{x(d):.1f},{y(v):.1f}" for d, v in enumerate(values))  # noqa: E731
    text = lambda px, py, words, more="": f'<text x="{px:.1f}" y="{py:.1f}" {more}>{words}</text>'  # noqa: E731
    months = [text(x((datetime.date(2026, m, 1) - datetime.date(2026, 1, 1)).days), top + height + 18, f"{m}") for m in range(1, 13)]
    levels = [f'<path d="M{left} {y(v):.1f}H{left + width}" stroke="#ddd"/>' + text(left - 8, y(v) + 4, f"{v:.1f}", 'text-anchor="end"') for v in (0.0, 0.5, 1.0)]
    burst = f'<rect x="{x(BURST[0]):.1f}" y="{top}" width="{x(BURST[1]) - x(BURST[0]):.1f}" height="{height}" fill="#f3d9b1"/>'
    lines = [
        f'<polyline points="{line(values)}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        for values, colour in ((year.dragon, "#b5482f"), (year.lotus, "#2f6f8f"))
    ]
    legend = [text(left, 18, "lotus", 'fill="#2f6f8f"'), text(left + 52, 18, "dragon", 'fill="#b5482f"')]
    title = "Mean presence in the first ten by day of 2026 (months below); three days of likes on dragons are shaded"
    body = [f"<title>{title}</title>", burst, *levels, *lines, *months, *legend, text(left + 120, 18, title)]
    style = 'font-family="sans-serif" font-size="12" fill="#333"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 280" width="800" height="280" {style}>\n' + "\n".join(body) + "\n</svg>\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, default=ROOT / "build" / "native-release" / "core")
    parser.add_argument("--svg", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        year = live_through(given.tools, build_shop(given.tools, Path(folder)))
    for day in range(DAYS):
        print(day, f"{year.lotus[day]:.3f} {year.dragon[day]:.3f}")
    during = slice(BURST[0], BURST[1])
    print(f"taste {year.taste():.3f}; dragon before {year.dragon[BURST[0] - 1]:.3f}, largest in the burst {max(year.dragon[during]):.3f};", end=" ")
    print(f"lotus smallest in the burst {min(year.lotus[during]):.3f}, back to 90 % after {year.days_until_back()} days")
    if given.svg:
        given.svg.write_text(plot(year), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
