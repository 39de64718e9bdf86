// node models/knowledge/make_calendar.mjs [--check]: writes calendar.json, the months of the Chinese calendar and the 24 solar terms.
//
// Each month start and each term's day is what at least two of three sources say: lunar-javascript (6tail), the table published in
// solarlunar, and the instant of astronomy-engine taken as a civil day of UTC+8. tests/node/calendar.test.mjs checks every day again.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MakeTime, SearchMoonPhase, SearchSunLongitude } from 'astronomy-engine';
import lunarJavascript from 'lunar-javascript';
import solarlunar from 'solarlunar';

const { LunarYear, Solar } = lunarJavascript;
const FILE = fileURLToPath(new URL('calendar.json', import.meta.url));
const DAY_MS = 86_400_000;
const UTC8_MS = 8 * 3_600_000;
export const FIRST = 1899;
export const LAST = 2101;
const TERMS =
  '小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至'.split(' ');

export const dayOf = (year, month, day) => Date.UTC(year, month - 1, day) / DAY_MS;
const dayOfSolar = (solar) => dayOf(solar.getYear(), solar.getMonth(), solar.getDay());
const dayOfTime = (time) => Math.floor((time.date.getTime() + UTC8_MS) / DAY_MS);

/** What two of them say; undefined members do not vote. */
function majority(votes, what) {
  const known = votes.filter((vote) => vote !== undefined);
  const winner = known.find((vote) => known.filter((other) => other === vote).length >= 2);
  if (winner === undefined) throw new Error(`no two sources agree on ${what}: ${votes.join(', ')}`);
  return winner;
}

/** The published table knows the days 1900-01-31 to 2100-12-31. */
function publishedStart(year, month, leap, guess) {
  for (const day of [guess, guess + 1, guess - 1]) {
    const date = new Date(day * DAY_MS);
    const found = solarlunar.solar2lunar(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
    if (found !== -1 && found.lYear === year && found.lMonth === month && found.isLeap === leap && found.lDay === 1) return day;
  }
  return undefined;
}

/** [{year, month, leap, start}] in order, and the day after the last month. */
function months() {
  const list = [];
  let end = 0;
  for (let year = FIRST; year <= LAST; year++) {
    for (const month of LunarYear.fromYear(year).getMonthsInYear()) {
      const number = Math.abs(month.getMonth());
      const leap = month.getMonth() < 0;
      const computed = dayOfSolar(Solar.fromJulianDay(month.getFirstJulianDay()));
      const moon = dayOfTime(SearchMoonPhase(0, MakeTime(new Date((computed - 4) * DAY_MS)), 10));
      list.push({ year, month: number, leap, start: majority([computed, publishedStart(year, number, leap, computed), moon], `${year}/${number}`) });
      end = computed + month.getDayCount();
    }
  }
  return { list, end };
}

/** FORMAT.md, `calendar.year`: lengths, leap month and new year's day in one number. */
function packedYears() {
  const { list, end } = months();
  const packed = new Map();
  list.forEach(({ year, month, leap, start }, index) => {
    const days = (list[index + 1]?.start ?? end) - start;
    const one = packed.get(year) ?? { place: 0, bits: 0 };
    if (one.place === 0) one.bits |= (start - dayOf(year, 1, 1)) << 17;
    if (days === 30) one.bits |= 1 << one.place;
    else if (days !== 29) throw new Error(`${year}/${month} has ${days} days`);
    if (leap) one.bits |= month << 13;
    packed.set(year, { place: one.place + 1, bits: one.bits });
  });
  return [...packed.values()].map(({ bits }) => bits);
}

/** lunar-javascript lists the terms around a day under their names, some also under a second one. */
function listedTerm(year, index) {
  const month = Math.floor(index / 2) + 1;
  const table = Solar.fromYmd(year, month, 15).getLunar().getJieQiTable();
  const names = { 小寒: 'XIAO_HAN', 大寒: 'DA_HAN', 立春: 'LI_CHUN', 雨水: 'YU_SHUI', 惊蛰: 'JING_ZHE', 大雪: 'DA_XUE', 冬至: 'DONG_ZHI' };
  const found = [table[TERMS[index]], table[names[TERMS[index]] ?? '']].find((solar) => solar?.getYear() === year);
  return found && found.getDay();
}

function termDays(year) {
  return TERMS.map((name, index) => {
    const month = Math.floor(index / 2) + 1;
    const instant = SearchSunLongitude((285 + 15 * index) % 360, MakeTime(new Date(Date.UTC(year, month - 1, 1))), 31);
    const published = solarlunar.getTerm(year, index + 1);
    const votes = [listedTerm(year, index), published === -1 ? undefined : published, dayOfTime(instant) - dayOf(year, month, 1) + 1];
    return majority(votes, `${name} ${year}`);
  });
}

export function calendarText() {
  const lines = Array.from({ length: LAST - FIRST + 1 }, (_, index) => termDays(FIRST + index).join(','));
  return `{
"calendar": 1,
"first": ${FIRST},
"source": "models/knowledge/make_calendar.mjs: two of lunar-javascript 1.7.7 (MIT), solarlunar 3.1.0 (ISC), astronomy-engine 2.1.19 (MIT)",
"years": [
${packedYears().join(',\n')}
],
"terms": [
[${lines.join('],\n[')}]
]
}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = calendarText();
  if (!process.argv.includes('--check')) writeFileSync(FILE, text);
  else if (readFileSync(FILE, 'utf8') !== text) throw new Error('calendar.json is not what its sources say: run node models/knowledge/make_calendar.mjs');
}
