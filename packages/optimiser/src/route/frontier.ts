/**
 * What a part of a tour, drawn from the left up to a column of crossings, means for what follows:
 * for each crossing whether the edges that end there are none, odd or even in number, and which
 * crossings are joined already. With two crossings these are the states of Ratliff and Rosenthal
 * (1983); with more, those of Cambazard and Catusse (2018).
 */
interface FrontierState {
  degrees: readonly Degree[];
  /** Crossings with the same number hang together; 0 where no edge ends. */
  components: readonly number[];
}

type Degree = 0 | 1 | 2;
const NONE = 0;
const ODD = 1;
const EVEN = 2;

/** The ways to walk one sub-aisle. */
export const WAYS = {
  skip: 0,
  /** Through, once. */
  pass: 1,
  /** Through and back. */
  passTwice: 2,
  /** In from below up to the last pick, and out below. */
  fromBelow: 3,
  fromAbove: 4,
  /** From both ends, leaving out the largest gap. */
  aroundGap: 5,
} as const;

const WAY_COUNT = 6;
const EDGE_COUNTS = 3;
const IMPOSSIBLE = -1;
const UNKNOWN = -2;

/**
 * The states of a column of crossings, numbered as they turn up, with a memory of which state each
 * action leads to. An action is a number, see `sweep`, `step` and `touch`.
 */
export class Frontier {
  readonly #height: number;
  readonly #states: FrontierState[] = [];
  readonly #numberByKey = new Map<string, number>();
  readonly #nextByAction: number[][] = [];
  /** The state of a tour not yet begun. */
  readonly empty: number;

  constructor(height: number) {
    this.#height = height;
    this.empty = this.#numberOf({
      degrees: Array.from({ length: height }, () => NONE),
      components: Array.from({ length: height }, () => 0),
    });
  }

  /** How many states have turned up so far. */
  get size(): number {
    return this.#states.length;
  }

  /** The action of walking the sub-aisle between crossings `block` and `block + 1` in one way. */
  sweep(block: number, way: number): number {
    return block * WAY_COUNT + way;
  }

  /** The action of drawing 0, 1 or 2 edges from a crossing to the one on its right. */
  step(crossAisle: number, edges: number): number {
    return (this.#height - 1) * WAY_COUNT + crossAisle * EDGE_COUNTS + edges;
  }

  /** The action of making a crossing part of the tour: the depot. */
  touch(crossAisle: number): number {
    return (this.#height - 1) * WAY_COUNT + this.#height * EDGE_COUNTS + crossAisle;
  }

  /** The state an action leads to, or -1 where no tour can come of it. */
  next(state: number, action: number): number {
    this.#nextByAction[action] ??= [];
    const known = this.#nextByAction[action][state] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const next = this.#work(state, action);
    this.#nextByAction[action][state] = next;
    return next;
  }

  /** True when nothing is open: one piece, and every crossing can be left as often as entered. */
  isTour(state: number): boolean {
    const { degrees, components } = this.#at(state);
    return !degrees.includes(ODD) && new Set(components.filter((label) => label > 0)).size === 1;
  }

  #work(state: number, action: number): number {
    const sweeps = (this.#height - 1) * WAY_COUNT;
    const steps = this.#height * EDGE_COUNTS;
    const draft = new Draft(this.#at(state));
    if (action < sweeps) {
      draft.sweep(Math.floor(action / WAY_COUNT), action % WAY_COUNT);
    } else if (action < sweeps + steps) {
      const at = action - sweeps;
      if (!draft.step(Math.floor(at / EDGE_COUNTS), at % EDGE_COUNTS)) return IMPOSSIBLE;
    } else {
      draft.touch(action - sweeps - steps);
    }
    return this.#numberOf(draft);
  }

  #at(state: number): FrontierState {
    const found = this.#states[state];
    if (!found) throw new RangeError(`There is no frontier state ${state}`);
    return found;
  }

  #numberOf({ degrees, components }: FrontierState): number {
    // Labels in order of appearance: the same shape has the same number.
    const labels = new Map<number, number>([[0, 0]]);
    const canonical = components.map((label) => {
      if (!labels.has(label)) labels.set(label, labels.size);
      return labels.get(label) ?? 0;
    });
    const key = `${degrees.join('')}|${canonical.join(',')}`;
    const known = this.#numberByKey.get(key);
    if (known !== undefined) return known;
    this.#states.push({ degrees: [...degrees], components: canonical });
    this.#numberByKey.set(key, this.#states.length - 1);
    return this.#states.length - 1;
  }
}

/** A state being changed. */
class Draft implements FrontierState {
  readonly degrees: Degree[];
  readonly components: number[];

  constructor(state: FrontierState) {
    this.degrees = [...state.degrees];
    this.components = [...state.components];
  }

  sweep(block: number, way: number): void {
    const above = block + 1;
    if (way === WAYS.pass || way === WAYS.passTwice) {
      const edges = way === WAYS.pass ? 1 : 2;
      this.#add(block, edges);
      this.#add(above, edges);
      this.#join(block, above);
    }
    if (way === WAYS.fromBelow || way === WAYS.aroundGap) this.#add(block, 2);
    if (way === WAYS.fromAbove || way === WAYS.aroundGap) this.#add(above, 2);
  }

  /** False when the crossing left behind would be a dead end or cut a piece off. */
  step(crossAisle: number, edges: number): boolean {
    const degree = this.degrees[crossAisle];
    if (degree === NONE) return edges === 0;
    if (degree === ODD) return edges === 1;
    if (edges !== 0) return edges === 2;
    const label = this.components[crossAisle];
    this.degrees[crossAisle] = NONE;
    this.components[crossAisle] = 0;
    return label !== undefined && this.components.includes(label);
  }

  touch(crossAisle: number): void {
    if (this.degrees[crossAisle] === NONE) this.#add(crossAisle, 2);
  }

  #add(crossing: number, edges: 1 | 2): void {
    const degree = this.degrees[crossing];
    if (degree === NONE) this.components[crossing] = Math.max(...this.components) + 1;
    const isOdd = (degree === ODD) !== (edges === 1);
    this.degrees[crossing] = isOdd ? ODD : EVEN;
  }

  #join(one: number, other: number): void {
    const kept = this.components[one] ?? 0;
    const merged = this.components[other] ?? 0;
    this.components.forEach((label, crossing) => {
      if (label === merged) this.components[crossing] = kept;
    });
  }
}
