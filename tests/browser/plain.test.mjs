/** A browser without scripts: everything is a page and a form. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoSchool, noSideScroll, signInAs } from './harness.mjs';
import { history, lessonOfToday } from './school.mjs';

const school = demoSchool();

const open = (options) => school.open({ javaScriptEnabled: false, ...options });

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

async function teacherAt(...words) {
  const page = await open({ width: 360 });
  await signInAs(page, 'Учитель');
  const address = await lessonOfToday(page, ...words);
  await page.goto(address);
  return { page, address, lesson: address.split('/')[2] };
}

const row = (page, place) => page.locator('.pupils li').nth(place - 1);
const student = async (page, place) => (await row(page, place).getAttribute('id')).slice(1);

//
test('one press saves attendance, marks, topic and homework of a lesson', async () => {
  const { page } = await teacherAt('идёт');
  await noSideScroll(page);
  await row(page, 2).getByLabel('неявка').check();
  await row(page, 6).getByLabel('опоздал').check();
  await row(page, 3).locator('.mark').fill('5');
  await row(page, 4).locator('.mark').fill('4');
  await page.locator('.seg').getByText('Тема и Д/З').click();
  await page.locator('#topic').fill('Частота и вероятность');
  await page.locator('#homework').fill('§ 14');
  await press(page, 'Сохранить');
  assert.equal(await row(page, 3).locator('.mark').inputValue(), '5');
  assert.equal(await page.locator('#topic').inputValue(), 'Частота и вероятность');
  await press(page, 'Остальные присутствуют');
  assert.match(await page.locator('#attendance').innerText(), /присутствуют 24 из 25/);
  assert.deepEqual(await row(page, 2).locator('input:checked').evaluateAll((boxes) => boxes.map((box) => box.value)), ['Н']);
  assert.equal(await page.locator('#homework').inputValue(), '§ 14');
});

//
test('a refused row comes back as typed with its sentence, the others are saved', async () => {
  const { page, lesson } = await teacherAt('Алгебра', '7 «Б»');
  await row(page, 1).locator('.mark').fill('5');
  await row(page, 2).locator('.mark').fill('7');
  await row(page, 3).locator('.mark').fill('4');
  await press(page, 'Сохранить');
  assert.match(await page.getByRole('alert').innerText(), /«7»/);
  assert.match(await row(page, 2).locator('.problem').innerText(), /2, 3, 4, 5/);
  const typed = () => Promise.all([1, 2, 3].map((place) => row(page, place).locator('.mark').inputValue()));
  assert.deepEqual(await typed(), ['5', '7', '4']);
  await row(page, 2).locator('.mark').fill('3');
  await press(page, 'Сохранить');
  assert.deepEqual(await typed(), ['5', '3', '4']);
  assert.equal(await page.getByRole('alert').count(), 0);
  for (const place of [1, 2, 3]) assert.equal((await history(page, lesson, await student(page, place))).length, 1);
});

//
test('the card of a cell sets a mark with its kind and takes it back', async () => {
  const { page } = await teacherAt('Алгебра', '7 «Б»');
  await row(page, 5).locator('.who').click();
  await page.getByLabel('В клетке').fill('4');
  await page.getByLabel('Вид работы').selectOption({ label: 'самостоятельная работа' });
  await press(page, 'Сохранить');
  assert.match(await page.locator('.mark-line').innerText(), /4\s+самостоятельная работа/);
  await press(page, 'Отменить');
  assert.equal(await page.locator('.mark-line').count(), 0);
  assert.match(await page.locator('.revisions li').first().innerText(), /отметка отменена/);
  await page.getByLabel('В клетке').fill('9');
  await press(page, 'Сохранить');
  assert.match(await page.getByRole('alert').innerText(), /9/);
  assert.equal(await page.getByLabel('В клетке').inputValue(), '9');
});

test('the panel of the journal page saves topic and homework and confirms attendance', async () => {
  const { page } = await teacherAt('Алгебра', '7 «Б»');
  await page.getByRole('link', { name: 'Журнал' }).last().click();
  await page.locator('#topic').fill('Одночлены');
  await page.locator('#homework').fill('№ 271');
  await press(page, 'Сохранить');
  assert.match(new URL(page.url()).pathname, /^\/journal\//);
  assert.equal(await page.locator('#topic').inputValue(), 'Одночлены');
  await page.getByRole('button', { name: /присутствуют/ }).click();
  assert.match(await page.locator('#attendance').innerText(), /Присутствуют \d+ из \d+ · посещаемость подтверждена/);
  assert.equal(await page.locator('#homework').inputValue(), '№ 271');
});

//
test('a public mark is corrected by request: the deputy confirms, the administrator executes, the teacher sees it', async () => {
  const teacher = await open();
  await signInAs(teacher, 'Учитель');
  await teacher.goto('/journal');
  await teacher.getByRole('link', { name: 'Алгебра' }).first().click();
  const cellOfThree = await teacher.evaluate(() => {
    const cell = [...document.querySelectorAll('#grid td[data-r]')].find((each) => each.textContent.trim() === '3' && each.cellIndex < 30);
    const head = document.querySelectorAll('#grid thead tr:nth-child(2) th')[cell.cellIndex - 1];
    return `/lessons/${head.id.slice(1)}/students/${cell.parentElement.id.slice(1)}`;
  });
  await teacher.goto(cellOfThree);
  assert.equal(await teacher.getByRole('button', { name: 'Отменить' }).count(), 0);
  await teacher.getByText('Отметка ошибочна?').click();
  await teacher.getByLabel('4', { exact: true }).check();
  await teacher.getByLabel('Причина').fill('описка: отвечала на «4»');
  await press(teacher, 'Попросить об исправлении');
  assert.match(await teacher.locator('#cell-card').innerText(), /Заявка на исправление подана/);

  const deputy = await open();
  await signInAs(deputy, 'Заместитель директора');
  await deputy.goto('/corrections');
  assert.match(await deputy.locator('.correction').first().innerText(), /описка: отвечала на «4»/);
  await press(deputy, 'Подтвердить');
  assert.match(await deputy.locator('.correction').first().innerText(), /подтверждена/);
  assert.equal(await deputy.getByRole('button', { name: 'Исправить в журнале' }).count(), 0);

  const administrator = await open();
  await signInAs(administrator, 'Администратор');
  await administrator.goto('/corrections');
  await press(administrator, 'Исправить в журнале');
  assert.match(await administrator.locator('.correction').first().innerText(), /исполнена/);

  await teacher.reload();
  assert.match(await teacher.locator('#cell-card h2').first().innerText(), /· .*4/);
  const newest = await teacher.locator('.revisions li').first().innerText();
  assert.match(newest, /отметка 4/);
  assert.match(newest, /Причина: описка: отвечала на «4»/);
});

//
test('the class teacher gives the reason of an absence, and the diary shows it', async () => {
  const { page, lesson } = await teacherAt('Алгебра', '7 «Б»');
  const child = page.locator('.pupils li', { hasText: 'Ёлкина Вероника' });
  await child.getByLabel('неявка').check();
  await press(page, 'Сохранить');
  const parent = await open({ width: 360 });
  await signInAs(parent, 'Родитель');
  const algebra = parent.locator('#today li', { hasText: 'Алгебра' });
  assert.match(await algebra.innerText(), /отсутствует, причина не указана/);

  const classTeacher = await open({ width: 360 });
  await signInAs(classTeacher, 'Классный руководитель');
  await classTeacher.getByRole('link', { name: 'Пропуски' }).first().click();
  await noSideScroll(classTeacher);
  await classTeacher.getByRole('button', { name: /^Б – болеет: Ёлкина Вероника, \d+\. Алгебра/ }).click();
  assert.match(new URL(classTeacher.url()).pathname, /\/absences$/);
  await parent.reload();
  assert.match(await algebra.innerText(), /болеет/);
  assert.doesNotMatch(await algebra.innerText(), /причина не указана/);
  assert.match((await history(page, lesson, (await child.getAttribute('id')).slice(1)))[0], /Б/);

  await page.reload();
  await press(page, 'Остальные присутствуют');
  assert.equal(await page.getByRole('alert').count(), 0, 'confirming attendance leaves the reason alone');
  assert.equal(await child.locator('.other').innerText(), 'Б');
});

test('signing out ends it', async () => {
  const { page, address } = await teacherAt('идёт');
  await page.locator('.me summary').click();
  await press(page, 'Выйти');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await page.goto(address);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
});
