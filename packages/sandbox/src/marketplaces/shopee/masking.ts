import type { Recipient } from '../../traffic/buyers.ts';
import { SHOP } from './shop.ts';

/**
 * What a seller may see of a buyer. Samples in the documents: name `P******n`, phone `******64`,
 * full_address cut after its first letters; the administrative area stays readable.
 */
export interface WireAddress {
  name: string;
  phone: string;
  town: string;
  district: string;
  city: string;
  state: string;
  region: string;
  zipcode: string;
  full_address: string;
}

export function maskedName(name: string): string {
  return `${name.slice(0, 1)}******${name.slice(-1)}`;
}

export function maskedAddress(recipient: Recipient): WireAddress {
  return {
    name: maskedName(recipient.name),
    phone: `******${recipient.phone.slice(-2)}`,
    town: '',
    district: recipient.district,
    city: 'Singapore',
    state: '',
    region: SHOP.region,
    zipcode: recipient.zipcode,
    full_address: `${recipient.fullAddress.slice(0, 4)}******`,
  };
}

/** Recipients are stored as JSON by place-order alone. */
export function readRecipient(stored: string): Recipient {
  const read: Recipient = JSON.parse(stored);
  return read;
}
