// What the checks have in common: one visit to the page with a profile of its own, everything that
// went wrong in it, and the page's parts by name.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const example = (name) => readFileSync(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');

/** Whether two values print alike. */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Text as it reads: the page may show backticks as a typeface. */
export const plain = (text) => text.replaceAll('`', '').replace(/\s+/g, ' ');

/** Throws `why` unless `holds`. */
export function demand(holds, why) {
  if (!holds) throw new Error(why);
}

/** Asks again until `answer` is truthy; the last answer is in the error. */
export async function until(what, ask, milliseconds = 10_000) {
  const end = Date.now() + milliseconds;
  let answer;
  let trouble;
  for (;;) {
    try {
      trouble = undefined;
      answer = await ask();
      if (answer) return answer;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > end) break;
    await pause(25);
  }
  throw new Error(`not within ${milliseconds} ms: ${what}${trouble ? ` (${trouble.message.split('\n')[0]})` : ''}`);
}

/** One visit, in a fresh profile. */
export class Visit {
  #context;
  #faults = [];
  #dialogs = [];
  #requests = [];
  #quiet = true;

  constructor(browser, server, pictures) {
    this.browser = browser;
    this.server = server;
    this.pictures = pictures;
  }

  /** Opens the page. `look` has Playwright's settings: colorScheme, viewport. */
  async open(look = {}) {
    this.#context = await this.browser.newContext({ viewport: { width: 1400, height: 900 }, ...look });
    const context = this.#context;
    context.on('request', (request) => this.#requests.push(request.url()));
    context.on('requestfailed', (request) => this.#faults.push(`request failed: ${request.url()}`));
    context.on('response', (response) => {
      if (response.status() >= 400) this.#faults.push(`${response.status()} for ${response.url()}`);
    });
    await context.addInitScript(() => {
      globalThis.violations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        globalThis.violations.push(`${event.effectiveDirective} refused ${event.blockedURI || 'inline'} ${event.sourceFile ?? ''}:${event.lineNumber}`),
      );
    });
    this.page = await context.newPage();
    this.page.setDefaultTimeout(10_000);
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.#faults.push(`console: ${message.text()}`);
    });
    this.page.on('pageerror', (error) => this.#faults.push(`exception: ${error.message}`));
    this.page.on('dialog', (dialog) => {
      this.#dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await this.page.goto(this.server.url);
    await this.settled();
    // The editor comes after the first findings are painted.
    await until('the editor shows the text', async () => (await this.editorText()).includes('tieline'));
    return this.page;
  }

  /** Waits for the first findings to be painted. */
  async settled() {
    await until('the mark `tieline:findings`', () =>
      this.page.evaluate(() => performance.getEntriesByName('tieline:findings').length > 0),
    );
  }

  get faults() {
    return this.#faults;
  }

  get dialogs() {
    return this.#dialogs;
  }

  get requests() {
    return this.#requests;
  }

  violations() {
    return this.page.evaluate(() => globalThis.violations);
  }

  /** Errors on the console are one check's matter (`loads`), exceptions are everyone's. */
  demandQuiet() {
    const loud = this.#faults.filter((fault) => fault.startsWith('exception'));
    demand(loud.length === 0, loud.join(' | '));
  }

  // ---- the page's parts

  part(id) {
    return this.page.getByTestId(id);
  }

  async tab(name) {
    const tab = this.page.getByRole('tab', { name: new RegExp(`^${name}\\b`) });
    await tab.click();
    await until(`tab ${name} is selected`, async () => (await tab.getAttribute('aria-selected')) === 'true');
  }

  /** Chooses an example by a word of its name. */
  async choose(word) {
    const value = await this.part('example').evaluate(
      (select, wanted) => [...select.options].find((option) => `${option.value} ${option.text}`.includes(wanted))?.value,
      word,
    );
    demand(value, `there is no example with \`${word}\` in its name`);
    await this.part('example').selectOption(value);
  }

  /** Rule ids of the findings shown, once there are `count`. */
  async findings(count, milliseconds) {
    await this.tab('Findings');
    const buttons = this.part('finding');
    await until(`${count} findings are shown`, async () => (await buttons.count()) === count, milliseconds).catch(async (error) => {
      throw new Error(`${error.message}; shown are ${await buttons.count()}`);
    });
    return (await buttons.allTextContents()).map((text) => /TL\d{3}/.exec(text)?.[0] ?? '?').sort();
  }

  finding(rule) {
    return this.part('finding').filter({ hasText: rule });
  }

  /** The line the editor's cursor is on. */
  async activeLine() {
    return (await this.part('editor').locator('.cm-activeLine').allTextContents()).join('\n');
  }

  async editorText() {
    return (await this.part('editor').locator('.cm-line').allTextContents()).join('\n');
  }

  async landsOn(words) {
    await until(`the editor is on the line with \`${words}\``, async () => (await this.activeLine()).includes(words), 3_000).catch(
      async (error) => {
        throw new Error(`${error.message}; it is on \`${(await this.activeLine()).slice(0, 80)}\``);
      },
    );
  }

  /** Opens texts as if the user had chosen files. */
  async give(...files) {
    await this.part('file-input').setInputFiles(
      files.map(([name, text]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })),
    );
  }

  /** What has the keyboard, through shadow roots. */
  focus() {
    return this.page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return {
        testId: active?.getAttribute('data-testid') ?? null,
        role: active?.getAttribute('role') ?? null,
        inEditor: active?.closest('.cm-editor') != null,
        selected: active?.getAttribute('aria-selected') === 'true',
        text: (active?.textContent ?? '').trim().slice(0, 80),
        nothing: active === document.body || active === null,
      };
    });
  }

  async shoot(name) {
    await this.page.screenshot({ path: join(this.pictures, name) });
  }

  async end() {
    await this.#context?.close();
  }
}
