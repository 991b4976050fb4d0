import { refuse } from './errors.ts';

/** Parameters of one call: the query of a GET, the JSON body of a POST. Reads strictly, refuses by name. */
export class Params {
  readonly #values: Record<string, unknown>;

  constructor(values: Record<string, unknown>) {
    this.#values = values;
  }

  has(name: string): boolean {
    const value = this.#values[name];
    return value !== undefined && value !== null && value !== '';
  }

  text(name: string, fallback?: string): string {
    if (!this.has(name)) {
      if (fallback === undefined) throw refuse.param(`${name} is required`);
      return fallback;
    }
    const value = this.#values[name];
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    throw refuse.param(`${name} should be a string`);
  }

  int(name: string, limits: { min?: number; max?: number; fallback?: number } = {}): number {
    if (!this.has(name)) {
      if (limits.fallback === undefined) throw refuse.param(`${name} is required`);
      return limits.fallback;
    }
    const given = this.#values[name];
    const value = typeof given === 'string' ? Number(given) : given;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw refuse.param(`${name} should be an integer`);
    }
    const { min = 0, max = Number.MAX_SAFE_INTEGER } = limits;
    if (value < min || value > max) {
      throw refuse.param(`${name} should be between ${min} and ${max}`);
    }
    return value;
  }

  decimal(name: string): number {
    const given = this.#values[name];
    const value = typeof given === 'string' ? Number(given) : given;
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw refuse.param(`${name} should be a number`);
    }
    return value;
  }

  flag(name: string, fallback: boolean): boolean {
    if (!this.has(name)) return fallback;
    const value = String(this.#values[name]).toLowerCase();
    if (value !== 'true' && value !== 'false') throw refuse.param(`${name} should be a boolean`);
    return value === 'true';
  }

  /** A list written with commas, or the parameter repeated, or a JSON array: clients do all three. */
  list(name: string): string[] {
    if (!this.has(name)) return [];
    const value = this.#values[name];
    const parts = Array.isArray(value) ? value : [value];
    return parts
      .flatMap((part) =>
        String(part)
          .replace(/^\[|\]$/g, '')
          .split(','),
      )
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  /** An object inside the body. */
  child(name: string): Params | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw refuse.param(`${name} should be an object`);
    }
    return new Params({ ...value });
  }

  /** A list of objects with its documented limits. */
  children(name: string, limits: { min: number; max: number }): Params[] {
    const value = this.#values[name] ?? [];
    if (!Array.isArray(value)) throw refuse.param(`${name} should be a list`);
    if (value.length < limits.min || value.length > limits.max) {
      throw refuse.param(`the length of ${name} should be between ${limits.min} and ${limits.max}`);
    }
    return value.map((element: unknown) => {
      if (typeof element !== 'object' || element === null || Array.isArray(element)) {
        throw refuse.param(`${name} should be a list of objects`);
      }
      return new Params({ ...element });
    });
  }
}
