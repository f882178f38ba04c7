// Files out of the page: reports, pictures and designs, saved where the reader says.

/** Hands the reader a file to save. */
export function save(name: string, type: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  // A name from an input may hold anything; a file's may not.
  link.download = name.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').slice(-120);
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The command that does the same on these files. */
export function commandLine(names: readonly string[]): string {
  return `tieline review ${names.map(quoted).join(' ')}`;
}

function quoted(name: string): string {
  if (/^[\w./@+-]+$/.test(name) && !name.startsWith('-')) return name;
  return `'${(name.startsWith('-') ? `./${name}` : name).replaceAll("'", `'\\''`)}'`;
}

/** The widest picture that is drawn in points: browsers refuse larger ones. */
const MOST_POINTS = 8_192;

/** An SVG document as a PNG picture, twice as fine as it is shown, or as fine as browsers can. */
export async function png(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, MOST_POINTS / image.width, MOST_POINTS / image.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw the picture.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((tell, fail) =>
    canvas.toBlob((blob) => (blob ? tell(blob) : fail(new Error('This browser cannot draw a picture of this size.'))), 'image/png'),
  );
}
