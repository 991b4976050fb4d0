import type { TFunction } from 'i18next';

/** Where a fact's value is itself a word of ours: the group of the catalogue that holds it. */
const valueGroups: Record<string, string> = {
  state: 'orderState',
  before: 'orderState',
  hold: 'holdKind',
  holds: 'holdKind',
  message: 'messageKind',
  reason: 'cancelReason',
  rule: 'rule',
  outcome: 'shortOutcome',
};

/**
 * The facts of an event in words: those that the catalogue names, in the order in which they were
 * recorded. Inner identities, sizes in bytes and the like have no name there and are left out.
 */
export function readFacts(
  facts: Record<string, unknown>,
  t: TFunction,
  isKnown: (key: string) => boolean,
): string[] {
  const wordOf = (fact: string, value: unknown): string => {
    const key = `${valueGroups[fact]}.${String(value)}`;
    return fact in valueGroups && isKnown(key) ? t(key) : String(value);
  };
  return Object.entries(facts).flatMap(([fact, value]) => {
    if (value === null || value === undefined || value === '') return [];
    if (!isKnown(`fact.${fact}`)) return [];
    const values = Array.isArray(value) ? value : [value];
    if (values.length === 0 || values.some((each) => typeof each === 'object')) return [];
    return [`${t(`fact.${fact}`)}: ${values.map((each) => wordOf(fact, each)).join(', ')}`];
  });
}
