// What the page and its worker say to each other. Answers stay JSON text: parsing it in the page is
// faster than having the browser copy the object.

export interface NamedText {
  name: string;
  text: string;
}

export type ToWorker = { kind: 'hello' } | { kind: 'review'; id: number; files: readonly NamedText[] };

export type FromWorker =
  | { kind: 'ready'; version: string }
  | { kind: 'checked'; id: number; json: string }
  | { kind: 'reviewed'; id: number; json: string }
  | { kind: 'drawn'; id: number; json: string }
  | { kind: 'crashed'; id: number | null; message: string };
