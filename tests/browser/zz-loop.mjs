/** Two hands on one cell: both values are shown with their authors, one is chosen, nothing goes over the other unseen. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, demoSchool, signInAs } from './harness.mjs';
import { acknowledged, cell, entriesAre, eventually, history, lessonOfToday, openJournal, studentIn } from './school.mjs';

const school = demoSchool();

async function teacherAtAlgebra() {
  const page = await school.open();
  await signInAs(page, 'Учитель');
  const lesson = await openJournal(page, await lessonOfToday(page, 'Алгебра', '7 «Б»'));
  const at = (row) => cell(page, row, lesson);
  const type = async (row, key) => {
    await at(row).click();
    await page.keyboard.press(key);
    await page.keyboard.press('Enter');
  };
  return { page, lesson, at, type, recorded: async (row) => history(page, lesson, await studentIn(page, row)) };
}

/** One teacher at two computers; what the first types meets what the second typed meanwhile. */
async function collide(row) {
  const [one, other] = [await teacherAtAlgebra(), await teacherAtAlgebra()];
  await one.page.context().setOffline(true);
  await one.type(row, '4');
  await entriesAre(one.page, 'нет сети');
  await other.type(row, '5');
  await acknowledged(other.at(row));
  await one.page.context().setOffline(false);
  await entriesAre(one.page, 'не принято: 1');
  return { one, other };
}


for (let i = 1; i <= 14; i += 1) test('again ' + i, async () => {
  const { one } = await collide(i);
  await one.page.locator('.entries').getByRole('button', { name: 'оставить 5' }).click();
  await entriesAre(one.page, /^сохранено$/);
  assert.equal(await one.at(i).innerText(), '5');
  await one.page.keyboard.press('Escape');
  await one.type(i, '3');
  try { await eventually(async () => assert.match((await one.at(i).getAttribute('class')) ?? '', /\bok\b/), 3); } catch (e) {
    console.log('STATE', await one.page.evaluate(() => ({ tip: document.querySelector('.grid-said').textContent, hidden: document.querySelector('.grid-said').hidden, editor: document.querySelector('td input')?.value, active: document.activeElement.outerHTML.slice(0,120), cell: document.querySelector('td.ed')?.outerHTML })));
    throw e;
  }
});
