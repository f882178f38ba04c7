// The design's JSON Schema as the editor asks it: what may stand at a place, and what a key means.
import { steps } from '../text/pointer';

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  required?: string[];
}

/** Schemas that hold at a place: references followed, alternatives side by side. */
function opened(root: Schema, schema: Schema | boolean | undefined, depth = 0): Schema[] {
  if (schema === undefined || typeof schema === 'boolean' || depth > 12) return [];
  if (schema.$ref !== undefined) {
    let target: Schema | undefined = root;
    for (const step of steps(schema.$ref.replace(/^#/, ''))) target = (target as Record<string, Schema> | undefined)?.[step];
    const there = opened(root, target, depth + 1);
    // What is said beside a reference is said of this place, and comes first.
    return schema.description === undefined ? there : there.map((one) => ({ ...one, description: schema.description ?? '' }));
  }
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...alternatives.flatMap((one) => opened(root, one, depth + 1))];
}

/** The schemas at a path from the root of a design. */
export function at(root: Schema, path: readonly string[]): Schema[] {
  let here = opened(root, root);
  for (const step of path) {
    here = here.flatMap((schema) => {
      const named = schema.properties?.[step];
      if (named !== undefined) return opened(root, named);
      if (/^\d+$/.test(step) && schema.items) return opened(root, schema.items);
      return opened(root, schema.additionalProperties);
    });
  }
  return here;
}

export interface Offer {
  label: string;
  description: string;
  /** Whether it holds more members below it. */
  opens: boolean;
}

/** The members that a mapping at a path may have. */
export function members(root: Schema, path: readonly string[]): Offer[] {
  const offers = new Map<string, Offer>();
  for (const schema of at(root, path)) {
    for (const [label, member] of Object.entries(schema.properties ?? {})) {
      const inside = opened(root, member);
      const description = member.description ?? inside.find((one) => one.description)?.description ?? '';
      offers.set(label, { label, description, opens: inside.some((one) => one.properties !== undefined || typeof one.additionalProperties === 'object') });
    }
  }
  return [...offers.values()];
}

/** The words that may stand as a value at a path. */
export function values(root: Schema, path: readonly string[]): Offer[] {
  const offers = new Map<string, Offer>();
  for (const schema of at(root, path)) {
    const words = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    if (types.includes('boolean')) words.push(true, false);
    for (const word of words) {
      if (word !== null) offers.set(String(word), { label: String(word), description: schema.description ?? '', opens: false });
    }
  }
  return [...offers.values()];
}

/** What a place means, in words. */
export function meaning(root: Schema, path: readonly string[]): string {
  return at(root, path).find((schema) => schema.description)?.description ?? '';
}
