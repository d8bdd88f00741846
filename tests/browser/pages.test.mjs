/**
 * Every page as every role sees it: nothing for axe to find, nothing wider than a phone, and a picture of each for
 * those who look (test-results/pictures).
 */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { test } from 'node:test';

import { TODAY, axe, demoSchool, noSideScroll, picture, pictureForReaders, signInAs } from './harness.mjs';
import { acknowledged, cell, lessonOfToday, openJournal } from './school.mjs';

const school = demoSchool();
const beginning = demoSchool({ today: '2026-09-01T07:30', students: 60 });

/** Structure is looked at on both screens; colours in each scheme, and again at the highest contrast. */
const LOOKS = [
  { width: 360, scheme: 'light' },
  { width: 1366, scheme: 'light' },
  { width: 1366, scheme: 'dark', rules: ['color-contrast'] },
  { width: 360, scheme: 'light', contrast: true, rules: ['color-contrast'] },
  { width: 360, scheme: 'dark', contrast: true, rules: ['color-contrast'] },
];

async function inspect(page, looks = LOOKS) {
  const usual = page.viewportSize();
  for (const { width, scheme, contrast = false, rules } of looks) {
    await page.setViewportSize({ width, height: 780 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate((contrast) => document.documentElement.toggleAttribute('data-contrast', contrast), contrast);
    await noSideScroll(page);
    await axe(page, rules);
  }
  await page.evaluate(() => document.documentElement.removeAttribute('data-contrast'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(usual);
}

/** Opens each address and inspects it; one with a name in all looks and with a picture. */
async function walk(page, visits) {
  for (const [address, name] of visits) {
    await page.goto(address);
    assert.equal(await page.locator('h1').count(), 1, address);
    await inspect(page, name ? LOOKS : LOOKS.slice(0, 2));
    if (name) await picture(page, name);
  }
}

/** The device's clock is that of the school, so that no history speaks of two. */
function setClock(offset) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      super(...(parts.length ? parts : [RealDate.now() + offset]));
    }

    static now() {
      return RealDate.now() + offset;
    }
  };
}

const hrefOf = async (page, from, selector) => {
  await page.goto(from);
  return page.locator(selector).first().getAttribute('href');
};

test('strangers and newcomers', async () => {
  const stranger = await school.open();
  await walk(stranger, [['/sign-in', 'sign-in']]);
  const newcomer = await school.open();
  await newcomer.goto('/sign-in');
  await newcomer.locator('button:has(b)', { hasText: 'Первый вход' }).click();
  await newcomer.waitForURL('**/rule');
  await walk(newcomer, [['/rule', 'rule']]);
});

test('the teacher, the deputy and the administrator', async () => {
  const teacher = await school.open();
  await teacher.context().addInitScript(setClock, Date.parse(`${TODAY}T10:50:00+03:00`) - school.startedAt);
  await signInAs(teacher, 'Учитель');
  const [now, before, ahead] = [await lessonOfToday(teacher, 'идёт'), await lessonOfToday(teacher, 'Алгебра', '7 «Б»'), await lessonOfToday(teacher, 'следующий')];
  const lesson = await openJournal(teacher, before);
  const journal = teacher.url();
  const marked = await teacher.evaluate(() => {
    const cells = [...document.querySelectorAll('#grid td[data-r]')];
    const heads = document.querySelectorAll('#grid thead tr:nth-child(2) th');
    const address = (cell) => `/lessons/${heads[cell.cellIndex - 1].id.slice(1)}/students/${cell.parentElement.id.slice(1)}`;
    return { mark: address(cells.find((cell) => /^3$/.test(cell.textContent))), absence: address(cells.find((cell) => /^Б$/.test(cell.textContent))) };
  });
  await walk(teacher, [
    ['/today', 'today'],
    ['/journal', 'journals'],
    [journal, 'journal'],
    [now, 'lesson'],
    [ahead, 'lesson-ahead'],
    [marked.mark, 'cell'],
    [marked.absence, 'cell-absence'],
    ['/corrections', 'corrections-none'],
    ['/record', 'record-own'],
    ['/journal/999999', 'not-found'],
  ]);
  await teacher.goto(marked.mark);
  await teacher.getByText('Отметка ошибочна?').click();
  await inspect(teacher);
  await picture(teacher, 'cell-correction');
  await teacher.getByLabel('4', { exact: true }).check();
  await teacher.getByLabel('Причина').fill('Ошибка при переносе с листа: за самостоятельную работу стоит «4», проверено вместе с ученицей');
  await teacher.getByRole('button', { name: 'Попросить об исправлении' }).click();
  await teacher.locator('.me summary').click();
  await picture(teacher, 'menu', { widths: [360], schemes: ['light'] });

  await teacher.setViewportSize({ width: 360, height: 780 });
  await teacher.goto(now);
  await teacher.locator('.pupils .toggle').first().click();
  await teacher.locator('.pupils input.mark').nth(2).click();
  await teacher.getByRole('button', { name: '5', exact: true }).click();
  await inspect(teacher);
  await picture(teacher, 'lesson-keys', { widths: [360] });
  await pictureForReaders(teacher, 'lesson');

  await teacher.setViewportSize({ width: 1366, height: 900 });
  await teacher.goto(journal);
  const at = (row) => cell(teacher, row, lesson);
  for (const [row, text] of [[2, '4'], [4, 'y'], [6, '5'], [7, '3'], [10, 'j'], [12, '5'], [8, '5']]) {
    await at(row).click();
    await teacher.keyboard.press(text);
    await teacher.keyboard.press('Enter');
    await acknowledged(at(row));
  }
  await at(8).click();
  await teacher.locator('#cell-card .mark-line').waitFor();
  await inspect(teacher);
  await picture(teacher, 'journal-card');
  await teacher.setViewportSize({ width: 1366, height: 900 });
  await pictureForReaders(teacher, 'journal');
  await at(9).click();
  await teacher.keyboard.press('7');
  await picture(teacher, 'journal-refused', { widths: [1366] });
  await teacher.keyboard.press('Escape');

  const deputy = await school.open();
  await signInAs(deputy, 'Заместитель директора');
  await walk(deputy, [
    ['/journal', 'journals-all'],
    [journal, 'journal-read'],
    [now, 'lesson-read'],
    ['/corrections', 'corrections'],
    ['/record'],
  ]);
  await deputy.goto('/corrections');
  await deputy.getByText('Отказать').first().click();
  await inspect(deputy);
  await picture(deputy, 'corrections-refusal', { schemes: ['light'] });
  await deputy.reload();
  await deputy.getByRole('button', { name: 'Подтвердить' }).click();

  const administrator = await school.open();
  await signInAs(administrator, 'Администратор');
  await walk(administrator, [['/corrections', 'corrections-execution'], ['/record', 'record'], ['/record?check=1', 'record-checked'], ['/journal']]);
});

test('class teachers', async () => {
  const page = await school.open();
  await signInAs(page, 'Классный руководитель');
  const absences = await hrefOf(page, '/journal', 'a[href$=absences]');
  const reason = await page.goto(absences).then(() => page.locator('.absent form').first().getAttribute('action'));
  await walk(page, [
    ['/today', 'today-class-teacher'],
    [absences, 'absences'],
    [`${absences}?day=2026-11-15`, 'absences-none'],
    [reason.replace(/\/reason$/, ''), 'cell-reason'],
    [await hrefOf(page, '/journal', 'a[href$=timetable]'), 'timetable'],
  ]);
  const primary = await school.open();
  await signInAs(primary, 'Учитель начальных классов');
  await walk(primary, [['/today'], ['/journal']]);
});

//
test('families', async () => {
  const parent = await school.open({ width: 360 });
  await signInAs(parent, 'Родитель');
  const diary = new URL(parent.url()).pathname;
  await pictureForReaders(parent, 'diary');
  await walk(parent, [[diary, 'diary'], [`${diary}?week=2026-11-23`, 'diary-ahead'], [`${diary}?week=2026-11-01`, 'diary-holidays']]);
  await parent.goto(await hrefOf(parent, diary, '.kids a:not([aria-current])'));
  await inspect(parent);
  const student = await school.open({ width: 360 });
  await signInAs(student, 'Ученик');
  await walk(student, [['/diary', 'diary-student']]);
});

test('everybody else at their first page', async () => {
  for (const role of ['Заместитель директора по воспитательной работе', 'Директор', 'Секретарь', 'Социальный педагог', 'Медсестра']) {
    const page = await school.open();
    await signInAs(page, role);
    await walk(page, [[page.url(), role === 'Медсестра' ? 'nothing-yet' : '']]);
  }
});

test('the first morning of a school year, when everything is empty', async () => {
  const teacher = await beginning.open();
  await signInAs(teacher, 'Учитель');
  await walk(teacher, [
    ['/today', 'empty-today'],
    [await hrefOf(teacher, '/journal', '.own a'), 'empty-journal'],
    [await hrefOf(teacher, '/today', '.agenda h2 a'), 'empty-lesson'],
  ]);
  const parent = await beginning.open();
  await signInAs(parent, 'Родитель');
  await walk(parent, [['/diary', 'empty-diary']]);
  const administrator = await beginning.open();
  await signInAs(administrator, 'Администратор');
  await walk(administrator, [['/corrections'], ['/record', 'empty-record']]);
});

test('colours, contrast and large letters are chosen in the menu and stay', async () => {
  const page = await school.open({ width: 360 });
  await signInAs(page, 'Родитель');
  await page.locator('.me summary').click();
  await page.getByLabel('тёмные').check();
  await page.getByLabel('высокий контраст').check();
  await page.getByLabel('крупные буквы').check();
  await page.getByRole('button', { name: 'Применить' }).click();
  const html = page.locator('html[data-theme=dark][data-contrast][data-large]');
  await html.waitFor({ state: 'attached' });
  await page.goto('/diary');
  await html.waitFor({ state: 'attached' });
  await noSideScroll(page);
  await axe(page);
  await picture(page, 'diary-large-contrast', { widths: [360], schemes: ['light'] });
  const teacher = await school.open({ width: 360 });
  await signInAs(teacher, 'Учитель');
  await teacher.goto(await lessonOfToday(teacher, 'идёт'));
  await teacher.evaluate(() => document.documentElement.toggleAttribute('data-large', true));
  await noSideScroll(teacher);
  await axe(teacher);
  await picture(teacher, 'lesson-large', { widths: [360], schemes: ['light'] });
});

test('on paper: the journal and the diary without the controls of the screen', async () => {
  const teacher = await school.open();
  await signInAs(teacher, 'Учитель');
  await openJournal(teacher, await lessonOfToday(teacher, 'Алгебра', '7 «Б»'));
  const parent = await school.open();
  await signInAs(parent, 'Родитель');
  await mkdir('test-results/pictures', { recursive: true });
  for (const [page, name] of [[teacher, 'journal'], [parent, 'diary']]) {
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('button:visible, select:visible, header .bar:visible, .kids:visible').count(), 0, name);
    await page.pdf({ path: `test-results/pictures/${name}-print.pdf`, preferCSSPageSize: true });
  }
});
