import { randomBytes } from 'node:crypto';
import { addPeople, hashPasswords, isTenant, openTenant } from '../access/index.ts';
import { openCatalogue } from '../catalogue/index.ts';
import type { Database } from '../platform/index.ts';
import { MAIN_SLUG } from './companies.ts';

/** How an operator names the first company; each has a default that can be seen to be one. */
export interface FirstCompany {
  name: string;
  ownerEmail: string;
  /** ISO 4217. */
  currency: string;
  timeZone: string;
  gs1CompanyPrefix: string;
}

/**
 * Makes the one company of an operator's own database, with one owner whose random password exists only
 * in the answer; null when it is there already. No goods, no places, no demo.
 */
export async function seedOwner(
  database: Database,
  company: FirstCompany,
): Promise<{ email: string; password: string } | null> {
  if (await isTenant(database, MAIN_SLUG)) return null;
  const password = randomBytes(15).toString('base64url');
  const [passwordHash] = await hashPasswords([password]);
  if (passwordHash === undefined) throw new Error('no hash came back');
  const isMade = await openTenant(
    database,
    { ...company, slug: MAIN_SLUG, locale: 'en', senderAddress: { name: company.name } },
    async (tx) => {
      await openCatalogue(tx, { clientCode: 'MAIN', name: company.name });
      await addPeople(tx, [
        {
          name: 'Owner',
          email: company.ownerEmail,
          passwordHash,
          role: 'owner',
          nodeIds: null,
          clientIds: null,
        },
      ]);
    },
  );
  return isMade ? { email: company.ownerEmail, password } : null;
}
