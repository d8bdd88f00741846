/** The way between a keystroke and the server is cut, in every place: nothing is lost and nothing is doubled. */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { chromium } from 'playwright-core';

import { contextOptions, demoSchool, launchOptions, signInAs } from './harness.mjs';
import { acknowledged, cell, entriesAre, eventually, history, lessonOfToday, openJournal, studentIn } from './school.mjs';

const school = demoSchool();
const ENTRIES = '**/api/v1/**';

/** A teacher at a column; `recorded` is a cell's history on the server. */
async function teacherAt(page, ...words) {
  await signInAs(page, 'Учитель');
  const lesson = await openJournal(page, await lessonOfToday(page, ...words));
  const at = (row) => cell(page, row, lesson);
  const students = await page.locator('#grid tbody tr').evaluateAll((rows) => rows.map((row) => row.id.slice(1)));
  const type = async (row, text) => {
    await at(row).click();
    await page.keyboard.press(text);
    await page.keyboard.press('Enter');
  };
  return { page, lesson, at, type, recorded: (row) => history(page, lesson, students[row - 1]) };
}

const waits = (cell) => eventually(async () => assert.match((await cell.getAttribute('class')) ?? '', /\bw\b/));

test('no network: the entry waits on the device and goes by itself when the network is back', async () => {
  const teacher = await teacherAt(await school.open(), 'Алгебра', '7 «Б»');
  const context = teacher.page.context();
  await context.setOffline(true);
  await teacher.type(1, '5');
  await entriesAre(teacher.page, 'нет сети: 1 запись здесь, отправлю позже');
  await context.setOffline(false);
  await entriesAre(teacher.page, /^сохранено$/);
  await acknowledged(teacher.at(1));
  assert.deepEqual(await teacher.recorded(1), ['отметка 5, ответ на уроке']);
});

test('the request is lost on the way, and so is an answer: sent again, recorded once', async () => {
  const teacher = await teacherAt(await school.open(), 'Алгебра', '7 «Б»');
  let requests = 0;
  await teacher.page.route(ENTRIES, async (route) => {
    requests += 1;
    if (requests === 1) return route.abort('connectionreset');
    if (requests === 2) {
      await route.fetch();
      return route.abort('connectionreset');
    }
    return route.continue();
  });
  await teacher.type(2, '4');
  await acknowledged(teacher.at(2));
  assert.equal(requests, 3);
  assert.deepEqual(await teacher.recorded(2), ['отметка 4, ответ на уроке']);
});

test('a network that comes and goes while a column is filled', async () => {
  const teacher = await teacherAt(await school.open(), 'Алгебра', '7 «Б»');
  const context = teacher.page.context();
  let flapping = true;
  const flaps = (async () => {
    for (let offline = true; flapping; offline = !offline) {
      await context.setOffline(offline);
      await new Promise((done) => setTimeout(done, 150));
    }
    await context.setOffline(false);
  })();
  const rows = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
  for (const row of rows) {
    await teacher.type(row, String(2 + (row % 4)));
    await new Promise((done) => setTimeout(done, 60));
  }
  flapping = false;
  await flaps;
  await entriesAre(teacher.page, /^сохранено$/);
  for (const row of rows) assert.deepEqual(await teacher.recorded(row), [`отметка ${2 + (row % 4)}, ответ на уроке`], `row ${row}`);
});

test('the server goes away and comes back on its database', async () => {
  const teacher = await teacherAt(await school.open(), 'Алгебра', '7 «Б»');
  await school.stop();
  await teacher.type(14, '5');
  await entriesAre(teacher.page, 'связь прервалась: 1 запись здесь');
  await school.start();
  await entriesAre(teacher.page, /^сохранено$/, 20_000);
  assert.deepEqual(await teacher.recorded(14), ['отметка 5, ответ на уроке']);
});

test('the browser is killed with entries on the way, with one half typed, and after one was received', async () => {
  const profile = await mkdtemp(join(school.folder, 'profile-'));
  const launch = () => chromium.launchPersistentContext(profile, { ...launchOptions, ...contextOptions(school.address) });
  let context = await launch();
  const { page, lesson, ...teacher } = await teacherAt(context.pages()[0], 'идёт');
  await page.route(ENTRIES, async (route) => {
    if (route.request().postDataJSON().entry === '3') await route.fetch();
    else await route.abort('connectionreset');
  });
  await teacher.type(1, '4');
  await waits(teacher.at(1));
  await teacher.type(3, '3');
  await teacher.at(2).click();
  await page.keyboard.press('5');
  await waits(teacher.at(2));
  await kill(profile);

  context = await launch();
  const again = await teacherAt(context.pages()[0], 'идёт');
  for (const [row, mark] of [[1, '4'], [2, '5'], [3, '3']]) {
    await eventually(async () => assert.deepEqual(await again.recorded(row), [`отметка ${mark}, ответ на уроке`], `row ${row}`));
    assert.equal(await again.at(row).innerText(), mark);
  }
  await entriesAre(again.page, /^сохранено$/);
  await context.close();
});

/** The power cut for the browser with this profile: our own, found by its profile. */
async function kill(profile) {
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const words = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
    if (words.includes(`--user-data-dir=${profile}`) && !words.includes('--type=')) process.kill(Number(id), 'SIGKILL');
  }
  await eventually(async () => {
    const words = await Promise.all((await readdir('/proc')).map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
    assert.ok(!words.some((line) => line.includes(`--user-data-dir=${profile}`)));
  });
}
