/** The door of the demo school. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axe, demoSchool, picture, signInAs } from './harness.mjs';

const school = demoSchool();

test('a stranger is led to the sign-in page', async () => {
  const page = await school.open({ width: 360 });
  await page.goto('/');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await axe(page);
  await picture(page, 'sign-in');
});

test('one press signs in a demo account, with script and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await school.open({ javaScriptEnabled });
    await signInAs(page, 'Учитель');
    assert.equal(await page.locator('h1').count(), 1);
  }
});
