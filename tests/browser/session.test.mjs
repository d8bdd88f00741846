/** The session ends while something is typed: it is kept, asked for again, and belongs to nobody else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoSchool, signInAs } from './harness.mjs';
import { acknowledged, cell, entriesAre, eventually, history, lessonOfToday, openJournal, studentIn } from './school.mjs';

const school = demoSchool();

async function teacherAtAlgebra() {
  const page = await school.open();
  await signInAs(page, 'Учитель');
  const lesson = await openJournal(page, await lessonOfToday(page, 'Алгебра', '7 «Б»'));
  const at = (row) => cell(page, row, lesson);
  const students = await page.locator('#grid tbody tr').evaluateAll((rows) => rows.map((row) => row.id.slice(1)));
  const type = async (row, key) => {
    await at(row).click();
    await page.keyboard.press(key);
    await page.keyboard.press('Enter');
  };
  return { page, lesson, at, type, recorded: (row) => history(page, lesson, students[row - 1]), student: (row) => students[row - 1] };
}

/** As if it had ended on the server: the browser no longer has it, and keeps everything else. */
const endSession = (page) => page.context().clearCookies({ name: /session$/ });

const face = (page, role) => page.locator('button:has(b)', { hasText: new RegExp(`^\\s*${role}`) }).first();

//
test('the session is gone: the mark waits, sign-in leads back, and it is saved once', async () => {
  const { page, type, at, recorded } = await teacherAtAlgebra();
  await endSession(page);
  await type(1, '5');
  await entriesAre(page, 'войдите, чтобы отправить 1 запись');
  await page.locator('entry-status > button').click();
  await page.getByRole('link', { name: 'Войти и отправить' }).click();
  await face(page, 'Учитель').click();
  await page.waitForURL('**/journal/**');
  await entriesAre(page, /^сохранено$/);
  await eventually(async () => assert.deepEqual(await recorded(1), ['отметка 5, ответ на уроке']));
  assert.equal(await at(1).innerText(), '5');
});

test('signed out in the other tab: the same', async () => {
  const { page, type, recorded } = await teacherAtAlgebra();
  const other = await page.context().newPage();
  await other.goto('/today');
  await other.locator('.me summary').click();
  await other.getByRole('button', { name: 'Выйти' }).click();
  await other.waitForURL('**/sign-in');
  await type(2, '4');
  await entriesAre(page, 'войдите, чтобы отправить 1 запись');
  await face(other, 'Учитель').click();
  await other.waitForURL('**/today');
  await eventually(async () => assert.deepEqual(await recorded(2), ['отметка 4, ответ на уроке']));
});

test('another person on the same computer neither sees nor sends it; its author does, later', async () => {
  const { page, lesson, type, student } = await teacherAtAlgebra();
  const journal = page.url();
  await endSession(page);
  await type(3, '3');
  await entriesAre(page, 'войдите');
  const sent = [];
  page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()));
  await signInAs(page, 'Классный руководитель');
  await page.goto(journal);
  await entriesAre(page, /^сохранено$/);
  assert.equal(await cell(page, 3, lesson).innerText(), '');
  await page.waitForTimeout(1500);
  assert.deepEqual(sent, []);
  assert.deepEqual(await history(page, lesson, student(3)), []);
  await endSession(page);
  await signInAs(page, 'Учитель');
  await eventually(async () => assert.deepEqual(await history(page, lesson, student(3)), ['отметка 3, ответ на уроке']));
});

test('signing out asks before it leaves unsent entries behind', async () => {
  const { page, type } = await teacherAtAlgebra();
  await page.route('**/api/v1/**', (route) => route.abort('connectionreset'));
  await type(4, '5');
  await entriesAre(page, '1 запись');
  await page.locator('.me summary').click();
  await page.getByRole('button', { name: 'Выйти', exact: true }).click();
  await page.getByText('Эти записи ещё не отправлены').waitFor();
  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Выйти всё равно' }).click();
  await page.waitForURL('**/sign-in');
});

/** A lesson typed into a plain form, and sent when the session was gone. */
async function sentTooLate() {
  const page = await school.open({ javaScriptEnabled: false });
  await signInAs(page, 'Учитель');
  const lesson = await lessonOfToday(page, 'Алгебра', '7 «Б»');
  await page.goto(lesson);
  const row = page.locator('.pupils li').nth(4);
  const student = (await row.getAttribute('id')).slice(1);
  await row.locator('.mark').fill('4');
  await page.locator('#topic').fill('Одночлены. Урок 6');
  await endSession(page);
  await page.getByRole('button', { name: 'Сохранить' }).click();
  await page.getByLabel('Пароль').waitFor();
  assert.match(await page.locator('main').innerText(), /не потеря|сохран/i);
  const signIn = async (login) => {
    await page.getByLabel('Логин').fill(login);
    await page.getByLabel('Пароль').fill('parta-demo-school');
    await page.getByRole('button', { name: 'Войти' }).click();
  };
  return { page, lesson, row, signIn, recorded: () => history(page, lesson.split('/')[2], student) };
}

test('a plain form sent too late is not shown to another person who signs in there', async () => {
  const { page, signIn, recorded } = await sentTooLate();
  await signIn('class-teacher');
  await page.waitForURL('**/today');
  assert.doesNotMatch(await page.content(), /Одночлены. Урок 6/);
  assert.deepEqual(await recorded(), []);
});

test('a plain form sent too late is kept through sign-in, and saved by one press', async () => {
  const { page, lesson, row, signIn, recorded } = await sentTooLate();
  await signIn('teacher');
  await page.getByRole('button', { name: 'Сохранить введённое' }).click();
  assert.equal(new URL(page.url()).pathname, lesson);
  assert.equal(await row.locator('.mark').inputValue(), '4');
  assert.equal(await page.locator('#topic').inputValue(), 'Одночлены. Урок 6');
  assert.equal((await recorded()).length, 1);
});
