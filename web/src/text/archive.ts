// Zip archives → the files in them that may be inputs.
import type { Gathered } from './dropped';
import { mayBeInput } from './dropped';

/** Whether a file begins as zip archives do, whatever its name says. */
export async function isArchive(file: File): Promise<boolean> {
  const [p, k, three, four] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return p === 0x50 && k === 0x4b && ((three === 3 && four === 4) || (three === 5 && four === 6));
}

/**
 * What an archive holds, by path below the archive's own name. Throws a sentence for the user when it is broken, or
 * holds more bytes than `most`: what it says of its sizes is believed, for no more than that is unpacked.
 */
export async function unpacked(archive: File, most: number): Promise<Gathered> {
  // Few open archives, so it is fetched when somebody does.
  const { unzipSync } = await import('fflate');
  const bytes = new Uint8Array(await archive.arrayBuffer());
  const passed: string[] = [];
  let left = most;
  let tooMuch = false;
  let found: Record<string, Uint8Array>;
  try {
    found = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name.endsWith('/')) return false;
        if (!mayBeInput(name)) return void passed.push(`${archive.name}/${name}`), false;
        left -= originalSize;
        tooMuch ||= left < 0;
        return !tooMuch;
      },
    });
  } catch {
    throw new Error(`${archive.name} is no zip archive that can be read. Unpack it, and open the files in it.`);
  }
  if (tooMuch) {
    throw new Error(`${archive.name} holds more than ${most / 1024 / 1024} MB of inputs, which is too much for the page. The command line takes it.`);
  }
  const files = Object.entries(found)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => new File([content as BlobPart], `${archive.name}/${name}`));
  return { files, passed: passed.sort() };
}
