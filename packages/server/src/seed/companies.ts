import type { TenantInput } from '../access/index.ts';

/** 952 is GS1's prefix for demonstrations and examples: no real company's SSCC can be met. */
export const harbour: TenantInput = {
  name: 'Harbour Gifts',
  slug: 'harbour-gifts',
  currency: 'SGD',
  timeZone: 'Asia/Singapore',
  locale: 'en',
  gs1CompanyPrefix: '952012345',
  senderAddress: {
    name: 'Harbour Gifts Pte Ltd',
    line1: '21 Gul Circle',
    city: 'Singapore',
    postcode: '629587',
    country: 'SG',
    phone: '+65 6555 0142',
  },
};

/** A second, small company on the same installation: what it has, Harbour Gifts must never see. */
export const kopi: TenantInput = {
  name: 'Kopi & Co',
  slug: 'kopi-and-co',
  currency: 'SGD',
  timeZone: 'Asia/Singapore',
  locale: 'en',
  gs1CompanyPrefix: '952054321',
  senderAddress: {
    name: 'Kopi & Co',
    line1: '85 Bedok North Street 4',
    city: 'Singapore',
    postcode: '460085',
    country: 'SG',
    phone: '+65 6555 0177',
  },
};

/** An operator's own company; the rest of it comes from the environment. */
export const MAIN_SLUG = 'main';
