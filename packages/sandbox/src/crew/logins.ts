import { readFileSync } from 'node:fs';
import { BadRequest } from '../control/read-body.ts';
import type { Login } from './client.ts';
import type { CrewLogins } from './crew.ts';

/** The demo's people as the seed wrote them: the crew signs in as some of them. */
export function loginsFromFile(file: string | null): CrewLogins {
  if (file === null) {
    throw new BadRequest('No logins are known: set QUAYSIDE_LOGINS, or name them in the request.');
  }
  let people: (Login & { role: string })[];
  try {
    people = JSON.parse(readFileSync(file, 'utf8')) as typeof people;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BadRequest(`The logins in ${file} cannot be read: ${reason}`);
  }
  return sortLogins(people);
}

/** Pickers are the floor people whose e-mail begins with "picker", packers those with "packer". */
export function sortLogins(people: readonly (Login & { role: string })[]): CrewLogins {
  const named = (word: string) =>
    people.filter((p) => p.role === 'floor' && p.email.startsWith(word));
  const desk = people.find((p) => p.role === 'order_desk');
  const crew = { pickers: named('picker'), packers: named('packer') };
  if (desk === undefined || crew.pickers.length === 0 || crew.packers.length === 0) {
    throw new BadRequest('A crew needs an order desk, a picker and a packer among the logins.');
  }
  return { desk, ...crew };
}
