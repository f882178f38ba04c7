// The engine's answers as it prints them: schema 1 of the result, and the scene. No logic.
// Written by hand from the contract until it is generated from the core's JSON Schema.

export type Severity = 'error' | 'warning' | 'advice';
export type Verdict = 'fits' | 'fits_after' | 'cannot' | 'unknown';
export type Family = 'Peering' | 'Transit Gateway' | 'PrivateLink' | 'Lattice' | 'other';

/** Where a thing stands. Lines and columns count from 1, columns in Unicode scalar values. */
export interface Place {
  kind: string;
  id: string;
  file: string | null;
  pointer: string | null;
  line: number | null;
  column: number | null;
  end_line: number | null;
  end_column: number | null;
}

export interface Source {
  fact: string;
  statement: string;
  url: string | null;
  checked_on: string | null;
}

export interface Fix {
  title: string;
  applicability: 'safe' | 'unsafe' | 'words';
}

export interface Finding {
  rule: string;
  name: string;
  severity: Severity;
  message: string;
  at: Place;
  related: { at: Place; label: string }[];
  why: string[];
  fix: Fix | null;
  sources: Source[];
}

export interface CostItem {
  what: string;
  quantity: string;
  /** Null when no price is known. */
  usd: number | null;
  /** For an unknown charge: what ranked it, which is not its price. */
  ranked_as: number | null;
  paid_by: string | null;
  fact: string;
}

export interface MonthlyCost {
  total: number;
  /** False when an item has no price: the total is then a lower bound. */
  complete: boolean;
  items: CostItem[];
}

export interface Reason {
  text: string;
  rule: string | null;
  sources: Source[];
}

export interface Option {
  mechanism: string;
  family: Family;
  verdict: Verdict;
  reasons: Reason[];
  changes: string[];
  monthly_usd: MonthlyCost | null;
}

export interface TurningPoint {
  text: string;
  input: string;
  value: string;
  becomes: string;
}

export interface NeedAdvice {
  need: string;
  from: string;
  to: string;
  chosen: string | null;
  decided_by: string;
  options: Option[];
  turning_points: TurningPoint[];
}

export interface PlannedLink {
  link: string;
  mechanism: string | null;
  serves: string[];
  adds: string[];
  changes: string[];
}

export interface Plan {
  links: PlannedLink[];
  monthly_usd: MonthlyCost;
  /** US dollars a month. */
  objective: { price: number; upkeep: number; exposure: number; total: number };
  proof: { status: 'optimal' | 'within_gap' | 'heuristic'; lower_bound: number; gap: number };
  unserved: string[];
  findings_after: Finding[];
}

export interface Advice {
  needs: NeedAdvice[];
  plan: Plan;
}

export interface FileRead {
  file: string;
  vpcs: number;
  subnets: number;
  sites: number;
  applications: number;
  needs: number;
  links: number;
}

export interface Coverage {
  read: FileRead[];
  not_modelled: string[];
  unknown: string[];
}

export interface Result {
  tieline: string;
  schema: number;
  findings: Finding[];
  advice: Advice | null;
  coverage: Coverage;
}

export type BoxKind = 'region' | 'account' | 'vpc' | 'subnet' | 'application' | 'site' | 'hub';

export interface Box {
  id: string;
  kind: BoxKind;
  label: string;
  detail: string;
  /** The full text where label or detail were shortened. */
  title: string;
  x: number;
  y: number;
  width: number;
  height: number;
  parent: string | null;
  pointer: string | null;
  file: string | null;
  severity: Severity | null;
}

export interface Edge {
  id: string;
  kind: 'link' | 'need' | 'plan';
  mechanism: string | null;
  label: string;
  from: string;
  to: string;
  points: [number, number][];
  /** The middle of the label; null where the hub already names it. */
  label_at: [number, number] | null;
  severity: Severity | null;
  /** A need that must not be met. */
  never: boolean;
  pointer: string | null;
  file: string | null;
}

export interface Scene {
  width: number;
  height: number;
  boxes: Box[];
  edges: Edge[];
}

/** The schema this page understands. */
export const SCHEMA = 1;
