// What the settings made of the findings, in the words that the engine's reports use.
import type { Allowed, Settings } from './result';
import { counted } from './words';

/** What a count of findings adds about those that are not among them; nothing, or a phrase that starts with a comma. */
export function leftOut(settings: Settings): string {
  const allowed = settings.allowed.reduce((sum, one) => sum + one.findings.length, 0);
  const off = settings.severities.filter((one) => one.severity === 'off').reduce((sum, one) => sum + one.findings, 0);
  return `${allowed > 0 ? `, ${allowed.toLocaleString('en-US')} allowed` : ''}${off > 0 ? `, ${off.toLocaleString('en-US')} of rules that are off` : ''}`;
}

/** Until when an allowance holds, and for how many findings. */
export function allowedWords(one: Allowed): string {
  return `${counted(one.findings.length, 'finding')}, ${one.until === null ? 'without end' : `until ${one.until}`}`;
}
