// The page's side of the worker, against a worker that does what the test says and a clock that stands still.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client, PATIENCE, PAUSE, type Listener, type Port } from '../../src/engine/client';
import type { FromWorker, NamedText, ToWorker } from '../../src/engine/messages';

type Question = Extract<ToWorker, { kind: 'review' }>;

/** A worker by hand. Once ended it says nothing more, as browsers have it. */
class FakePort implements Port {
  onmessage: Port['onmessage'] = null;
  onerror: Port['onerror'] = null;
  readonly asked: Question[] = [];
  greeted = 0;
  ended = false;

  postMessage(message: ToWorker): void {
    if (message.kind === 'hello') this.greeted += 1;
    else if (message.kind === 'review') this.asked.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  say(message: FromWorker): void {
    if (!this.ended) this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }

  fall(message: string): void {
    if (!this.ended) this.onerror?.({ message, preventDefault: () => undefined } as ErrorEvent);
  }

  answer(id: number): void {
    this.say({ kind: 'checked', id, json: `findings ${id}` });
    this.say({ kind: 'reviewed', id, json: `result ${id}` });
    this.say({ kind: 'drawn', id, json: `scene ${id}` });
  }

  get last(): Question {
    const last = this.asked.at(-1);
    if (!last) throw new Error('nothing was asked');
    return last;
  }
}

const text = (content: string): NamedText[] => [{ name: 'design.yaml', text: content }];
const READY: FromWorker = { kind: 'ready', version: '1.2.3' };

function setUp() {
  const ports: FakePort[] = [];
  const heard: string[] = [];
  const listener: Listener = {
    ready: (version) => heard.push(`ready ${version}`),
    working: () => heard.push('working'),
    checked: (json, files) => heard.push(`checked ${json} of ${files[0]?.text}`),
    reviewed: (json, files) => heard.push(`reviewed ${json} of ${files[0]?.text}`),
    drawn: (json) => heard.push(`drawn ${json}`),
    trouble: (message, lasting) => heard.push(`${lasting ? 'lasting' : 'passing'} trouble: ${message}`),
  };
  const client = new Client(() => {
    const port = new FakePort();
    ports.push(port);
    return port;
  }, listener);
  const port = (index: number): FakePort => {
    const one = ports[index];
    if (!one) throw new Error(`there is no worker ${index}`);
    return one;
  };
  const troubles = (): string[] => heard.filter((line) => line.includes('trouble'));
  return { client, ports, port, heard, troubles };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a question beside the review', () => {
  it('carries the day, and can be stopped', async () => {
    const sent: ToWorker[] = [];
    const quiet: Listener = { ready: () => undefined, working: () => undefined, checked: () => undefined, reviewed: () => undefined, drawn: () => undefined, trouble: () => undefined };
    const makePort = (): Port => ({ postMessage: (message) => void sent.push(message), terminate: () => undefined, onmessage: null, onerror: null });
    const client = new Client(makePort, quiet, () => '2027-01-31');
    expect(client.cancel()).toBe(false);
    const answer = client.ask('compared', text('new'), '', text('old'));
    expect(sent.at(-1)).toEqual({ kind: 'ask', id: 1, what: 'compared', files: text('new'), before: text('old'), detail: '', today: '2027-01-31' });
    expect(client.cancel()).toBe(true);
    await expect(answer).rejects.toThrow('restarted');
    client.review(text('x'), true);
    expect(sent.at(-1)).toMatchObject({ kind: 'review', today: '2027-01-31' });
  });
});

describe('a pause in typing', () => {
  it('is waited for', () => {
    const { client, port } = setUp();
    client.review(text('a'));
    vi.advanceTimersByTime(PAUSE - 1);
    expect(port(0).asked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(port(0).asked.map(({ files }) => files)).toEqual([text('a')]);
  });

  it('begins again with every key, and only the last text is asked', () => {
    const { client, port } = setUp();
    for (const key of ['a', 'ab', 'abc']) {
      client.review(text(key));
      vi.advanceTimersByTime(PAUSE - 1);
    }
    expect(port(0).asked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(port(0).asked.map(({ files }) => files)).toEqual([text('abc')]);
    vi.advanceTimersByTime(PAUSE * 3);
    expect(port(0).asked).toHaveLength(1);
  });

  it('is not waited for when asked at once', () => {
    const { client, port } = setUp();
    client.review(text('a'));
    client.review(text('b'), true);
    expect(port(0).asked.map(({ files }) => files)).toEqual([text('b')]);
    vi.advanceTimersByTime(PAUSE * 3);
    expect(port(0).asked).toHaveLength(1);
  });
});

describe('questions and answers', () => {
  it('reach the listener in order, with the text they speak of', () => {
    const { client, port, heard } = setUp();
    port(0).say(READY);
    client.review(text('a'), true);
    port(0).answer(port(0).last.id);
    expect(heard).toEqual(['ready 1.2.3', 'working', 'checked findings 1 of a', 'reviewed result 1 of a', 'drawn scene 1']);
  });

  it('go out one at a time, and of those that wait only the newest', () => {
    const { client, port } = setUp();
    client.review(text('a'), true);
    client.review(text('b'), true);
    client.review(text('c'), true);
    expect(port(0).asked).toHaveLength(1);
    port(0).answer(port(0).last.id);
    expect(port(0).asked.map(({ files }) => files)).toEqual([text('a'), text('c')]);
  });

  it('may bring findings of a text whose advice is overtaken', () => {
    const { client, port, heard } = setUp();
    client.review(text('a'), true);
    const { id } = port(0).last;
    port(0).say({ kind: 'checked', id, json: 'c' });
    client.review(text('b'));
    port(0).say({ kind: 'reviewed', id, json: 'r' });
    expect(heard.filter((line) => /^(checked|reviewed)/.test(line))).toEqual(['checked c of a']);
  });

  it('keep the question in flight until it is checked, then let a newer one take its place', () => {
    const { client, port } = setUp();
    client.review(text('a'), true);
    client.review(text('b'), true);
    expect(port(0).asked).toHaveLength(1);
    const first = port(0).last.id;
    port(0).say({ kind: 'checked', id: first, json: '' });
    expect(port(0).asked).toHaveLength(2);
    expect(port(0).last.id).toBeGreaterThan(first);
    // The rest of the first answer, should it come all the same, ends nothing.
    port(0).say({ kind: 'drawn', id: first, json: '' });
    client.review(text('c'), true);
    expect(port(0).asked).toHaveLength(2);
  });

  it('are asked beside a review, each answered once', async () => {
    const { client, port } = setUp();
    const one = client.ask('space', text('a'));
    const other = client.ask('export', text('a'), 'svg');
    port(0).say({ kind: 'told', id: 2, text: 'two' });
    port(0).say({ kind: 'told', id: 1, text: 'one' });
    expect(await Promise.all([one, other])).toEqual(['one', 'two']);
  });

  it('are refused in words when the worker is replaced', async () => {
    const { client } = setUp();
    client.review(text('a'), true);
    const asked = client.ask('curves', text('a'));
    expect(client.cancel()).toBe(true);
    await expect(asked).rejects.toThrow('restarted');
    expect(client.cancel()).toBe(false);
  });

  it('are dropped when they were overtaken', () => {
    const { client, port, heard } = setUp();
    client.review(text('a'), true);
    const stale = port(0).last.id;
    client.review(text('b'));
    port(0).answer(stale);
    expect(heard.filter((line) => /^(checked|reviewed|drawn)/.test(line))).toEqual([]);
    vi.advanceTimersByTime(PAUSE);
    port(0).answer(port(0).last.id);
    expect(heard.filter((line) => /^(checked|reviewed|drawn)/.test(line))).toEqual([
      'checked findings 2 of b',
      'reviewed result 2 of b',
      'drawn scene 2',
    ]);
  });

  it('drop a picture whose text changed after its findings came', () => {
    const { client, port, heard } = setUp();
    client.review(text('a'), true);
    const id = port(0).last.id;
    port(0).say({ kind: 'reviewed', id, json: 'r' });
    client.review(text('b'));
    port(0).say({ kind: 'drawn', id, json: 'd' });
    expect(heard.filter((line) => line.startsWith('drawn'))).toEqual([]);
  });

  it('never carry an id twice', () => {
    const { client, port } = setUp();
    for (const key of ['a', 'b', 'c']) {
      client.review(text(key), true);
      port(0).answer(port(0).last.id);
    }
    expect(new Set(port(0).asked.map(({ id }) => id)).size).toBe(3);
  });
});

describe('a new worker', () => {
  it('is greeted once, so that it says when it is ready', () => {
    const { client, port } = setUp();
    expect(port(0).greeted).toBe(1);
    port(0).say(READY);
    client.review(text('a'), true);
    port(0).fall('gone');
    expect([port(0).greeted, port(1).greeted]).toEqual([1, 1]);
  });
});

describe('a worker that crashes', () => {
  it('is replaced, and that is said', () => {
    const { client, ports, port, troubles } = setUp();
    port(0).say(READY);
    client.review(text('a'), true);
    port(0).say({ kind: 'crashed', id: port(0).last.id, message: 'unreachable' });
    expect(ports).toHaveLength(2);
    expect(port(0).ended).toBe(true);
    expect(troubles()).toEqual([expect.stringMatching(/^passing trouble: .*restarted.*unreachable/)]);
  });

  it('is not given the same text again, but a newer one', () => {
    const { client, port, heard } = setUp();
    port(0).say(READY);
    client.review(text('bad'), true);
    port(0).say({ kind: 'crashed', id: 1, message: 'unreachable' });
    expect(port(1).asked).toEqual([]);
    port(1).say(READY);
    client.review(text('good'), true);
    port(1).answer(port(1).last.id);
    expect(heard).toContain('reviewed result 2 of good');
  });

  it('leaves no question lost that was typed meanwhile', () => {
    const { client, port } = setUp();
    port(0).say(READY);
    client.review(text('bad'), true);
    client.review(text('good'), true);
    port(0).say({ kind: 'crashed', id: 1, message: 'unreachable' });
    expect(port(1).asked.map(({ files }) => files)).toEqual([text('good')]);
  });

  it('may crash as often as texts make it, once it has ever started', () => {
    const { client, ports, troubles } = setUp();
    for (let time = 0; time < 5; time += 1) {
      const port = ports.at(-1);
      port?.say(READY);
      client.review(text(`bad ${time}`), true);
      port?.fall('out of memory');
    }
    expect(ports).toHaveLength(6);
    expect(troubles().every((line) => line.startsWith('passing'))).toBe(true);
  });
});

describe('a worker that cannot start', () => {
  it('is tried once more without a word, with the same question', () => {
    const { client, ports, port, troubles } = setUp();
    client.review(text('a'), true);
    port(0).fall('');
    expect(ports).toHaveLength(2);
    expect(troubles()).toEqual([]);
    expect(port(1).asked.map(({ files }) => files)).toEqual([text('a')]);
  });

  it('is given up after that, and that is said for good', () => {
    const { client, ports, port, troubles } = setUp();
    client.review(text('a'), true);
    port(0).say({ kind: 'crashed', id: null, message: 'no WebAssembly' });
    port(1).say({ kind: 'crashed', id: null, message: 'no WebAssembly' });
    expect(ports).toHaveLength(2);
    expect(port(1).ended).toBe(true);
    expect(troubles()).toEqual([expect.stringMatching(/^lasting trouble: .*could not be started.*no WebAssembly/)]);
  });

  it('is asked nothing any more', () => {
    const { client, ports, port, troubles } = setUp();
    port(0).fall('no');
    port(1).fall('no');
    client.review(text('a'), true);
    client.review(text('b'));
    vi.advanceTimersByTime(PATIENCE + PAUSE);
    expect(ports).toHaveLength(2);
    expect(troubles()).toHaveLength(1);
  });
});

describe('a worker that hangs', () => {
  it('is left alone while there is patience', () => {
    const { client, ports, port } = setUp();
    port(0).say(READY);
    client.review(text('a'), true);
    vi.advanceTimersByTime(PATIENCE - 1);
    expect(ports).toHaveLength(1);
    port(0).answer(1);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(PATIENCE * 2);
    expect(ports).toHaveLength(1);
  });

  it('is ended then, and that is said', () => {
    const { client, ports, port, troubles } = setUp();
    port(0).say(READY);
    client.review(text('slow'), true);
    vi.advanceTimersByTime(PATIENCE);
    expect(ports).toHaveLength(2);
    expect(port(0).ended).toBe(true);
    expect(troubles()).toEqual([expect.stringMatching(/^passing trouble: .*longer than 20 seconds/)]);
    expect(port(1).asked).toEqual([]);
  });

  it('does not keep the next text waiting', () => {
    const { client, port, heard } = setUp();
    port(0).say(READY);
    client.review(text('slow'), true);
    client.review(text('quick'), true);
    vi.advanceTimersByTime(PATIENCE);
    expect(port(1).asked.map(({ files }) => files)).toEqual([text('quick')]);
    port(1).answer(port(1).last.id);
    expect(heard).toContain('reviewed result 2 of quick');
  });

  it('gives each question patience of its own', () => {
    const { client, ports, port } = setUp();
    port(0).say(READY);
    client.review(text('a'), true);
    vi.advanceTimersByTime(PATIENCE - 1);
    port(0).answer(1);
    client.review(text('b'), true);
    vi.advanceTimersByTime(PATIENCE - 1);
    expect(ports).toHaveLength(1);
  });
});

describe('close', () => {
  it('ends the worker and asks nothing more', () => {
    const { client, ports, port } = setUp();
    client.review(text('a'));
    client.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(PAUSE + PATIENCE);
    expect(port(0).ended).toBe(true);
    expect(port(0).asked).toEqual([]);
    expect(ports).toHaveLength(1);
  });
});
