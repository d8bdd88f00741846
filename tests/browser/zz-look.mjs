import { chromium } from 'playwright-core';
import { readFileSync, mkdirSync } from 'node:fs';
import { launchOptions, contextOptions, signInAs } from './harness.mjs';
const [address, out, ...only] = process.argv.slice(2);
mkdirSync(out, {recursive: true});
const axe = readFileSync('/work/main/node_modules/axe-core/axe.min.js', 'utf8');
const b = await chromium.launch(launchOptions);
const visits = {
  'Учитель': async p => [['today','/today'],['journals','/journal'],['journal', await first(p,'/journal','.own a')],['lesson', await first(p,'/today','.agenda .now h2 a')],['cell', await first(p, await first(p,'/today','.agenda .now h2 a'), '.who')],['corrections','/corrections'],['record','/record'],['notfound','/journal/999999']],
  'Классный': async p => [['absences', await first(p,'/journal','a[href$=absences]')],['timetable', await first(p,'/journal','a[href$=timetable]')],['class-today','/today']],
  'Учитель нач': async p => [['primary-today','/today'],['primary-journals','/journal']],
  'Родитель': async p => [['diary','/diary'],['diary-next', await first(p,'/diary','a[rel=next]')]],
  'Ученик': async p => [['student-diary','/diary']],
  'Заместитель директора': async p => [['deputy-journals','/journal'],['deputy-record','/record'],['deputy-corrections','/corrections']],
  'Администратор': async p => [['admin-journals','/journal'],['admin-record','/record?check=1']],
  'Медсестра': async p => [['nurse','/journal']],
  'Первый': async p => [['rule','/rule']],
};
async function first(p, from, sel) { await p.goto(from); return p.locator(sel).first().evaluate(a => a.href, null, {timeout: 3000}).catch(() => '/none'+sel); }
for (const [role, list] of Object.entries(visits)) {
  if (only.length && !only.some(o => role.startsWith(o))) continue;
  const c = await b.newContext(contextOptions(address)); const p = await c.newPage();
  p.setDefaultTimeout(5000);
  p.on('pageerror', e => console.log('   pageerror', e.message));
  p.on('console', m => ['error','warning'].includes(m.type()) && !/status of 40/.test(m.text()) && console.log('   ', p.url(), m.text()));
  if (role === 'Первый') { await p.goto('/sign-in'); await p.locator('button:has(b)', {hasText: 'Первый вход'}).click(); await p.waitForURL('**/rule'); }
  else await signInAs(p, role);
  for (const [name, url] of await list(p)) {
    await p.goto(url); await p.waitForTimeout(150);
    for (const [w,h] of [[1366,768],[360,780]]) { await p.setViewportSize({width:w,height:h});
      const over = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) console.log(name, w, 'OVERFLOW', over);
      for (const scheme of ['light','dark']) { await p.emulateMedia({colorScheme: scheme});
        await p.screenshot({path: `${out}/${name}-${w}-${scheme}.png`, fullPage: true, animations: 'disabled'});
        if (!(w === 1366 && scheme === 'dark')) { await p.evaluate(axe); const v = await p.evaluate(() => axe.run()); for (const x of v.violations) console.log(name, w, scheme, x.id, x.nodes.length, x.nodes[0].html.slice(0,160), '|', x.nodes[0].failureSummary.slice(0,300)); }
      } } }
  await c.close();
}
await b.close();
