// Made from the engine's JSON Schema by `npm run types`; do not change it by hand.

/**
 * Who opens connections.
 */
export type Initiator = 'clients' | 'either';
/**
 * What is to be reached.
 */
export type Goal = 'application' | 'networks';
/**
 * US dollars.
 */
export type Usd = number;
/**
 * How bad a finding is.
 *
 * Ordered from worst to mildest, which is also the order of a report.
 */
export type Severity = 'error' | 'warning' | 'advice';
/**
 * What kind of thing a finding is about.
 *
 * ```
 * use tieline::finding::Kind;
 * assert_eq!((Kind::RouteTable.wire(), Kind::RouteTable.to_string().as_str()), ("route_table", "route table"));
 * ```
 */
export type Kind =
  | 'file'
  | 'design'
  | 'vpc'
  | 'subnet'
  | 'route_table'
  | 'security_group'
  | 'network_acl'
  | 'nat_gateway'
  | 'firewall_endpoint'
  | 'prefix_list'
  | 'load_balancer'
  | 'site'
  | 'application'
  | 'need'
  | 'link'
  | 'setting'
  | 'policy'
  | 'account';
/**
 * How far a fix may be trusted.
 */
export type Applicability = 'safe' | 'unsafe' | 'words';
/**
 * What a box stands for.
 */
export type BoxKind = 'region' | 'account' | 'vpc' | 'subnet' | 'application' | 'site' | 'hub';
/**
 * What an edge stands for.
 */
export type EdgeKind = 'link' | 'need' | 'plan';
/**
 * A block of IPv4 or IPv6 addresses: its first address, a slash and the prefix length. No bits may be set after the prefix.
 */
export type Cidr = string;
/**
 * What a part of a block is.
 */
export type PartKind = 'subnet' | 'free';
/**
 * Whether there is room.
 */
export type Room = 'yes' | 'no' | 'unknown';

/**
 * What the page and the engine say to each other; only its schema is used.
 */
export interface Page {
  answers: Answers;
  change: ChangeReport;
  curves: CurvesReport;
  reach: ReachReport;
  reach_question: ReachQuestion;
  result: Report;
  scene: Scene;
  shown: Shown;
  space: SpaceReport;
  tuning: Tuning;
  vpc_matrix: VpcMatrixReport;
}
/**
 * The answers.
 */
export interface Answers {
  /**
   * How many accounts they belong to.
   */
  accounts?: number;
  /**
   * What its clients are called.
   */
  client?: string;
  initiates?: Initiator;
  /**
   * Whether an on-premises network must reach it too.
   */
  on_premises?: boolean;
  /**
   * Whether all VPCs use the same range.
   */
  overlapping?: boolean;
  /**
   * What the application speaks, such as `https/443`.
   */
  protocol?: string;
  reach?: Goal;
  /**
   * The Region.
   */
  region?: string;
  /**
   * How many requests that is, such as `20M/month`; empty when not known.
   */
  requests?: string;
  /**
   * What else the connection must offer, such as `iam_auth`.
   */
  requires?: string[];
  /**
   * What the application is called.
   */
  service?: string;
  /**
   * What goes over each connection from one client VPC, such as `500 GB/month`; empty when not known.
   */
  traffic?: string;
  /**
   * How many VPCs there are in all: that of the application, and those of its clients.
   */
  vpcs?: number;
}
/**
 * What a change does.
 */
export interface ChangeReport {
  /**
   * What the plans add to the monthly bill.
   */
  monthly_usd: PriceChange | null;
  /**
   * Pairs between which less gets through than before.
   */
  newly_blocked: ReachChange[];
  /**
   * Pairs between which more gets through than before.
   */
  newly_reachable: ReachChange[];
  /**
   * Pairs of which one design tells too little.
   */
  newly_unknown: ReachChange[];
  /**
   * Findings that the new design has and the old one has not.
   */
  newly_wrong: FindingChange[];
  /**
   * Findings that the old design has and the new one has not.
   */
  no_longer_wrong: FindingChange[];
  /**
   * Version of this shape.
   */
  schema: number;
  /**
   * Version of Tieline.
   */
  tieline: string;
}
/**
 * What the plans cost.
 */
export interface PriceChange {
  difference: Usd;
  new: Usd;
  old: Usd;
}
/**
 * A change of what gets from one party to another.
 */
export interface ReachChange {
  /**
   * Who opens connections.
   */
  from: string;
  /**
   * Whom they lead to.
   */
  to: string;
  /**
   * What gets through now and did not, or did and does not.
   */
  what: string;
  /**
   * One packet of it, in the design in which it gets through.
   */
  witness: string | null;
}
/**
 * A finding that came or went.
 */
export interface FindingChange {
  /**
   * What is wrong.
   */
  message: string;
  /**
   * The name of the rule.
   */
  name: string;
  /**
   * The number of the rule.
   */
  rule: string;
  severity: Severity;
}
/**
 * Cost over volume for every need.
 */
export interface CurvesReport {
  /**
   * The needs that advice was given on.
   */
  needs: NeedCurves[];
  preferences: Preferences;
  /**
   * The volumes, in megabytes a month.
   */
  volumes_mb: number[];
}
/**
 * Cost over volume for one need.
 */
export interface NeedCurves {
  /**
   * How many clients it has; null where whole networks are joined.
   */
  consumers: number | null;
  /**
   * The numbers of consumers, networks or services at which it turns, in words.
   */
  counts: string[];
  /**
   * The mechanisms that can serve it.
   */
  lines: Curve[];
  /**
   * The need.
   */
  need: string;
  /**
   * Its requests a month, as the design has them.
   */
  requests: number | null;
  /**
   * Its volume as the design has it, in megabytes a month.
   */
  traffic_mb: number | null;
  /**
   * The volumes at which the choice turns, in megabytes a month.
   */
  turns: TurnDto2[];
}
/**
 * One mechanism over volume.
 */
export interface Curve {
  /**
   * Whether every charge is known; else the line is a lower bound.
   */
  complete: boolean;
  /**
   * Its family.
   */
  family: 'Peering' | 'Transit Gateway' | 'PrivateLink' | 'Lattice' | 'other';
  /**
   * The mechanism.
   */
  mechanism: string;
  /**
   * US dollars a month at each of the volumes.
   */
  usd: Usd[];
}
/**
 * A volume at which the choice turns.
 */
export interface TurnDto2 {
  /**
   * In words.
   */
  text: string;
  /**
   * The volume.
   */
  traffic_mb: number;
}
/**
 * What the design prefers.
 */
export interface Preferences {
  /**
   * US dollars a month for each network opened wider than asked.
   */
  exposure_usd_per_network: number;
  /**
   * Mechanisms that may not be chosen.
   */
  forbid: string[];
  /**
   * Mechanisms that win where all else is equal.
   */
  prefer: string[];
  /**
   * US dollars a month for each object someone must own.
   */
  upkeep_usd_per_object: number;
}
/**
 * Whether one end reaches another, both ways.
 */
export interface ReachReport {
  /**
   * What the design does not say and was taken as open.
   */
  assumed: string[];
  back: DirectionReport;
  /**
   * When isolation was asked about: `yes` when nothing gets through either way, `no` when something does, or `unknown`.
   */
  isolated: string | null;
  /**
   * Version of this shape.
   */
  schema: number;
  /**
   * When nothing gets through from the first end to the second: the smallest change that lets something through; null
   * where edits of filters and routes alone do not help, and until asked for.
   */
  smallest_change: SmallestChange | null;
  /**
   * What AWS does at the things passed and at those that block, and who says so; empty until asked for.
   */
  sources: Source[];
  there: DirectionReport;
  /**
   * Version of Tieline.
   */
  tieline: string;
  /**
   * Which packets are asked about.
   */
  traffic: string;
}
/**
 * One direction.
 */
export interface DirectionReport {
  /**
   * What gets through, in words.
   */
  admitted: string | null;
  /**
   * When nothing gets through: the way that comes nearest to working.
   */
  blocked: BlockedReport | null;
  /**
   * When it is unknown: why.
   */
  causes: string[];
  /**
   * Where connections are opened.
   */
  from: string;
  /**
   * How many more ways work.
   */
  more_ways: number;
  /**
   * Ways that work perhaps, when none does for certain.
   */
  perhaps: PassageReport[];
  /**
   * Where they lead.
   */
  to: string;
  /**
   * Where packets start that do not get through although others do.
   */
  unreached: string[];
  /**
   * `yes`, `no` or `unknown`.
   */
  verdict: string;
  /**
   * Ways that work, the first of them.
   */
  ways: PassageReport[];
}
/**
 * A blocked way.
 */
export interface BlockedReport {
  /**
   * Where its packets start.
   */
  from: string;
  /**
   * All that blocks the way, in the order met.
   */
  obstacles: ObstacleReport[];
  /**
   * One of them.
   */
  packet: string | null;
  /**
   * How far they come.
   */
  path: HopReport[];
}
/**
 * Something that blocks a way.
 */
export interface ObstacleReport {
  /**
   * What the thing is.
   */
  at: string;
  /**
   * The facts of AWS behind it, by name.
   */
  facts: string[];
  /**
   * Why it blocks.
   */
  kind: string;
  /**
   * What it does, in words.
   */
  message: string;
  /**
   * Its name.
   */
  name: string;
  /**
   * Whether it blocks the reply and not the packet.
   */
  of_reply: boolean;
}
/**
 * Something passed on the way.
 */
export interface HopReport {
  /**
   * What it is.
   */
  kind: string;
  /**
   * Its name.
   */
  name: string;
  /**
   * What happens there.
   */
  note: string | null;
}
/**
 * A way that works.
 */
export interface PassageReport {
  /**
   * What gets through on this way.
   */
  admitted: string;
  /**
   * Where packets start.
   */
  from: string;
  /**
   * The way there.
   */
  path: HopReport[];
  /**
   * The way of the reply.
   */
  reply: HopReport[];
  /**
   * One packet that does.
   */
  witness: string;
}
/**
 * The fewest edits of filters, routes and propagations that let packets through.
 */
export interface SmallestChange {
  /**
   * What gets through besides with it; `null` where the design is too large to ask for every pair.
   */
  besides: ReachChange[] | null;
  /**
   * What the edits cost, in words.
   */
  cost: string;
  /**
   * Each edit, in words.
   */
  edits: string[];
}
/**
 * A fact with its source.
 */
export interface Source {
  /**
   * When the page was read.
   */
  checked_on: string | null;
  /**
   * The fact.
   */
  fact: string;
  /**
   * What it says.
   */
  statement: string;
  /**
   * The page that says so.
   */
  url: string | null;
}
/**
 * A question about reachability as a page asks it, in the words of the command line.
 */
export interface ReachQuestion {
  /**
   * Where connections are opened: a party of the design, an address, a block, `aws/NAME` or `internet`.
   */
  from: string;
  /**
   * Whether to ask that nothing at all gets through, either way.
   */
  isolated: boolean;
  /**
   * Which packets, such as `tcp/443`; null for all.
   */
  port: string | null;
  /**
   * Where they lead.
   */
  to: string;
}
/**
 * A whole result.
 */
export interface Report {
  /**
   * What to do; null when it was not asked for, or the input has errors.
   */
  advice: Advice | null;
  coverage: Coverage;
  /**
   * What is wrong, in the order of the inputs; what is allowed stands under `settings`.
   */
  findings: Finding[];
  /**
   * What growth would change; null when it was not asked for.
   */
  growth: Growth | null;
  /**
   * The version of this form.
   */
  schema: number;
  settings: Settings;
  /**
   * The version of Tieline.
   */
  tieline: string;
}
/**
 * Advice.
 */
export interface Advice {
  /**
   * Every need.
   */
  needs: Need[];
  plan: Plan;
}
/**
 * Advice for one need.
 */
export interface Need {
  /**
   * The mechanism chosen.
   */
  chosen: string | null;
  /**
   * What decided.
   */
  decided_by: string;
  /**
   * Where published sources disagree on what bears on it; these set nothing aside.
   */
  disputes: SetAside[];
  /**
   * Who initiates.
   */
  from: string;
  /**
   * The need.
   */
  need: string;
  /**
   * Every mechanism judged.
   */
  options: Option[];
  /**
   * Who is reached.
   */
  to: string;
  /**
   * Where the choice would flip.
   */
  turning_points: TurningPoint[];
}
/**
 * A principle that sets an option aside, or a dispute that bears on a need.
 */
export interface SetAside {
  /**
   * Who says otherwise, where sources disagree on its threshold.
   */
  disputed: Dispute[];
  /**
   * What in the design makes it count otherwise; null where nothing does, as with what is out of date.
   */
  flips: string | null;
  /**
   * Its name.
   */
  principle: string;
  /**
   * What it says.
   */
  says: string;
  /**
   * Who says so.
   */
  sources: Source[];
}
/**
 * Two sources that disagree.
 */
export interface Dispute {
  followed: Source;
  /**
   * What the other source says.
   */
  otherwise: string;
  /**
   * Its page.
   */
  url: string | null;
}
/**
 * One mechanism for one need.
 */
export interface Option {
  /**
   * What it would add or change.
   */
  changes: string[];
  /**
   * Its family.
   */
  family: 'Peering' | 'Transit Gateway' | 'PrivateLink' | 'Lattice' | 'other';
  /**
   * The mechanism.
   */
  mechanism: string;
  /**
   * What it would cost if the need were alone.
   */
  monthly_usd: Bill | null;
  /**
   * Why, or what to mind.
   */
  reasons: Reason[];
  /**
   * The published principle that sets it aside although it fits.
   */
  set_aside: SetAside | null;
  /**
   * `fits`, `fits_after`, `cannot` or `unknown`.
   */
  verdict: 'fits' | 'fits_after' | 'cannot' | 'unknown';
}
/**
 * A monthly bill.
 */
export interface Bill {
  /**
   * Whether every charge is known.
   */
  complete: boolean;
  /**
   * Its lines.
   */
  items: Item[];
  total: Usd;
}
/**
 * A line of a bill.
 */
export interface Item {
  /**
   * The fact it is computed from.
   */
  fact: string;
  /**
   * Who pays.
   */
  paid_by: string | null;
  /**
   * How much of it.
   */
  quantity: string;
  /**
   * For an unknown charge: what ranked it among the others, which is not its price.
   */
  ranked_as: Usd | null;
  /**
   * The charge; null when its price or quantity is unknown.
   */
  usd: Usd | null;
  /**
   * What is charged.
   */
  what: string;
}
/**
 * A reason.
 */
export interface Reason {
  /**
   * The rule, where one found it.
   */
  rule: string | null;
  /**
   * Who says so.
   */
  sources: Source[];
  /**
   * The reason.
   */
  text: string;
}
/**
 * Where a choice would flip.
 */
export interface TurningPoint {
  /**
   * What is chosen beyond it; null where nothing serves the need any more.
   */
  becomes: string | null;
  /**
   * The input that would change.
   */
  input: string;
  /**
   * In words.
   */
  text: string;
  /**
   * The value at which the choice flips.
   */
  value: string;
}
/**
 * The plan.
 */
export interface Plan {
  /**
   * What the rules would newly find.
   */
  findings_after: Finding[];
  /**
   * The links it makes, extends or uses.
   */
  links: Link[];
  monthly_usd: Bill;
  objective: Objective;
  /**
   * What security groups and network ACLs of the design are to let through for its needs.
   */
  openings: Opening[];
  proof: Proof;
  /**
   * What one family for all needs would come to.
   */
  pure: PurePlan[];
  /**
   * Quotas that AWS must raise before it is made, each with the number to ask for.
   */
  quota_increases: string[];
  /**
   * What volumes that are not given leave open; null where all that are charged are known.
   */
  unmeasured: Unmeasured | null;
  /**
   * Needs that nothing can serve.
   */
  unserved: string[];
}
/**
 * A finding.
 */
export interface Finding {
  at: At;
  /**
   * What to do.
   */
  fix: Fix | null;
  /**
   * What is wrong with which thing.
   */
  message: string;
  /**
   * The rule's name.
   */
  name: string;
  /**
   * The rule's own severity, where the settings give another; else null.
   */
  own_severity: Severity | null;
  /**
   * Where the owner of a policy writes more about it.
   */
  reference: string | null;
  /**
   * Other places involved.
   */
  related: Related[];
  /**
   * The rule's number, such as `TL102`.
   */
  rule: string;
  severity: Severity;
  /**
   * Who says so.
   */
  sources: Source[];
  /**
   * Where there are several ways out: each with its reason, best first.
   */
  ways_out: WayOut[];
  /**
   * Why it is wrong, a sentence a step.
   */
  why: string[];
}
/**
 * A place in the input.
 */
export interface At {
  /**
   * What the input calls the thing, in a format that is not Tieline's own: a resource address, an ARN, a logical id.
   */
  address?: string | null;
  /**
   * Column in Unicode scalar values, from 1.
   */
  column: number | null;
  /**
   * First column after the end.
   */
  end_column: number | null;
  /**
   * Last line.
   */
  end_line: number | null;
  /**
   * The input.
   */
  file: string | null;
  /**
   * Its name.
   */
  id: string;
  kind: Kind;
  /**
   * Line, from 1.
   */
  line: number | null;
  /**
   * The way to it from the root of the input (RFC 6901); of an input in another format, from the root of the design
   * that `tieline import` makes of it.
   */
  pointer: string;
}
/**
 * What to do about a finding.
 */
export interface Fix {
  applicability: Applicability;
  /**
   * The edits that do it, all or none; empty where there are only words.
   */
  edits: Edit[];
  /**
   * The same as stretches of text, in the order of each file and apart from each other; null where the way a file is
   * laid out leaves no safe edit.
   */
  replacements: Replacement[] | null;
  /**
   * What to do.
   */
  title: string;
}
/**
 * An edit of an input, by pointer; those of one fix are made at once.
 */
export interface Edit {
  /**
   * `replace`, `rename`, `insert` or `remove`.
   */
  edit: string;
  /**
   * The input.
   */
  file: string;
  /**
   * The new key, of `rename` and of an `insert` into a mapping.
   */
  key: string | null;
  /**
   * The value, the entry, or for `insert` the mapping or list it becomes the last of (RFC 6901).
   */
  pointer: string;
  /**
   * The new value, of `replace` and `insert`.
   */
  value: {
    [k: string]: unknown;
  };
}
/**
 * A stretch of an input's text with what takes its place.
 */
export interface Replacement {
  /**
   * The first byte after.
   */
  end: number;
  /**
   * The first UTF-16 code unit after.
   */
  end_utf16: number;
  /**
   * The input.
   */
  file: string;
  /**
   * The first byte, of UTF-8, a byte order mark not counted.
   */
  start: number;
  /**
   * The first UTF-16 code unit.
   */
  start_utf16: number;
  /**
   * What takes its place.
   */
  text: string;
}
/**
 * A second place.
 */
export interface Related {
  at: At;
  /**
   * Its part in the finding.
   */
  label: string;
}
/**
 * One of several ways out of a finding.
 */
export interface WayOut {
  /**
   * Why it stands where it stands.
   */
  because: string;
  /**
   * The block it takes, where one can be named.
   */
  block: string | null;
  fix: Fix;
  /**
   * Who says so.
   */
  sources: Source[];
  /**
   * Its name: a mechanism, or a change of addresses such as `renumber`.
   */
  way: string;
}
/**
 * A link of the plan.
 */
export interface Link {
  /**
   * What is added to it.
   */
  adds: string[];
  /**
   * What must be made first.
   */
  changes: string[];
  /**
   * Its name.
   */
  link: string;
  /**
   * The mechanism.
   */
  mechanism: string | null;
  /**
   * The needs it carries.
   */
  serves: string[];
}
/**
 * The objective, in US dollars a month.
 */
export interface Objective {
  exposure: Usd;
  price: Usd;
  total: Usd;
  upkeep: Usd;
}
/**
 * What filters are to let through for a need.
 */
export interface Opening {
  /**
   * Each edit of a security group or network ACL, in words.
   */
  edits: string[];
  /**
   * The need.
   */
  need: string;
}
/**
 * A proof.
 */
export interface Proof {
  gap: Usd;
  lower_bound: Usd;
  /**
   * `optimal` or `within_gap`.
   */
  status: 'optimal' | 'within_gap';
}
/**
 * All needs served by one family, as far as it can.
 */
export interface PurePlan {
  /**
   * Whether every charge is known.
   */
  complete: boolean;
  /**
   * How many errors the rules would find with it made.
   */
  errors: number;
  /**
   * The family.
   */
  family: string;
  known: Usd;
  /**
   * How many links carry something.
   */
  links: number;
  objective: Objective;
  /**
   * How many networks it opens wider than asked.
   */
  opened: number;
  /**
   * `optimal` or `within_gap`, among plans of this family.
   */
  status: string;
  /**
   * In words.
   */
  text: string;
  /**
   * What it cannot serve.
   */
  unserved: Unserved[];
}
/**
 * A need that a family cannot serve.
 */
export interface Unserved {
  /**
   * The need.
   */
  need: string;
  /**
   * The first reason.
   */
  reason: string;
}
/**
 * What is not known of volumes, and what that leaves open.
 */
export interface Unmeasured {
  /**
   * Whether the plan was solved again for each of them.
   */
  asked: boolean;
  /**
   * What is assumed of the volumes that are not given, in words.
   */
  assumed: string;
  /**
   * Whether every other charge is known; else both are lower bounds.
   */
  complete: boolean;
  highest: Usd;
  lowest: Usd;
  /**
   * The needs whose volume is not given.
   */
  needs: Open[];
  /**
   * In words: the band, and what would change a choice.
   */
  told: string[];
}
/**
 * A need whose volume is not given.
 */
export interface Open {
  highest: Usd;
  /**
   * What is not given of it: `traffic`, `requests` or both.
   */
  inputs: string[];
  lowest: Usd;
  /**
   * The need.
   */
  need: string;
  /**
   * The volumes from which choices are others.
   */
  turns: Turn[];
}
/**
 * A volume that would change the answer.
 */
export interface Turn {
  /**
   * The needs that are then served otherwise.
   */
  changes: ChangedChoice[];
  /**
   * The input.
   */
  input: string;
  /**
   * In words.
   */
  text: string;
  /**
   * The value from which it does.
   */
  value: string;
}
/**
 * A need that is served otherwise.
 */
export interface ChangedChoice {
  /**
   * The need.
   */
  need: string;
  /**
   * What is chosen today; null for nothing.
   */
  now: string | null;
  /**
   * What is chosen then; null for nothing.
   */
  then: string | null;
}
/**
 * What was read, and what was not looked at.
 */
export interface Coverage {
  /**
   * What bears on the answers and is not in the model.
   */
  not_modelled: string[];
  /**
   * Each input.
   */
  read: Read[];
  /**
   * What the design leaves open.
   */
  unknown: string[];
}
/**
 * What an input holds.
 */
export interface Read {
  /**
   * Applications.
   */
  applications: number;
  /**
   * The input; for files of AWS CLI output, which are read as one, the folder that holds them all.
   */
  file: string;
  /**
   * Its format: `native`, `terraform`, `cloudformation`, `aws_cli`, `kubernetes`, `flow_log`, `parameters`
   * or `settings`.
   */
  format: string;
  /**
   * Things that did not, by type.
   */
  ignored?: Ignored[];
  /**
   * Conclusions that the input does not state, each with its ground.
   */
  inferred?: string[];
  /**
   * Links.
   */
  links: number;
  /**
   * Needs.
   */
  needs: number;
  /**
   * Sites.
   */
  sites: number;
  /**
   * Subnets.
   */
  subnets: number;
  /**
   * Things that became part of the design, by the type that the format gives them.
   */
  types?: {
    [k: string]: number;
  };
  /**
   * What the input leaves unknown.
   */
  unknown?: Unknown[];
  /**
   * VPCs.
   */
  vpcs: number;
}
/**
 * Things of one type that were passed over.
 */
export interface Ignored {
  /**
   * What they could bear on; null for types that have nothing to do with connectivity.
   */
  bears_on: string | null;
  /**
   * How many.
   */
  count: number;
  /**
   * The type.
   */
  type: string;
}
/**
 * Something unknown.
 */
export interface Unknown {
  /**
   * What the input calls the thing.
   */
  address?: string | null;
  /**
   * Why.
   */
  because: string;
  /**
   * Which verdicts it could flip.
   */
  could_flip: string;
  /**
   * What is unknown.
   */
  what: string;
}
/**
 * What growth would change.
 */
export interface Growth {
  /**
   * The needs whose mechanism does not survive.
   */
  changed: Changed[];
  /**
   * The objective today.
   */
  now: Objective | null;
  /**
   * The quota that is met first.
   */
  quota: Finding | null;
  /**
   * Why it cannot be asked; null when it can.
   */
  refused: string | null;
  /**
   * The objective then.
   */
  then: Objective | null;
}
/**
 * A need whose mechanism does not survive growth.
 */
export interface Changed {
  /**
   * The need.
   */
  need: string;
  /**
   * What is chosen today.
   */
  now: string | null;
  /**
   * In words.
   */
  text: string;
  /**
   * What is chosen then.
   */
  then: string | null;
  /**
   * The number of consumers or networks of this need alone from which the choice is another, where that decides.
   */
  turns_at: number | null;
}
/**
 * What the settings made of the findings.
 */
export interface Settings {
  /**
   * Each allowance that allows something.
   */
  allowed: Allowed[];
  /**
   * The inputs that are settings.
   */
  files: string[];
  /**
   * Each severity that is set.
   */
  severities: SeverityDto[];
  /**
   * The day that counted as today; null when none was given, and then no allowance is taken to be over, or when no allowance has a last day.
   */
  today: string | null;
}
/**
 * Findings that are allowed.
 */
export interface Allowed {
  at: At;
  /**
   * The findings.
   */
  findings: Finding[];
  /**
   * Why they are allowed.
   */
  reason: string;
  /**
   * The rules that the allowance names.
   */
  rules: Rule[];
  /**
   * The last day on which they are; null for no end.
   */
  until: string | null;
}
/**
 * A rule that a setting names.
 */
export interface Rule {
  /**
   * Its name.
   */
  name: string;
  /**
   * Its number.
   */
  rule: string;
}
/**
 * The severity of a rule that is set.
 */
export interface SeverityDto {
  at: At;
  /**
   * How many findings it was set for, allowed ones not counted; when it is `off`, how many are not told.
   */
  findings: number;
  rule: Rule;
  /**
   * `error`, `warning`, `advice` or `off`.
   */
  severity: string;
}
/**
 * A picture: boxes inside boxes, and edges between them.
 *
 * # Units
 * Pixels at a text size of 11 to 14, from the upper left corner, `y` downwards.
 */
export interface Scene {
  /**
   * The boxes, each after the box it stands in.
   */
  boxes: SceneBox[];
  /**
   * The edges: links, then needs, then what the plan adds.
   */
  edges: Edge[];
  /**
   * How high it is.
   */
  height: number;
  /**
   * How wide the picture is.
   */
  width: number;
}
/**
 * A box.
 */
export interface SceneBox {
  /**
   * Its second line, shortened so that it fits; empty when there is none.
   */
  detail: string;
  /**
   * The file.
   */
  file: string | null;
  /**
   * Height.
   */
  height: number;
  /**
   * Its name in the scene, such as `vpc/shop`; what the plan adds starts with `plan/`.
   */
  id: string;
  kind: BoxKind;
  /**
   * Its first line, shortened so that it fits.
   */
  label: string;
  /**
   * The box it stands in.
   */
  parent: string | null;
  /**
   * Where the thing stands in its file (RFC 6901).
   */
  pointer: string | null;
  /**
   * The worst finding about it.
   */
  severity: Severity | null;
  /**
   * The range it shares with others: networks with one number use the same addresses. As `overlaps` of
   * `tieline space` counts them.
   */
  shares: number | null;
  /**
   * Both lines in full.
   */
  title: string;
  /**
   * Width.
   */
  width: number;
  /**
   * Left edge.
   */
  x: number;
  /**
   * Upper edge.
   */
  y: number;
}
/**
 * An edge.
 */
export interface Edge {
  /**
   * The file.
   */
  file: string | null;
  /**
   * The box it starts from.
   */
  from: string;
  /**
   * Its name in the scene, such as `link/hub/shop`; what the plan adds starts with `plan/`.
   */
  id: string;
  kind: EdgeKind;
  /**
   * What it is called: the name of the link or need.
   */
  label: string;
  /**
   * The middle of its label; null when the box at its end names it already.
   *
   * @minItems 2
   * @maxItems 2
   */
  label_at: [number, number] | null;
  /**
   * The mechanism of a link, by its name on the wire.
   */
  mechanism: string | null;
  /**
   * Whether it is a need that its ends never reach each other.
   */
  never: boolean;
  /**
   * Where the thing stands in its file (RFC 6901).
   */
  pointer: string | null;
  /**
   * Its corners, each `[x, y]`; every stretch is horizontal or vertical.
   */
  points: [number, number][];
  /**
   * The worst finding about it.
   */
  severity: Severity | null;
  /**
   * The box it leads to.
   */
  to: string;
  /**
   * What a need sends, in megabytes a month, where it says so.
   */
  volume_mb: number | null;
}
/**
 * A result with so many findings at most.
 */
export interface Shown {
  counts: SeverityCounts;
  report: Report;
}
/**
 * How many findings there are of each severity.
 */
export interface SeverityCounts {
  /**
   * Pieces of advice.
   */
  advice: number;
  /**
   * Errors.
   */
  error: number;
  /**
   * Warnings.
   */
  warning: number;
}
/**
 * The address space of every network of a design.
 */
export interface SpaceReport {
  /**
   * VPCs in order of name, then sites.
   */
  networks: Network[];
  /**
   * Ranges that several networks use.
   */
  overlaps: Overlap[];
  /**
   * The version of the wire form.
   */
  schema: number;
  /**
   * The version of Tieline.
   */
  tieline: string;
}
/**
 * A VPC or a site.
 */
export interface Network {
  /**
   * Its account.
   */
  account: string | null;
  /**
   * Its blocks, in the order given.
   */
  blocks: BlockSpace[];
  /**
   * The file.
   */
  file: string | null;
  /**
   * Its name.
   */
  id: string;
  /**
   * `vpc` or `site`.
   */
  kind: 'vpc' | 'site';
  /**
   * Where a new IPv4 subnet of each size goes best, smallest first; empty for sites.
   */
  next_fits: Fit[];
  /**
   * Where it stands in its file (RFC 6901).
   */
  pointer: string | null;
  /**
   * Its Region.
   */
  region: string | null;
}
/**
 * A block of a network with everything in it.
 */
export interface BlockSpace {
  /**
   * How many addresses it has; null beyond 2^53, as IPv6 blocks have.
   */
  addresses: number | null;
  cidr: Cidr;
  /**
   * How many of them are in no subnet; null beyond 2^53, and where subnets are not known.
   */
  free: number | null;
  /**
   * The part that is in no subnet, in millionths; null where subnets are not known.
   */
  free_ppm: number | null;
  /**
   * The overlap it is part of, by its place in `overlaps`.
   */
  overlap: number | null;
  /**
   * Subnets and free blocks in order of address; they cover the block, unless subnets overlap.
   */
  parts: Part[];
}
/**
 * A subnet, or a free block.
 */
export interface Part {
  /**
   * How many addresses it has; null beyond 2^53.
   */
  addresses: number | null;
  /**
   * Addresses that can still be given out; null when not known.
   */
  available: number | null;
  /**
   * The subnet's availability zone.
   */
  az: string | null;
  cidr: Cidr;
  /**
   * The file.
   */
  file: string | null;
  /**
   * The subnet's name.
   */
  id: string | null;
  kind: PartKind;
  /**
   * Where the subnet stands in its file (RFC 6901).
   */
  pointer: string | null;
  /**
   * Addresses that AWS keeps for itself; null for free blocks.
   */
  reserved: number | null;
  /**
   * Whether sixteen consecutive addresses, aligned, are still free in the subnet: a /28.
   */
  room_for_28: Room | null;
  /**
   * Its share of the block around it, in millionths.
   */
  share_ppm: number;
  /**
   * Where it starts in the block around it, in millionths.
   */
  start_ppm: number;
  /**
   * Addresses in use beside those; null when not known.
   */
  used: number | null;
}
/**
 * Where a block of one size fits.
 */
export interface Fit {
  /**
   * Where it goes best; null when it fits nowhere.
   */
  cidr: Cidr | null;
  /**
   * The size, as a prefix length.
   */
  prefix_len: number;
}
/**
 * A range that several networks use.
 */
export interface Overlap {
  around: Cidr;
  /**
   * The blocks, in order of address and name.
   */
  members: Sharer[];
}
/**
 * One block of an overlap.
 */
export interface Sharer {
  cidr: Cidr;
  /**
   * A private block of the same size that no network of the design uses; null for the one that may stay, for
   * sites, and where there is none.
   */
  could_be: Cidr | null;
  /**
   * The network.
   */
  id: string;
  /**
   * `vpc` or `site`.
   */
  kind: 'vpc' | 'site';
}
/**
 * What is different.
 */
export interface Tuning {
  /**
   * Traffic and requests of every need, in per cent of what the design says.
   */
  growth_percent?: number | null;
  /**
   * Needs of which more is different, by name.
   */
  needs?: {
    [k: string]: NeedTuning;
  };
  preferences?: PreferenceTuning;
}
/**
 * What is different about one need; `growth_percent` comes on top.
 */
export interface NeedTuning {
  /**
   * How many clients there are: those beyond the design's are copies of its first. Volumes that are not given grow
   * along.
   */
  consumers?: number | null;
  /**
   * How many networks there are that must all reach each other: those beyond the design's are copies of its first.
   */
  networks?: number | null;
  /**
   * Requests a month.
   */
  requests?: number | null;
  /**
   * How many services its clients call: those beyond the one there is are copies of it, each called as it is.
   */
  services?: number | null;
  /**
   * Megabytes a month.
   */
  traffic_mb?: number | null;
}
/**
 * Preferences that are different.
 */
export interface PreferenceTuning {
  /**
   * US dollars a month for each network opened wider than asked.
   */
  exposure_usd_per_network?: number | null;
  /**
   * Mechanisms that may not be chosen.
   */
  forbid?: string[] | null;
  /**
   * Mechanisms that win where all else is equal.
   */
  prefer?: string[] | null;
  /**
   * US dollars a month for each object someone must own.
   */
  upkeep_usd_per_object?: number | null;
}
/**
 * Which VPCs reach which, all pairs, in little room: five thousand VPCs have twenty-five million pairs.
 */
export interface VpcMatrixReport {
  /**
   * What the design does not say and was taken as open.
   */
  assumed: string[];
  /**
   * How many ordered pairs get through.
   */
  reached: number;
  /**
   * For each VPC in order, a sign for each VPC in order: `y` reached, `n` not, `u` unknown, `-` itself.
   */
  rows: string[];
  /**
   * Version of this shape.
   */
  schema: number;
  /**
   * Version of Tieline.
   */
  tieline: string;
  /**
   * Which packets are asked about.
   */
  traffic: string;
  /**
   * How many ordered pairs cannot be told.
   */
  unknown: number;
  /**
   * The VPCs.
   */
  vpcs: string[];
}
