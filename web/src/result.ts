// The engine's answers by the page's names. The types are made from the engine's schema: see engine/types.ts.
import type { At, Bill, Item, Link, Need, Option, Read, Report, SceneBox } from './engine/types';

export type {
  Advice,
  Answers,
  BlockSpace,
  BoxKind,
  ChangeReport,
  Coverage,
  CurvesReport,
  DirectionReport,
  Edge,
  Finding,
  FindingChange,
  Fix,
  Growth,
  HopReport,
  NeedCurves,
  Network,
  Option,
  Overlap,
  Part,
  PassageReport,
  Preferences,
  Plan,
  ReachChange,
  ReachQuestion,
  ReachReport,
  Reason,
  Scene,
  Severity,
  Shown,
  Source,
  SpaceReport,
  Tuning,
  SetAside,
  TurningPoint,
  VpcMatrixReport,
} from './engine/types';

export type Verdict = Option['verdict'];
export type Family = Option['family'];
/** Where a thing stands. Lines and columns count from 1, columns in Unicode scalar values. */
export type Place = At;
export type CostItem = Item;
export type MonthlyCost = Bill;
export type NeedAdvice = Need;
export type PlannedLink = Link;
export type Settings = Report['settings'];
export type Allowed = Settings['allowed'][number];
export type FileRead = Read;
export type Result = Report;
export type Box = SceneBox;

/** The schema this page understands. */
export const SCHEMA = 1;
