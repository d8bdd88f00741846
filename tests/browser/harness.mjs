/**
 * The product seen from outside: a demo school of its own for each test file, and a browser in front of it.
 *
 *     const school = demoSchool();
 *
 *     test('R-209 a guardian reads the week', async () => {
 *       const page = await school.open({ width: 360 });
 *       await signInAs(page, 'Родитель');
 *       await axe(page);
 *       await picture(page, 'diary');
 *     });
 *
 * The program is the debug build (`cargo build`); its database lies in a temporary folder. A page that throws, or that
 * breaks its own Content-Security-Policy, fails the test in which it did so.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import axeCore from 'axe-core';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
const PICTURES = join(ROOT, 'test-results', 'pictures');
const START_SECONDS = 120;
const STOP_SECONDS = 10;
const PATIENCE = 15_000;

/** How Chromium is started: Debian's own, quiet, asking nothing of the network. For tests that start their own. */
export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-gpu',
    '--disable-quic',
    '--disable-sync',
    '--no-first-run',
  ],
};

/** The demo day: a Friday in the middle of the second quarter. */
export const TODAY = '2026-11-20';

const HEIGHTS = { 360: 780, 1366: 768 };

// Stopped from outside, we still run the 'exit' listeners that end the program.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/**
 * Starts a demo school before the tests of a file and stops it after them. `open` gives a page of a fresh browser
 * context; contexts close when their test ends. `stop` and `start` are the server going away and coming back, on the
 * same address and database.
 */
export function demoSchool({ today = TODAY, students = 200 } = {}) {
  const school = { address: '', browser: null, folder: '', open, start, stop: () => program.stop(), startedAt: 0 };
  const contexts = [];
  const problems = [];
  let folder;
  let program;

  before(async () => {
    school.folder = folder = await mkdtemp(join(tmpdir(), 'parta-browser-'));
    await start();
    school.browser = await chromium.launch(launchOptions);
  });

  async function start() {
    const listen = school.address ? new URL(school.address).host : '127.0.0.1:0';
    program = await Program.start({
      command: ['demo', '--listen', listen, '--today', today, '--students', String(students)],
      database: `sqlite:${join(folder, 'parta.db')}`,
    });
    school.address = program.address;
    school.startedAt = Date.now();
  }

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    assert.deepEqual(problems.splice(0), []);
  });

  after(async () => {
    await school.browser?.close();
    await program?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page. Besides `width` and `scheme` it takes Playwright's context options (`javaScriptEnabled`, `hasTouch`, …). */
  async function open({ width = 1366, scheme = 'light', ...options } = {}) {
    const context = await school.browser.newContext({ ...contextOptions(school.address, width, scheme), ...options });
    watch(context);
    return context.newPage();
  }

  function watch(context) {
    context.setDefaultTimeout(PATIENCE);
    contexts.push(context);
    context.on('weberror', (error) => problems.push(error.error().message));
    context.on('console', (message) => {
      if (/Content[- ]Security[- ]Policy|Trusted ?Type/i.test(message.text())) problems.push(message.text());
    });
  }

  return school;
}

/** What every context of ours has: a Russian browser in Moscow, addressed relative to the school. */
export function contextOptions(address, width = 1366, scheme = 'light') {
  return {
    baseURL: address,
    colorScheme: scheme,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    viewport: viewport(width),
  };
}

/** The running program. `stop` asks it to end; `kill` is the power cut. */
export class Program {
  static async start({ command, database }) {
    const program = new Program(command, database);
    program.address = await program.listening();
    return program;
  }

  constructor(command, database) {
    this.output = '';
    this.process = spawn(join(TARGET, 'debug', 'parta'), command, {
      env: { ...process.env, PARTA_DATABASE: database },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = once(this.process, 'exit');
    this.ended.catch(() => {}); // told by `listening`
    this.process.stderr.on('data', (chunk) => (this.output += chunk));
    process.once('exit', () => this.process.kill('SIGKILL'));
  }

  /** Waits for the line with the address. */
  async listening() {
    let late;
    try {
      return await new Promise((resolve, reject) => {
        const fail = (what) => reject(new Error(`parta ${what}\n${this.output}`));
        late = setTimeout(() => fail(`printed no address in ${START_SECONDS} s`), START_SECONDS * 1000);
        this.process.stdout.on('data', (chunk) => {
          this.output += chunk;
          const address = this.output.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
          if (address) resolve(address);
        });
        this.process.once('error', (error) => fail(`does not start (cargo build first?): ${error.message}`));
        this.process.once('exit', (code) => fail(`ended with ${code} before it listened`));
      });
    } catch (error) {
      this.process.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  async stop() {
    const late = setTimeout(() => this.process.kill('SIGKILL'), STOP_SECONDS * 1000);
    this.process.kill('SIGTERM');
    await this.ended;
    clearTimeout(late);
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }
}

/**
 * Presses the button of the demo account whose role begins with these words («Учитель», «Родитель», «Завуч»), and
 * confirms the rules where the first entry asks for it.
 */
export async function signInAs(page, role) {
  await page.goto('/sign-in');
  await page.locator('button:has(b)', { hasText: new RegExp(`^\\s*${role}`, 'i') }).first().click();
  await page.waitForURL((address) => address.pathname !== '/sign-in');
  const promise = page.getByRole('button', { name: 'Понятно, обязуюсь соблюдать' });
  if (await promise.isVisible()) {
    await promise.click();
    await promise.waitFor({ state: 'hidden' });
  }
}

/** Fails if the page can be pushed sideways: only what scrolls by itself, as the grid, may be wider than the screen. */
export async function noSideScroll(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${page.url()} is ${over} px too wide`);
}

/** Fails, in words, on anything that axe finds on the page as it stands; `rules`: only on what these find. */
export async function axe(page, rules) {
  await page.evaluate(axeCore.source);
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(rules ? { runOnly: rules } : {}), rules);
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n    ${node.html}`));
  assert.deepEqual(found, [], `axe on ${page.url()}`);
}

/** Writes docs/pictures/NAME.png, which the README shows, when PARTA_BLESS=1 asks for new ones. */
export async function pictureForReaders(page, name) {
  if (process.env.PARTA_BLESS !== '1') return;
  await page.screenshot({ path: join(ROOT, 'docs', 'pictures', `${name}.png`), animations: 'disabled' });
}

/** Writes test-results/pictures/NAME-WIDTH-SCHEME.png for each width and scheme, and leaves the page as it was. */
export async function picture(page, name, { widths = [360, 1366], schemes = ['light', 'dark'] } = {}) {
  const size = page.viewportSize();
  const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  await mkdir(PICTURES, { recursive: true });
  for (const width of widths) {
    await page.setViewportSize(viewport(width));
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme });
      const path = join(PICTURES, `${name}-${width}-${scheme}.png`);
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
    }
  }
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  await page.setViewportSize(size);
}

function viewport(width) {
  return { width, height: HEIGHTS[width] ?? 768 };
}
