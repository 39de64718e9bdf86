// A stand forgets each visitor after a minute without input.
import assert from 'node:assert/strict';
import test from 'node:test';
import { loadSource } from '../support/source-module.mjs';

const { KIOSK_REST_MS, watchRest } = await loadSource('client/kiosk.ts');

function createStand(t) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const page = new EventTarget();
  const stand = { page, forgotten: 0, wait: (ms) => t.mock.timers.tick(ms), touch: (type) => page.dispatchEvent(new Event(type)) };
  stand.end = watchRest(() => stand.forgotten++, page);
  return stand;
}

test('a kiosk forgets after 60 s of rest, not a moment before', (t) => {
  const stand = createStand(t);
  assert.equal(KIOSK_REST_MS, 60_000);
  stand.wait(59_999);
  assert.equal(stand.forgotten, 0);
  stand.wait(1);
  assert.equal(stand.forgotten, 1);
});

test('every kind of input starts the minute again', (t) => {
  const stand = createStand(t);
  for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'input']) {
    stand.wait(59_999);
    stand.touch(type);
  }
  stand.wait(59_999);
  assert.equal(stand.forgotten, 0);
  stand.wait(1);
  assert.equal(stand.forgotten, 1);
});

test('it forgets once per visitor: a stand at rest stays quiet, the next visitor starts a new minute', (t) => {
  const stand = createStand(t);
  stand.wait(600_000);
  assert.equal(stand.forgotten, 1);
  stand.touch('pointerdown');
  stand.wait(60_000);
  assert.equal(stand.forgotten, 2);
});

test('a kiosk that has ended forgets nothing', (t) => {
  const stand = createStand(t);
  stand.end();
  stand.touch('keydown');
  stand.wait(600_000);
  assert.equal(stand.forgotten, 0);
});
