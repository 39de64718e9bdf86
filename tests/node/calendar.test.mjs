// The shipped calendar against its sources, day by day, decoded here from FORMAT.md and not by core.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import lunarJavascript from 'lunar-javascript';
import solarlunar from 'solarlunar';
import { calendarText } from '../../models/knowledge/make_calendar.mjs';
import { loadSource } from '../support/source-module.mjs';

const { Solar } = lunarJavascript;
const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name) => JSON.parse(readFileSync(`${root}models/knowledge/${name}`, 'utf8'));
const table = read('calendar.json');
const DAY_MS = 86_400_000;
const dayOf = (text) => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
const dayText = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Day number → "year/month/leap/day". */
function lunarDays() {
  const days = new Map();
  table.years.forEach((packed, row) => {
    const leap = (packed >> 13) & 15;
    let day = dayOf(`${table.first + row}-01-01`) + (packed >> 17);
    for (let place = 0; place < (leap === 0 ? 12 : 13); place++) {
      const month = leap !== 0 && place >= leap ? place : place + 1;
      for (let date = 1; date <= ((packed >> place) & 1 ? 30 : 29); date++, day++)
        days.set(day, `${table.first + row}/${month}/${leap !== 0 && place === leap}/${date}`);
    }
  });
  return days;
}

const published = (day) => {
  const [year, month, date] = dayText(day).split('-').map(Number);
  const found = solarlunar.solar2lunar(year, month, date);
  return found === -1 ? undefined : `${found.lYear}/${found.lMonth}/${found.isLeap}/${found.lDay}`;
};
const computed = (day) => {
  const lunar = Solar.fromYmd(...dayText(day).split('-').map(Number)).getLunar();
  return `${lunar.getYear()}/${Math.abs(lunar.getMonth())}/${lunar.getMonth() < 0}/${lunar.getDay()}`;
};

test('calendar: is what its generator makes of two sources out of three', () => {
  assert.equal(readFileSync(`${root}models/knowledge/calendar.json`, 'utf8'), calendarText());
});

test('calendar: every day of 1900 to 2100 has the lunar date of both tables, but for two months where one of them errs', () => {
  const days = lunarDays();
  const odd = { computed: new Set(), published: new Set() };
  let compared = 0;
  for (let day = dayOf('1900-01-01'); day <= dayOf('2100-12-31'); day++) {
    const ours = days.get(day);
    const second = published(day);
    if (second !== undefined) compared++;
    if (second !== undefined && second !== ours) odd.published.add(dayText(day).slice(0, 4));
    if (computed(day) !== ours) odd.computed.add(dayText(day).slice(0, 4));
  }
  assert.equal(compared, dayOf('2100-12-31') - dayOf('1900-01-31') + 1);
  assert.deepEqual([...odd.published], ['1933']);
  assert.deepEqual([...odd.computed], ['2097']);
});

test('calendar: every term of 1900 to 2100 has the published day, but for six within twelve minutes of midnight', () => {
  const odd = [];
  for (let year = 1900; year <= 2100; year++) {
    table.terms[year - table.first].forEach((day, index) => {
      if (solarlunar.getTerm(year, index + 1) !== day) odd.push(`${year}/${index + 1}`);
    });
  }
  assert.deepEqual(odd, ['1912/22', '1913/18', '1917/23', '1927/17', '1928/12', '1979/2']);
});

test('calendar: the dates that festivals.json lists are days of its rules', () => {
  const days = lunarDays();
  const weekday = (day) => (((day + 4) % 7) + 7) % 7;
  let checked = 0;
  for (const { id, on = [], dates = {} } of read('festivals.json').festivals) {
    for (const date of Object.values(dates)) {
      const fits = on.some(({ lunar, term, date: fixed, weekday: nth, shift = 0 }) => {
        const day = dayOf(date) - shift;
        const [year, month, dayOfMonth] = dayText(day).split('-').map(Number);
        if (lunar) return days.get(day).endsWith(`/${lunar[0]}/false/${lunar[1]}`);
        if (term) return Math.ceil(term / 2) === month && table.terms[year - table.first][term - 1] === dayOfMonth;
        if (fixed) return month === fixed[0] && dayOfMonth === fixed[1];
        return month === nth[0] && Math.ceil(dayOfMonth / 7) === nth[1] && weekday(day) === nth[2];
      });
      assert.ok(fits, `${id} ${date}`);
      checked++;
    }
  }
  assert.equal(checked, 126);
});

// CASES E19, E20, E21.
test('calendar: the day of a command does not depend on the zone of the machine', async () => {
  const { dayNumber, today } = await loadSource('cli/civil-day.ts');
  const zone = process.env.TZ;
  const answers = ['America/Los_Angeles', 'Asia/Shanghai', 'Pacific/Auckland', 'America/Chicago', 'Asia/Taipei'].map((name) => {
    process.env.TZ = name;
    assert.equal(new Intl.DateTimeFormat().resolvedOptions().timeZone, name);
    const [late, early] = ['2026-02-16T16:30:00Z', '2026-02-16T15:30:00Z'].map((time) => today(Date.parse(time)));
    return `${late} ${early} ${dayNumber('2015-04-06') - dayNumber('2015-02-19')}`;
  });
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  assert.deepEqual([...new Set(answers)], ['2026-02-17 2026-02-16 46']);
});
