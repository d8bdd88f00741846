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

//
test('both values stand side by side with the author; leaving mine replaces theirs with a trace', async () => {
  const { one, other } = await collide(1);
  const list = one.page.locator('.entries');
  assert.match(await list.innerText(), /4[\s\S]*оставить мою: 4[\s\S]*оставить 5 \(Петрова А\. В\.\)/);
  assert.deepEqual(await one.recorded(1), ['отметка 5, ответ на уроке'], 'nothing is overwritten before the choice');
  await axe(one.page);
  await list.getByRole('button', { name: 'оставить мою: 4' }).click();
  await entriesAre(one.page, /^сохранено$/);
  await eventually(async () => assert.equal(await other.at(1).innerText(), '4'));
  const lines = await one.recorded(1);
  assert.match(lines[0], /отметка 4/);
  assert.match(lines.at(-1), /отметка 5/);
});

test('leaving theirs takes mine away, and the cell goes on from theirs', async () => {
  const { one } = await collide(2);
  await one.page.locator('.entries').getByRole('button', { name: 'оставить 5' }).click();
  await entriesAre(one.page, /^сохранено$/);
  assert.equal(await one.at(2).innerText(), '5');
  assert.deepEqual(await one.recorded(2), ['отметка 5, ответ на уроке']);
  await one.page.keyboard.press('Escape');
  await one.type(2, '3');
  await acknowledged(one.at(2));
  assert.match((await one.recorded(2))[0], /отметка 3/);
});

test('the open choice outlives a reload', async () => {
  const { one } = await collide(3);
  await one.page.reload();
  await entriesAre(one.page, 'не принято: 1');
  assert.match(await one.at(3).getAttribute('class'), /\bno\b/);
  await one.page.locator('entry-status > button').click();
  await one.page.locator('.entries').getByRole('button', { name: 'оставить 5' }).click();
  await eventually(async () => assert.equal(await one.at(3).innerText(), '5'));
});

test('two people: the reason given by the class teacher is not lost under the teacher\'s late entry', async () => {
  const teacher = await teacherAtAlgebra();
  await teacher.type(4, 'y');
  await acknowledged(teacher.at(4));
  const student = await studentIn(teacher.page, 4);
  await teacher.page.context().setOffline(true);
  await teacher.type(4, 'j');
  await entriesAre(teacher.page, 'нет сети');
  const classTeacher = await school.open();
  await signInAs(classTeacher, 'Классный руководитель');
  await classTeacher.goto(`/lessons/${teacher.lesson}/students/${student}`);
  await classTeacher.locator('.choice button', { hasText: 'болеет' }).click();
  await teacher.page.context().setOffline(false);
  await entriesAre(teacher.page, 'не принято: 1');
  assert.match(await teacher.page.locator('.entries').innerText(), /оставить Б \(Коновалова О\. В\.\)/);
  await teacher.page.locator('.entries').getByRole('button', { name: 'оставить Б' }).click();
  await eventually(async () => assert.equal(await teacher.at(4).innerText(), 'Б'));
  assert.match((await history(classTeacher, teacher.lesson, student))[0], /^Б/);
});

test('an open page follows what another person saves, and leaves alone what is being typed', async () => {
  const [one, other] = [await teacherAtAlgebra(), await teacherAtAlgebra()];
  await one.at(5).click();
  await one.page.keyboard.press('7');
  await other.type(6, '5');
  await eventually(async () => assert.equal(await one.at(6).innerText(), '5'), 3);
  assert.equal(await one.page.evaluate(() => document.activeElement.value), '7');
});

test('without scripts too: the row comes back with both values and a choice', async () => {
  const page = await school.open({ javaScriptEnabled: false });
  await signInAs(page, 'Учитель');
  await page.goto(await lessonOfToday(page, 'Алгебра', '7 «Б»'));
  const row = page.locator('.pupils li').nth(6);
  const other = await teacherAtAlgebra();
  await other.type(7, '5');
  await acknowledged(other.at(7));
  await row.locator('.mark').fill('4');
  await page.getByRole('button', { name: 'Сохранить' }).click();
  assert.match(await row.innerText(), /здесь появилось «5» \(Петрова А\. В\.\)/);
  assert.equal(await row.locator('.mark').inputValue(), '4');
  assert.deepEqual(await other.recorded(7), ['отметка 5, ответ на уроке']);
  await row.getByLabel('оставить моё').check();
  await page.getByRole('button', { name: 'Сохранить' }).click();
  assert.equal(await row.locator('.mark').inputValue(), '4');
  assert.match((await other.recorded(7))[0], /отметка 4/);
});
