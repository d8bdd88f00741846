/** A teacher at the journal page with nothing but a keyboard. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoSchool, signInAs } from './harness.mjs';
import { cell, entriesAre, history, lessonOfToday, openJournal, russianKey, studentIn } from './school.mjs';

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
  await page.getByText('присутствуют 23 из 25').first().waitFor();
  await page.locator('lesson-record output', { hasText: 'сохранено' }).waitFor();
  await entriesAre(page, 'сохранено');

  await page.reload();
  for (let row = 1; row <= 25; row += 1) {
    assert.equal(await cell(page, row, lesson).innerText(), (entries[row] ?? '').toUpperCase(), `row ${row}`);
  }
  assert.equal(await page.getByLabel('Тема', { exact: true }).inputValue(), 'Частота и вероятность');
  assert.equal(await page.locator('#homework').inputValue(), '§ 14, № 3');
  assert.match(await page.locator('#attendance').innerText(), /Присутствуют 23 из 25/);
  assert.equal(await page.locator('#due .pill').count(), 0);
});

test('refused symbols, Esc, undo, a second mark, the card, a column from a spreadsheet', async (t) => {
  const page = await school.open();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAs(page, 'Учитель');
  const lesson = await openJournal(page, await lessonOfToday(page, 'Алгебра', '7 «Б»'));
  const said = page.locator('.grid-said');
  const at = (row) => cell(page, row, lesson);
  const saved = (row) => page.waitForFunction((each) => /\bok\b/.test(each.className), at(row).elementHandle ? null : null);
  const isSaved = async (row) => assert.match(await until(() => at(row).getAttribute('class'), /\bok\b/), /ok/);

  //
  await t.test('R-139 a refused symbol is named at once and never leaves the cell', async () => {
    await page.keyboard.press('7');
    assert.match(await said.innerText(), /«7» не подходит\. Можно: 5, 4, 3, 2; Н, О\./);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.value), '7');
    await page.keyboard.press('Escape');
    assert.equal(await at(1).innerText(), '');
    assert.ok(await said.isHidden());
  });

  await t.test('Esc gives the old value back, also after a pause has saved the new one', async () => {
    await page.keyboard.press('4');
    await page.keyboard.press('Escape');
    assert.equal(await at(1).innerText(), '');
    await page.keyboard.press('4');
    await isSaved(1);
    await page.keyboard.press('Escape');
    await entriesAre(page, 'сохранено');
    await page.reload();
    assert.equal(await at(1).innerText(), '');
  });
});

async function until(read, wanted) {
  for (let left = 50; ; left -= 1) {
    const found = (await read()) ?? '';
    if (wanted.test(found) || left === 0) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
}
