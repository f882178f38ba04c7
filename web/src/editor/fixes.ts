// The engine's patches as edits of the page's files. Only those that stand in one file: a change of several could not be
// undone in one step.
import type { Finding } from '../result';
import type { Edit } from '../text/insert';

export interface Patch {
  title: string;
  file: string;
  edits: Edit[];
}

/** The patch of a finding, if it has one that stands in one file. */
export function patchOf({ fix }: Finding): Patch | null {
  const replacements = fix?.replacements ?? [];
  const file = replacements[0]?.file;
  if (!fix || file === undefined || replacements.some((one) => one.file !== file)) return null;
  const edits = replacements.map((one) => ({ from: one.start_utf16, to: one.end_utf16, insert: one.text }));
  return { title: fix.title, file, edits };
}

/** All patches of a file that keep what works, as one change; of two that touch each other the first. */
export function safePatches(findings: readonly Finding[], file: string): Edit[] {
  const taken: Edit[] = [];
  for (const finding of findings) {
    const patch = finding.fix?.applicability === 'safe' ? patchOf(finding) : null;
    if (!patch || patch.file !== file) continue;
    const meets = patch.edits.some((edit) => taken.some((one) => edit.from <= one.to && one.from <= edit.to));
    if (!meets) taken.push(...patch.edits);
  }
  return taken.sort((a, b) => a.from - b.from);
}
