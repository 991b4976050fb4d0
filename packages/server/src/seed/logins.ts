import { join } from 'node:path';

/** The file of a home that lists the demo's logins. */
export const loginsPath = (home: string): string => join(home, 'demo-logins.json');
