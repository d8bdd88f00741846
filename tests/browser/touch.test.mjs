/** A teacher with a phone in one hand: the lesson page at 360 px, by touch. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoSchool, noSideScroll, signInAs } from './harness.mjs';
import { entriesAre, eventually, history, lessonOfToday } from './school.mjs';

const school = demoSchool();

//
test('a whole lesson by touch on a phone, in fewer than 40 taps', async () => {
  const page = await school.open({ width: 360, hasTouch: true, isMobile: true });
  await signInAs(page, 'Учитель');
  const address = await lessonOfToday(page, 'идёт');
  await page.goto(address);
  await noSideScroll(page);
  let taps = 0;
  const tap = async (target) => {
    taps += 1;
    await target.tap();
  };
  const row = (place) => page.locator('.pupils li').nth(place - 1);
  const code = (place, text) => row(place).locator('.toggle', { hasText: text });
  const mark = async (place, value) => {
    await tap(row(place).locator('input.mark'));
    await tap(page.locator('.keys').getByRole('button', { name: value, exact: true }));
  };
  await tap(code(2, 'Н'));
  await tap(code(12, 'Н'));
  await tap(code(6, 'О'));
  const marks = { 3: '5', 5: '4', 7: '3', 9: '5', 11: '4', 14: '5', 17: '4', 19: '2' };
  for (const [place, value] of Object.entries(marks)) await mark(Number(place), value);
  await tap(page.getByRole('button', { name: 'Остальные присутствуют' }));
  await page.locator('#attendance', { hasText: 'присутствуют 23 из 25' }).waitFor();
  await tap(page.getByRole('link', { name: 'Тема и Д/З' }));
  await tap(page.locator('#topic'));
  await page.keyboard.type('Частота и вероятность');
  await tap(page.locator('#homework'));
  await page.keyboard.type('§ 14, № 3');
  assert.ok(taps < 40, `${taps} taps`);
  await page.locator('lesson-record output', { hasText: 'сохранено' }).waitFor();
  await entriesAre(page, /^сохранено$/);
  await noSideScroll(page);

  await page.goto('/today');
  await page.goto(address);
  for (let place = 1; place <= 25; place += 1) {
    assert.equal(await row(place).locator('input.mark').inputValue(), marks[place] ?? '', `row ${place}`);
    const ticked = await row(place).locator('input:checked').evaluateAll((boxes) => boxes.map((box) => box.value).join());
    assert.equal(ticked, { 2: 'Н', 12: 'Н', 6: 'О' }[place] ?? '', `row ${place}`);
  }
  assert.equal(await page.locator('#topic').inputValue(), 'Частота и вероятность');
  assert.equal(await page.locator('#homework').inputValue(), '§ 14, № 3');
  assert.match(await page.locator('#attendance').innerText(), /присутствуют 23 из 25/);
  assert.equal(await page.locator('#due .pill').count(), 0);
});

test('keys under the thumb: another code instead, a second mark, a mark wiped out, the chosen kind of work', async () => {
  const page = await school.open({ width: 360, hasTouch: true, isMobile: true });
  await signInAs(page, 'Учитель');
  const address = await lessonOfToday(page, 'Алгебра', '7 «Б»');
  await page.goto(address);
  const row = (place) => page.locator('.pupils li').nth(place - 1);
  const key = (name) => page.locator('.keys').getByRole('button', { name, exact: true }).tap();
  const recorded = async (place) => history(page, address.split('/')[2], (await row(place).getAttribute('id')).slice(1));
  const newest = (place, wanted) => eventually(async () => assert.match((await recorded(place))[0] ?? '', wanted));
  await row(1).locator('.toggle').nth(0).tap();
  await row(1).locator('.toggle').nth(1).tap();
  await newest(1, /^О/);
  assert.equal(await row(1).locator('input:checked').count(), 1);

  await page.getByLabel('Вид работы').selectOption({ label: 'самостоятельная работа' });
  await row(2).locator('input.mark').tap();
  await key('4');
  await newest(2, /отметка 4, самостоятельная работа/);
  await page.getByLabel('Вид работы').selectOption({ label: 'ответ на уроке' });
  await row(2).locator('input.mark').tap();
  await key('ещё: добавить вторую');
  await key('5');
  await newest(2, /отметка 5, ответ на уроке/);
  assert.equal(await row(2).locator('input.mark').inputValue(), '4 5');
  assert.equal((await recorded(2)).length, 2);

  await row(3).locator('input.mark').tap();
  await key('3');
  await newest(3, /отметка 3/);
  await key('стереть');
  await newest(3, /отменена/);
  assert.equal(await row(3).locator('input.mark').inputValue(), '');
});
