/**
 * Where things are in the demo school on its day: the teacher's lessons, cells of the journal, and what the server
 * says has been recorded in them.
 */

import assert from 'node:assert/strict';

/** The address of today's lesson whose line has all these words, as the teacher finds it on «Сегодня». */
export async function lessonOfToday(page, ...words) {
  await page.goto('/today');
  const lines = await page.locator('.agenda li').all();
  for (const line of lines) {
    const text = await line.innerText();
    if (words.every((word) => text.includes(word))) return line.locator('h2 a').getAttribute('href');
  }
  throw new Error(`no lesson «${words.join(' ')}» today`);
}

/** Opens the journal page at a lesson; gives the lesson's number. */
export async function openJournal(page, lesson) {
  await page.goto(lesson);
  await page.goto(await page.getByRole('link', { name: 'Журнал' }).last().getAttribute('href'));
  return lesson.split('/').at(-1);
}

/** The cell of the student in that row (from 1) at a lesson. */
export function cell(page, row, lesson) {
  return page.locator(`xpath=//table[@id="grid"]/tbody/tr[${row}]/td[count(//th[@id="l${lesson}"]/preceding-sibling::th) + 1]`);
}

/** The number of the student in that row (from 1). */
export async function studentIn(page, row) {
  return (await page.locator(`#grid tbody tr:nth-child(${row})`).getAttribute('id')).slice(1);
}

/** The lines of a cell's history on the server, newest first. */
export async function history(page, lesson, student) {
  const response = await page.request.get(`/lessons/${lesson}/students/${student}`, { headers: { 'X-Refresh': 'test' } });
  assert.equal(response.status(), 200);
  const list = (await response.text()).split('<ol class="revisions">')[1]?.split('</ol>')[0] ?? '';
  return [...list.matchAll(/<li><p>(.*?)<\/p>/g)].map((line) => line[1]);
}

/** Presses a Russian key, as a keyboard with the Russian layout sends it. */
export async function russianKey(page, letter) {
  const codes = { н: ['KeyY', 89], о: ['KeyJ', 74] };
  const [code, windowsVirtualKeyCode] = codes[letter];
  page.keyboardOfRussia ??= await page.context().newCDPSession(page);
  const key = { key: letter, code, windowsVirtualKeyCode };
  await page.keyboardOfRussia.send('Input.dispatchKeyEvent', { type: 'keyDown', text: letter, ...key });
  await page.keyboardOfRussia.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
}

/** Waits until the top bar says this of the entries of this device. */
export async function entriesAre(page, words, timeout = 10_000) {
  await page.locator('entry-status > button', { hasText: words }).waitFor({ timeout });
}

/** Repeats a check until it holds. */
export async function eventually(check, seconds = 10) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Waits until the cell wears the sign of an entry that the server has acknowledged. */
export async function acknowledged(cell) {
  await eventually(async () => assert.match((await cell.getAttribute('class')) ?? '', /\bok\b/));
}
