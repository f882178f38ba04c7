// A design in an address: compressed, in the fragment, which browsers never send to a server.
import type { NamedText } from '../engine/messages';

/** Characters of a fragment beyond which mail and chat programs cut addresses: a file serves better then. */
export const LONGEST = 32 * 1024;
/** The most that a fragment may unfold to. */
const MOST_UNFOLDED = 20 * 1024 * 1024;
const PREFIX = '#t1=';

/** The fragment that holds these files. */
export async function fragment(files: readonly NamedText[]): Promise<string> {
  const text = JSON.stringify(files.map(({ name, text }) => [name, text]));
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return PREFIX + encode(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** The files that a fragment holds; null when it holds none. Throws a sentence where it is damaged. */
export async function unfolded(fragment: string): Promise<NamedText[] | null> {
  if (!fragment.startsWith(PREFIX)) return null;
  try {
    const bytes = decode(fragment.slice(PREFIX.length));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const files: unknown = JSON.parse(await limited(stream));
    if (!Array.isArray(files) || files.length === 0 || !files.every(isPair)) throw new Error('no files');
    return files.map(([name, text]) => ({ name, text }));
  } catch {
    throw new Error('This link is damaged: perhaps it was cut off on its way. Ask for it again, or for a file.');
  }
}

/** Reads a stream as text, and stops where someone made a small link unfold to gigabytes. */
async function limited(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_UNFOLDED) {
      void reader.cancel();
      throw new Error('too large');
    }
    parts.push(new Uint8Array(value));
  }
  return new Blob(parts).text();
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string';
}

function encode(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
