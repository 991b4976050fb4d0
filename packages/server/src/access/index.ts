/**
 * Who asks, and what they may: people who sign in with e-mail and password, API keys with scopes,
 * tenants, roles limited by node and client.
 *
 * Promises: a caller belongs to exactly one tenant; a person who is switched off and a key that is
 * revoked are out within seconds (at once in this process); nobody gives rights beyond their own; a
 * tenant keeps an owner. Refuses foreign origins on cookie requests, guessing of passwords, sign-up by
 * strangers. Secrets are stored as hashes only. Knows no goods and no orders.
 */
export { type Access, makeAccess } from './access.ts';
export { addPeople, hashPasswords, type PersonInput } from './people.ts';
export { isTenant, openTenant, type TenantInput } from './tenant.ts';
