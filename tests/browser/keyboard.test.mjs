/** A teacher at the journal page with nothing but a keyboard. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { demoSchool, signInAs } from './harness.mjs';
import { acknowledged, cell, entriesAre, eventually, history, lessonOfToday, openJournal, russianKey, studentIn } from './school.mjs';

const school = demoSchool();

//
test('a whole lesson by keyboard alone, in fewer than 40 keystrokes', async () => {
  const page = await school.open();
  await signInAs(page, 'Учитель');
  const lesson = await openJournal(page, await lessonOfToday(page, 'идёт'));
  assert.equal(await page.locator('#grid tbody tr').count(), 25);
  let strokes = 0;
  const press = async (...keys) => {
    for (const key of keys) {
      strokes += 1;
      await (/[а-я]/.test(key) ? russianKey(page, key) : page.keyboard.press(key));
    }
  };
  const entries = { 2: 'н', 3: '5', 5: '4', 6: 'о', 7: '3', 9: '5', 11: '4', 12: 'н', 14: '5', 17: '4', 19: '2' };
  for (let row = 1; row <= 19; row += 1) {
    if (entries[row]) await press(entries[row]);
    if (row < 19) await press('ArrowDown');
  }
  await press('Tab', 'Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Остальные присутствуют');
  await press('Enter', 'Tab');
  await page.keyboard.type('Частота и вероятность');
  await press('Tab');
  await page.keyboard.type('§ 14, № 3');
  assert.ok(strokes < 40, `${strokes} keystrokes`);
  await page.locator('#attendance', { hasText: 'присутствуют 23 из 25' }).waitFor();
  await page.locator('lesson-record output', { hasText: 'сохранено' }).waitFor();
  await entriesAre(page, /^сохранено$/);

  await page.reload();
  for (let row = 1; row <= 25; row += 1) {
    assert.equal(await cell(page, row, lesson).innerText(), (entries[row] ?? '').toUpperCase(), `row ${row}`);
  }
  assert.equal(await page.locator('#topic').inputValue(), 'Частота и вероятность');
  assert.equal(await page.locator('#homework').inputValue(), '§ 14, № 3');
  assert.match(await page.locator('#attendance').innerText(), /Присутствуют 23 из 25/);
  assert.equal(await page.locator('#due .pill').count(), 0);
});

describe('at one column of the journal', () => {
  let page;
  let lesson;
  const at = (row) => cell(page, row, lesson);
  const recorded = async (row) => history(page, lesson, await studentIn(page, row));
  const go = async (row) => {
    await at(row).click();
    await page.locator('.grid-said').waitFor({ state: 'hidden' });
  };

  // A page of its own for each test; the school's column goes on.
  const open = async () => {
    page = await school.open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await signInAs(page, 'Учитель');
    lesson = await openJournal(page, await lessonOfToday(page, 'Алгебра', '7 «Б»'));
  };

  test('R-139 a refused symbol is named at once and is not saved', async () => {
    await open();
    await page.keyboard.press('7');
    assert.match(await page.locator('.grid-said').innerText(), /«7» не подходит. Можно: 5, 4, 3, 2; Н, О./);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.value), '7');
    await page.keyboard.press('Escape');
    assert.equal(await at(1).innerText(), '');
    assert.deepEqual(await recorded(1), []);
  });

  test('Esc gives the old value back, before and after a pause has saved the new one', async () => {
    await open();
    await page.keyboard.press('4');
    await page.keyboard.press('Escape');
    assert.equal(await at(1).innerText(), '');
    await entriesAre(page, /^сохранено$/);
    assert.deepEqual(await recorded(1), []);
    await page.keyboard.press('4');
    await acknowledged(at(1));
    await page.keyboard.press('Escape');
    assert.equal(await at(1).innerText(), '');
    await eventually(async () => assert.match((await recorded(1))[0], /отменена/));
    await page.reload();
    assert.equal(await at(1).innerText(), '');
  });

  test('Ctrl+Z takes a fresh mark back', async () => {
    await open();
    await go(2);
    await page.keyboard.press('3');
    await page.keyboard.press('Enter');
    await acknowledged(at(2));
    await page.keyboard.press('Control+z');
    await eventually(async () => assert.match((await recorded(2))[0], /отменена/));
    assert.equal(await at(2).innerText(), '');
  });

  test('R-140, R-141 a second mark of another kind stands beside the first, a third is refused', async () => {
    await open();
    await go(3);
    await page.keyboard.press('5');
    await page.keyboard.press('Enter');
    await acknowledged(at(3));
    await page.getByLabel('Вид работы для новых отметок').selectOption({ label: 'самостоятельная работа' });
    await go(3);
    await page.keyboard.press('F2');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal((await recorded(3)).length, 2));
    assert.equal(await at(3).innerText(), '5 3');
    assert.match((await recorded(3))[0], /отметка 3, самостоятельная работа/);
    assert.doesNotMatch((await recorded(3))[1], /самостоятельная/);
    await go(3);
    await page.keyboard.press('F2');
    await page.keyboard.type('4');
    assert.match(await page.locator('.grid-said').innerText(), /Больше двух/);
    await page.keyboard.press('Escape');
    assert.equal((await recorded(3)).length, 2);
  });

  test('R-159 Enter twice opens the card with who, when and for what; there a mark is taken back', async () => {
    await open();
    await go(4);
    await page.keyboard.press('5');
    await page.keyboard.press('Enter');
    await acknowledged(at(4));
    await go(4);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.locator('#cell-card:focus').waitFor();
    const card = page.locator('#cell-card');
    assert.match(await card.innerText(), /ответ на уроке[\s\S]*Петрова А\. В\., сегодня в 10:5\d · Родители увидят в 10:5\d/);
    assert.match(await card.locator('count-down').innerText(), /можно ещё \d+ с/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await at(4).innerText(), ''));
    assert.match((await recorded(4))[0], /отменена/);
  });

  test('a column goes in from a spreadsheet and out again, with what is wrong in it named', async () => {
    await open();
    await go(6);
    await page.evaluate(() => navigator.clipboard.writeText('5\r\n\r\n7\r\nн\r\n3\r\n'));
    await page.keyboard.press('Control+v');
    assert.match(await page.locator('.grid-said').innerText(), /Не вставлено 1\. 3-я строка: «7» не подходит/);
    for (const row of [6, 9, 10]) await acknowledged(at(row));
    await page.reload();
    const texts = await Promise.all([6, 7, 8, 9, 10].map((row) => at(row).innerText()));
    assert.deepEqual(texts, ['5', '', '', 'Н', '3']);
    await go(6);
    for (let row = 7; row <= 10; row += 1) await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+c');
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '5\n\n\nН\n3');
  });

  test('letters typed on the Latin layout are understood, and a lesson ahead is closed', async () => {
    await open();
    await go(11);
    await page.keyboard.press('y');
    await page.keyboard.press('Enter');
    await acknowledged(at(11));
    assert.equal(await at(11).innerText(), 'Н');
    const ahead = await page.locator('th.f').first().getAttribute('id');
    await cell(page, 11, ahead.slice(1)).click();
    await page.keyboard.press('5');
    assert.match(await page.locator('.grid-said').innerText(), /ещё не начался/);
  });
});
