/**
 * A complete table of state × event. `null` means refused: the type has no Partial, so a new state or
 * event does not compile until every pair is decided.
 */
export type StateTable<S extends string, E extends string> = Record<S, Record<E, S | null>>;

/** The state after the event, or null where the table refuses it. */
export function nextState<S extends string, E extends string>(
  table: StateTable<S, E>,
  state: S,
  event: E,
): S | null {
  return table[state][event];
}

/** The states from which the event is legal: what a guarded `update … where state = any(...)` needs. */
export function statesAllowing<S extends string, E extends string>(
  table: StateTable<S, E>,
  event: E,
): S[] {
  return (Object.keys(table) as S[]).filter((state) => table[state][event] !== null);
}

/** States that nothing leaves. */
export function terminalStates<S extends string, E extends string>(table: StateTable<S, E>): S[] {
  return (Object.keys(table) as S[]).filter((state) =>
    Object.values(table[state]).every((to) => to === null || to === state),
  );
}
