// All the page knows. Components read it and call its verbs; nothing else changes it.
import { tick, untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { Client, type Port } from './engine/client';
import type { NamedText, Question } from './engine/messages';
import { examples, first, STARTER, type Example } from './examples';
import { Compare } from './compare.svelte';
import { Camera } from './map/camera.svelte';
import type { Way } from './map/way';
import { Reach } from './reach.svelte';
import { SCHEMA, type Answers, type CurvesReport, type Finding, type Place, type Result, type Scene, type Severity, type Shown, type SpaceReport } from './result';
import { fragment, unfolded } from './share/link';
import type { Gathered } from './text/dropped';
import { keep, kept, passedOver, read, withDistinctNames } from './text/files';
import { Lines, type Span } from './text/offsets';
import { Growing } from './growing.svelte';
import { Trial } from './trial.svelte';

export type Tab = 'design' | 'findings' | 'map' | 'advice' | 'plan' | 'space' | 'reach' | 'compare' | 'coverage';
export type Status = 'starting' | 'working' | 'ready' | 'failed';

const NONE: Record<Severity, number> = { error: 0, warning: 0, advice: 0 };

/** A file under edit. The key stays when text and place change. */
export interface OpenFile extends NamedText {
  key: number;
}

/** An order to the editor: show this span of this file. `turn` tells two equal orders apart. */
export interface Jump extends Span {
  key: number;
  turn: number;
}

/** A change to a file, for the editor to make. */
export interface Patch {
  key: number;
  edits: readonly (Span & { insert: string })[];
  turn: number;
}

export class Review {
  files = $state.raw<readonly OpenFile[]>([]);
  activeKey = $state(0);
  result = $state.raw<Result | null>(null);
  /** Whether advice on the text as it stands is still being worked out. */
  adviceFollows = $state(true);
  scene = $state.raw<Scene | null>(null);
  /** Whether findings have been on the screen once. */
  painted = $state(false);
  /** The texts that `result` speaks of, by file name. */
  reviewed = $state.raw<ReadonlyMap<string, string>>(new Map());
  status = $state<Status>('starting');
  version = $state('');
  trouble = $state<string | null>(null);
  notice = $state<string | null>(null);
  /** What an example or an opened file took the place of. */
  replaced = $state.raw<readonly NamedText[] | null>(null);
  keptHere = $state(true);
  tab = $state<Tab>('map');
  narrow = $state(false);
  jump = $state.raw<Jump | null>(null);
  cursor = $state.raw({ line: 1, column: 1 });
  space = $state.raw<SpaceReport | null>(null);
  curves = $state.raw<CurvesReport | null>(null);
  /** Counts texts that were reviewed to the end: what was worked out on demand is of an older one or this. */
  round = $state(0);
  /** Which of the page's dialogs is open. */
  dialog = $state<'start' | 'share' | null>(null);
  /** An edit that did not come from the editor: it goes in as one step that can be undone. */
  patch = $state.raw<Patch | null>(null);
  /** The map before the plan, after it, or with the plan marked. */
  layer = $state<'before' | 'after' | 'marked'>('marked');
  readonly trial: Trial;
  readonly growing: Growing;
  readonly reach: Reach;
  readonly compare: Compare;
  /** A way through the network that the map shows. */
  way = $state.raw<Way | null>(null);
  /** The files as they were opened: what has been changed since can be told. */
  opened = $state.raw<readonly NamedText[]>([]);
  /** How many questions wait for their answer. */
  asking = $state(0);
  /** Kept here rather than in their panels, which end when another tab is shown. */
  readonly camera = new Camera();
  readonly openNeeds = new SvelteSet<string>();

  active = $derived(this.files.find((file) => file.key === this.activeKey) ?? this.files[0]);
  byFile = $derived(groupByFile(this.result?.findings ?? [], this.files));
  /** How many findings there are, of which `result` has the worst. */
  counts = $state.raw<Record<Severity, number>>(NONE);
  count = $derived(this.counts.error + this.counts.warning + this.counts.advice);

  readonly #client: Client;
  readonly #store: Storage | null;
  #lastKey = 0;
  #turn = 0;
  #edited = false;

  constructor(makePort: () => Port, store: Storage | null) {
    this.#store = store;
    this.trial = new Trial((tuning) => this.ask('retuned', tuning));
    this.growing = new Growing((growth) => this.ask('grown', growth));
    this.reach = new Reach((what, detail) => this.ask(what, detail), () => this.#named());
    this.compare = new Compare((before, after) => this.#asked(this.#client.ask('compared', after, '', before)));
    this.#client = new Client(makePort, {
      ready: (version) => this.#ready(version),
      working: () => (this.status = 'working'),
      checked: (json, files) => this.#answered(json, files, true),
      reviewed: (json, files) => this.#answered(json, files, false),
      drawn: (json) => this.#drawn(json),
      trouble: (message, lasting) => this.#failed(message, lasting),
    });
  }

  /** Begins with what the address holds, else the last visit's text, else the first example. */
  async begin(): Promise<void> {
    if (await this.unfold(location.hash)) return;
    const files = this.#store && kept(this.#store);
    if (files) this.#show(files);
    else if (first) this.#show([{ name: first.name, text: await first.load() }]);
    else this.#show([{ name: 'design.yaml', text: STARTER }]);
  }

  // ---- what the user does

  edit(key: number, text: string): void {
    this.#edited = true;
    this.files = this.files.map((file) => (file.key === key ? { ...file, text } : file));
    this.#ask(false);
  }

  async choose(name: string): Promise<void> {
    const example: Example | undefined = examples.find((one) => one.name === name);
    if (example) this.#replace([{ name, text: await example.load() }]);
  }

  async open(chosen: Gathered): Promise<void> {
    if (chosen.files.length + chosen.passed.length === 0) return;
    try {
      const { files, passed } = await read(chosen);
      if (files.length > 0) this.#replace(files);
      const over = passedOver(passed);
      if (over) this.notice = this.notice ? `${this.notice} ${over}` : over;
    } catch (error) {
      this.notice = error instanceof Error ? error.message : String(error);
    }
  }

  /** Asks the engine about the files as they stand. */
  ask(what: Question, detail = ''): Promise<string> {
    return this.#asked(this.#client.ask(what, this.#named(), detail));
  }

  async #asked(answer: Promise<string>): Promise<string> {
    // Asked from an effect, the count must not become something that the effect waits for.
    untrack(() => (this.asking += 1));
    try {
      return await answer;
    } finally {
      this.asking -= 1;
    }
  }

  /** Begins with a design made from answers; a sentence when they make none. */
  async start(answers: Answers): Promise<string | null> {
    const told: unknown = JSON.parse(await this.#client.ask('begin', [], JSON.stringify(answers)));
    const { text, error } = told as { text?: string; error?: string };
    if (text === undefined) return error ?? 'The answers make no design.';
    this.#replace([{ name: 'start.yaml', text }]);
    this.tab = 'advice';
    return null;
  }

  /** The files as a fragment of an address. */
  shared(): Promise<string> {
    return fragment(this.#named());
  }

  /** Shows the files of a fragment; false when it holds none. */
  async unfold(hash: string): Promise<boolean> {
    try {
      const files = await unfolded(hash);
      if (!files) return false;
      if (this.files.length > 0) this.#replace(files);
      else this.#show(files);
      // The text changes from here on, and the address would say otherwise.
      history.replaceState(null, '', location.pathname + location.search);
      return true;
    } catch (error) {
      this.notice = error instanceof Error ? error.message : String(error);
      return false;
    }
  }

  /** Works out what the tabs Advice and Space show beside the result. */
  async workOut(what: 'space' | 'curves'): Promise<void> {
    const round = this.round;
    try {
      const answer: unknown = JSON.parse(await this.ask(what));
      if (round !== this.round) return;
      if (what === 'space') this.space = answer as SpaceReport;
      else this.curves = answer as CurvesReport;
    } catch {
      // The worker was replaced: the next review asks again.
    }
  }

  /** Stops a review that takes long. */
  cancel(): void {
    const checking = this.status === 'working';
    if (!this.#client.cancel()) return;
    this.status = 'ready';
    this.notice = checking ? 'Stopped. What is shown is of the text before; change the text to check again.' : 'Stopped.';
  }

  /** Changes a file's text as the editor would, so that it can be undone there. */
  change(file: OpenFile, edits: readonly (Span & { insert: string })[]): void {
    this.activeKey = file.key;
    this.#turn += 1;
    this.patch = { key: file.key, edits, turn: this.#turn };
  }

  /** Adds an empty file, or one with a text. */
  add(text = 'tieline: 1\n'): void {
    const [file] = withDistinctNames([...this.#named(), { name: 'more.yaml', text }]).slice(-1);
    if (!file) return;
    this.#lastKey += 1;
    this.files = [...this.files, { ...file, key: this.#lastKey }];
    this.activeKey = this.#lastKey;
    this.#ask(true);
  }

  bringBack(): void {
    const files = this.replaced;
    if (files) this.#show(files);
    this.replaced = null;
    this.notice = null;
  }

  close(key: number): void {
    if (this.files.length < 2) return;
    this.files = this.files.filter((file) => file.key !== key);
    this.#ask(true);
  }

  select(key: number): void {
    this.activeKey = key;
  }

  dismiss(): void {
    this.notice = null;
    this.trouble = null;
    this.replaced = null;
  }

  /** Shows a stretch of a file. */
  showSpan(file: OpenFile, span: Span): void {
    this.#jump(file, span);
  }

  /** Shows a finding's place in the editor. */
  jumpTo(place: Pick<Place, 'file' | 'pointer' | 'line' | 'column' | 'end_line' | 'end_column'>): void {
    const file = this.#fileNamed(place.file);
    const span = file && new Lines(file.text).span(place);
    if (file && span) this.#jump(file, span);
    else if (place.pointer !== null) void this.jumpToPointer(place.pointer, place.file);
    else this.notice = 'This has no place in the text.';
  }

  /** Shows what a pointer points at; without a file name the first file that has it. */
  async jumpToPointer(pointer: string, fileName: string | null): Promise<void> {
    // Comes with the editor, whose grammars it reads by.
    const { locate } = await import('./text/pointer');
    const candidates = fileName === null ? this.files : this.files.filter((file) => file.name === fileName);
    for (const file of candidates) {
      const span = locate(file.name, file.text, pointer);
      if (span) return this.#jump(file, span);
    }
    this.notice = `\`${pointer}\` is not in the text as it stands.`;
  }

  /** Shows a way on the map. */
  showWay(way: Way): void {
    this.way = way;
    this.tab = 'map';
  }

  // ---- what the engine says

  #ready(version: string): void {
    this.version = version;
    if (this.status === 'starting') this.status = 'ready';
  }

  #answered(json: string, files: readonly NamedText[], adviceFollows: boolean): void {
    const answer: unknown = JSON.parse(json);
    const { counts, report: result } = answer as Shown;
    if (result.schema !== SCHEMA) {
      this.trouble = `The checker answered in schema ${String(result.schema)}, and this page reads ${SCHEMA}. Reload the page.`;
      return;
    }
    this.adviceFollows = adviceFollows;
    this.counts = counts;
    // Until the new advice is there, the advice of before is shown rather than none.
    this.result = adviceFollows ? { ...result, advice: this.result?.advice ?? null } : result;
    this.reviewed = new Map(files.map(({ name, text }) => [name, text]));
    this.trouble = null;
    this.keptHere = this.#store !== null && keep(files, this.#store);
    void this.#mark();
  }

  #drawn(json: string): void {
    const answer: unknown = JSON.parse(json);
    this.scene = answer as Scene;
    // A way through another text is no way through this one.
    this.way = null;
    this.status = 'ready';
    this.round += 1;
    this.trial.solve();
    this.growing.solve();
  }

  #failed(message: string, lasting: boolean): void {
    this.trouble = message;
    this.status = lasting ? 'failed' : 'ready';
  }

  // ---- inside

  async #mark(): Promise<void> {
    await tick();
    // Once the next frame has begun, this one has been painted.
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.clearMarks('tieline:answer');
        performance.mark('tieline:answer');
        if (!this.painted) performance.mark('tieline:findings');
        this.painted = true;
      }),
    );
  }

  #replace(files: readonly NamedText[]): void {
    this.replaced = this.#edited ? this.files.map(({ name, text }) => ({ name, text })) : null;
    this.notice = this.replaced ? 'Your text was replaced.' : null;
    this.#show(files);
  }

  #show(files: readonly NamedText[]): void {
    this.files = files.map(({ name, text }) => ({ name, text, key: (this.#lastKey += 1) }));
    this.activeKey = this.files[0]?.key ?? 0;
    // Another design: nothing said of the one before holds for it.
    this.result = null;
    this.counts = NONE;
    this.scene = null;
    this.space = null;
    this.curves = null;
    this.trial.reset();
    this.growing.reset();
    this.reach.reset();
    this.compare.reset();
    this.way = null;
    this.opened = this.#named();
    this.camera.forget();
    this.openNeeds.clear();
    this.#edited = false;
    this.#ask(true);
  }

  #ask(now: boolean): void {
    this.#client.review(this.#named(), now);
  }

  /** The files as they stand, without the page's keys. */
  named(): NamedText[] {
    return this.#named();
  }

  #named(): NamedText[] {
    return this.files.map(({ name, text }) => ({ name, text }));
  }

  #fileNamed(name: string | null): OpenFile | undefined {
    return name === null ? this.active : this.files.find((file) => file.name === name);
  }

  #jump(file: OpenFile, span: Span): void {
    this.activeKey = file.key;
    if (this.narrow) this.tab = 'design';
    this.#turn += 1;
    this.jump = { ...span, key: file.key, turn: this.#turn };
  }
}

function groupByFile(findings: readonly Finding[], files: readonly OpenFile[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>(files.map((file) => [file.name, []]));
  for (const finding of findings) {
    if (finding.at.file !== null) groups.get(finding.at.file)?.push(finding);
  }
  return groups;
}
