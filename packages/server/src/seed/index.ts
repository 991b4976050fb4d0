/**
 * What a new installation begins with: the demo's two companies, or an operator's first owner.
 *
 * Promises: written by the domains' own verbs, so every invariant holds from the first row; all of a
 * company or nothing of it; running it again changes nothing. Never puts known passwords into a database
 * that is not the demo's.
 */
export { seedDemo } from './demo.ts';
