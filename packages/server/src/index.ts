/** What other programs of this repository may use of the server: its schema, its demo, its check. */
export { checkInvariants, formatReport } from './check/index.ts';
