// What the page and its worker say to each other. Answers stay JSON text: parsing it in the page is
// faster than having the browser copy the object.

export interface NamedText {
  name: string;
  text: string;
}

/** Questions beside the review; `detail` is what the engine's function of that name takes beside the files, and `before`
 * what files are compared with. `today` is the day that allowances are held against: the engine has no clock. */
export type Question = 'space' | 'curves' | 'retuned' | 'grown' | 'export' | 'begin' | 'parties' | 'reach' | 'vpc_matrix' | 'compared';

export type ToWorker =
  | { kind: 'hello' }
  | { kind: 'review'; id: number; files: readonly NamedText[]; today: string }
  | { kind: 'ask'; id: number; what: Question; files: readonly NamedText[]; today: string; detail: string; before: readonly NamedText[] };

export type FromWorker =
  | { kind: 'ready'; version: string }
  | { kind: 'checked'; id: number; json: string }
  | { kind: 'reviewed'; id: number; json: string }
  | { kind: 'drawn'; id: number; json: string }
  | { kind: 'told'; id: number; text: string }
  | { kind: 'crashed'; id: number | null; message: string };
