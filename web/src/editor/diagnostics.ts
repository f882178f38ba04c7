// Findings as the editor's diagnostics.
import type { Action, Diagnostic } from '@codemirror/lint';
import type { Finding } from '../result';
import { Lines } from '../text/offsets';
import { patchOf } from './fixes';

const SEVERITY = { error: 'error', warning: 'warning', advice: 'info' } as const;

/** The most that are drawn: beyond it the list of findings serves better than underlines. */
export const MOST = 500;

export function diagnostics(file: string, text: string, findings: readonly Finding[]): Diagnostic[] {
  const lines = new Lines(text);
  const drawn: Diagnostic[] = [];
  for (const finding of findings.slice(0, MOST)) {
    const span = lines.span(finding.at);
    if (!span) continue;
    const fix = finding.fix ? `\n→ ${finding.fix.title}` : '';
    const patch = patchOf(finding);
    const actions: Action[] =
      patch?.file === file
        ? [{ name: finding.fix?.applicability === 'safe' ? 'Fix' : 'Fix (changes the network)', apply: (view) => view.dispatch({ changes: patch.edits, userEvent: 'input.fix' }) }]
        : [];
    drawn.push({ ...span, severity: SEVERITY[finding.severity], source: finding.rule, message: finding.message + fix, actions });
  }
  return drawn.sort((a, b) => a.from - b.from || a.to - b.to);
}
