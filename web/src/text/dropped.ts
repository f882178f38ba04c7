// What was dropped on the page: files, and the files of folders, in order of path.

/** Files of one drop that are looked at; the limits on what is opened are said elsewhere. */
const MOST = 2_000;
const WANTED = /\.(ya?ml|json|tfstate|tfplan|template)$/i;

/** Files that were gathered, and the names of those beside them that were passed over. */
export type Gathered = { files: File[]; passed: string[] };

/** Whether a file of a folder or an archive is looked at. What somebody names alone always is. */
export function mayBeInput(name: string): boolean {
  return WANTED.test(name);
}

/** All files of a drop; of folders only those that may be inputs. */
export async function dropped(transfer: DataTransfer): Promise<Gathered> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  // Before the first await: a browser empties the transfer when its event is over.
  const loose = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return { files: loose, passed: [] };
  const found: Gathered = { files: [], passed: [] };
  for (const entry of entries) if (entry) await walk(entry, found, true);
  found.files.sort((a, b) => (a.name < b.name ? -1 : 1));
  found.passed.sort();
  return found;
}

async function walk(entry: FileSystemEntry, found: Gathered, named: boolean): Promise<void> {
  if (found.files.length >= MOST) return;
  if (isFile(entry)) {
    const path = entry.fullPath.replace(/^\//, '');
    if (!named && !mayBeInput(entry.name)) return void found.passed.push(path);
    const file = await new Promise<File>((tell, fail) => entry.file(tell, fail));
    // Files of folders are told apart by their paths.
    found.files.push(named ? file : new File([file], path, { type: file.type }));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((tell, fail) => reader.readEntries(tell, fail));
    if (some.length === 0) return;
    for (const one of some) await walk(one, found, false);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
