/** A control request that makes no sense: answered 400 with its sentence. */
export class BadRequest extends Error {}

/** Fields of a JSON body or a query, read strictly. */
export class Fields {
  readonly #values: Record<string, unknown>;

  constructor(values: unknown) {
    if (values === undefined || values === null) this.#values = {};
    else if (typeof values === 'object' && !Array.isArray(values)) this.#values = { ...values };
    else throw new BadRequest('The body must be a JSON object.');
  }

  get(name: string): unknown {
    const value = this.#values[name];
    return value === '' ? undefined : value;
  }

  names(): string[] {
    return Object.keys(this.#values);
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw new BadRequest(`"${name}" must be text.`);
    return value;
  }

  /** A whole number of 0 or more. */
  count(name: string, max = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0 || number > max) {
      throw new BadRequest(`"${name}" must be a whole number from 0 to ${max}.`);
    }
    return number;
  }

  amount(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined || value === null) return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) {
      throw new BadRequest(`"${name}" must be a number of 0 or more.`);
    }
    return number;
  }

  texts(name: string): string[] {
    const value = this.get(name);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw new BadRequest(`"${name}" must be a list.`);
    return value.map((element: unknown) => {
      if (typeof element !== 'string') throw new BadRequest(`"${name}" must be a list of texts.`);
      return element;
    });
  }

  list(name: string): Fields[] {
    const value = this.get(name);
    if (!Array.isArray(value)) throw new BadRequest(`"${name}" must be a list.`);
    return value.map((element) => new Fields(element));
  }
}
