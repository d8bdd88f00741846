/** A parent on a bus: the diary at 360 px, alive while the teacher writes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, demoSchool, noSideScroll, signInAs } from './harness.mjs';
import { acknowledged, cell, eventually, history, lessonOfToday, openJournal, studentIn } from './school.mjs';

const school = demoSchool();
const PHONE = { width: 360, hasTouch: true, isMobile: true };

/** A lesson of the day in the diary. */
const lessonIn = (page, day, subject) => page.locator(`.day:has-text("${day}") li`, { hasText: subject });

/** The teacher's journal page of the child's algebra, today; gives the row of the child. */
async function teacherAtAlgebra() {
  const page = await school.open();
  await signInAs(page, 'Учитель');
  const lesson = await openJournal(page, await lessonOfToday(page, 'Алгебра', '7 «Б»'));
  const names = await page.locator('#grid tbody th').allInnerTexts();
  const row = names.findIndex((name) => name.startsWith('Ёлкина Вероника')) + 1;
  assert.ok(row > 0, 'the child stands in the list');
  return { page, lesson, row, at: cell(page, row, lesson), student: await studentIn(page, row) };
}

//
test('a parent opens on today: lessons, marks with what for, what is due at the next lessons', async () => {
  const page = await school.open(PHONE);
  await signInAs(page, 'Родитель');
  await noSideScroll(page);
  await axe(page);
  const today = page.locator('#today');
  assert.match(await today.locator('h2').innerText(), /Пятница, 20 ноября\s+сегодня/);
  const top = await today.evaluate((day) => day.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 300, `today begins at ${top} px`);
  const first = today.locator('li').first();
  assert.match(await first.innerText(), /8:30[\s\S]+/);
  const marked = page.locator('.day li:has(.m b:not(.n))').first();
  assert.match(await marked.locator('.m b').first().innerText(), /^[2-5]$/);
  assert.match(await marked.locator('.for').innerText(), /работа|ответ|тест|диктант|сочинение|изложение|проект|чтение|зачёт/);
  const next = page.locator('.day', { hasText: 'Понедельник, 23 ноября' });
  assert.match(await next.locator('h2 small').innerText(), /^задано · \d+ задани/);
  assert.match(await next.locator('.hw').first().innerText(), /К уроку: \S+/);
});

test('R-211 two children are two tabs, and nothing of the journal opens to a parent', async () => {
  const page = await school.open(PHONE);
  await signInAs(page, 'Родитель');
  const tabs = page.locator('.kids a');
  assert.deepEqual(await tabs.allInnerTexts(), ['Вероника, 7 «Б»', 'Михаил, 3 «А»']);
  await tabs.nth(1).tap();
  await page.getByRole('heading', { name: 'Ёлкин Михаил' }).waitFor();
  assert.equal(await tabs.nth(1).getAttribute('aria-current'), 'page');
  for (const address of ['/journal', '/today', '/record', '/diary/1']) {
    assert.equal((await page.goto(address)).status(), 404, address);
  }
});

test('R-163 an absence without a reason is called so', async () => {
  const teacher = await teacherAtAlgebra();
  const parent = await school.open(PHONE);
  await signInAs(parent, 'Родитель');
  await teacher.at.click();
  await teacher.page.keyboard.press('y');
  await teacher.page.keyboard.press('Enter');
  const algebra = lessonIn(parent, '20 ноября', 'Алгебра');
  await algebra.getByText('отсутствует, причина не указана').waitFor();
  assert.equal(await algebra.locator('.m').innerText(), 'Н');
  await teacher.at.click();
  await teacher.page.keyboard.press('Delete');
  await algebra.getByText('отсутствует').waitFor({ state: 'detached' });
});

//
test('a mark appears without reload within a second of becoming public and not before; a withdrawn one never', async () => {
  const teacher = await teacherAtAlgebra();
  const parent = await school.open(PHONE);
  await signInAs(parent, 'Родитель');
  const algebra = lessonIn(parent, '20 ноября', 'Алгебра');
  const marks = () => algebra.locator('.m b').allInnerTexts();
  await parent.evaluate(() => {
    globalThis.seen = [];
    const look = () => {
      const lesson = [...document.querySelectorAll('#today li')].find((item) => item.textContent.includes('Алгебра'));
      const marks = lesson?.querySelector('.m')?.textContent ?? '';
      if (marks !== (globalThis.seen.at(-1)?.marks ?? '')) globalThis.seen.push({ marks, at: Date.now() });
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
  assert.deepEqual(await marks(), []);
  await teacher.at.click();
  await teacher.page.keyboard.press('2');
  await teacher.page.keyboard.press('Enter');
  await acknowledged(teacher.at);
  await teacher.page.keyboard.press('Control+z');
  await eventually(async () => assert.match((await history(teacher.page, teacher.lesson, teacher.student))[0], /отменена/));
  await teacher.at.click();
  await teacher.page.keyboard.press('5');
  const [saved] = await Promise.all([
    teacher.page.waitForResponse((response) => response.request().method() === 'PUT' && response.ok()),
    teacher.page.keyboard.press('Enter'),
  ]);
  const acknowledgedAt = Date.now();
  const wait = (await saved.json()).withdrawable_seconds;
  assert.ok(wait >= 28 && wait <= 30, `public after ${wait} s`);
  await algebra.locator('.m b').waitFor({ timeout: 35_000 });
  assert.deepEqual(await marks(), ['5']);
  assert.match(await algebra.locator('.for').innerText(), /ответ на уроке/);
  const [appeared, ...more] = await parent.evaluate(() => globalThis.seen);
  assert.deepEqual([appeared.marks, more], ['5', []], 'nothing but the public mark was ever shown');
  const after = (appeared.at - acknowledgedAt) / 1000;
  assert.ok(after > 29.5 && after < 31.5, `${after} s after saving, public after 30`);
  await eventually(async () => assert.doesNotMatch((await teacher.at.getAttribute('class')) ?? '', /\bp\b/));
});
