// What was dropped on the page: files, and the files of folders, in order of path.

/** Files of one drop that are looked at; the limits on what is opened are said elsewhere. */
const MOST = 2_000;
const WANTED = /\.(ya?ml|json|tfstate|tfplan|template)$/i;

/** All files of a drop; of folders only those that may be inputs. */
export async function dropped(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  // Before the first await: a browser empties the transfer when its event is over.
  const loose = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return loose;
  const files: File[] = [];
  for (const entry of entries) if (entry) await walk(entry, files, true);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function walk(entry: FileSystemEntry, files: File[], named: boolean): Promise<void> {
  if (files.length >= MOST) return;
  if (isFile(entry)) {
    if (!named && !WANTED.test(entry.name)) return;
    const file = await new Promise<File>((tell, fail) => entry.file(tell, fail));
    // Files of folders are told apart by their paths.
    files.push(named ? file : new File([file], entry.fullPath.replace(/^\//, ''), { type: file.type }));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((tell, fail) => reader.readEntries(tell, fail));
    if (some.length === 0) return;
    for (const one of some) await walk(one, files, false);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
