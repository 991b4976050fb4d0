import { type Chance, chanceOf } from '../chance.ts';

/** Where a parcel goes, unmasked; the API shows it the way Shopee masks it. */
export interface Recipient {
  name: string;
  phone: string;
  district: string;
  fullAddress: string;
  zipcode: string;
}

export interface Buyer {
  userId: number;
  username: string;
  recipient: Recipient;
}

/** Relay address of a buyer: a mailbox of the sandbox, never told by the marketplace. */
export function relayAddress(username: string): string {
  return `${username}@buyers.quayside.test`;
}

const GIVEN = [
  'Wei Ling',
  'Jun Hao',
  'Siti',
  'Priya',
  'Kumar',
  'Hui Min',
  'Xin Yi',
  'Farid',
  'Nurul',
  'Arjun',
  'Mei Fen',
  'Zhi Hao',
  'Rachel',
  'Daniel',
  'Aisyah',
  'Ravi',
  'Shu Fen',
  'Marcus',
  'Li Ting',
  'Kavitha',
  'Boon Kiat',
  'Amirah',
  'Jia En',
  'Suresh',
  'Grace',
  'Yong Sheng',
  'Hafiz',
  'Cheryl',
  'Deepa',
  'Kai Wen',
];
const FAMILY = [
  'Tan',
  'Lim',
  'Lee',
  'Ng',
  'Ong',
  'Wong',
  'Goh',
  'Chua',
  'Chan',
  'Koh',
  'Teo',
  'Ang',
  'Yeo',
  'Tay',
  'Ho',
  'Low',
  'Toh',
  'Sim',
  'Chong',
  'Chia',
  'Rahman',
  'Ismail',
  'Nair',
  'Pillai',
  'Menon',
];

/**
 * Streets with the postal sector (first two digits of a Singapore postcode) they lie in.
 * Source of the sectors: Urban Redevelopment Authority, list of postal districts.
 */
const STREETS: readonly (readonly [street: string, district: string, sector: string])[] = [
  ['Tampines Street 21', 'Tampines', '52'],
  ['Bedok North Avenue 3', 'Bedok', '46'],
  ['Ang Mo Kio Avenue 10', 'Ang Mo Kio', '56'],
  ['Toa Payoh Lorong 8', 'Toa Payoh', '31'],
  ['Jurong West Street 42', 'Jurong West', '64'],
  ['Clementi Avenue 4', 'Clementi', '12'],
  ['Bukit Batok Street 31', 'Bukit Batok', '65'],
  ['Choa Chu Kang Avenue 4', 'Choa Chu Kang', '68'],
  ['Woodlands Drive 14', 'Woodlands', '73'],
  ['Yishun Ring Road', 'Yishun', '76'],
  ['Sengkang East Way', 'Sengkang', '54'],
  ['Punggol Field', 'Punggol', '82'],
  ['Hougang Avenue 8', 'Hougang', '53'],
  ['Serangoon Avenue 3', 'Serangoon', '55'],
  ['Pasir Ris Drive 6', 'Pasir Ris', '51'],
  ['Queensway', 'Queenstown', '14'],
  ['Telok Blangah Crescent', 'Bukit Merah', '09'],
  ['Geylang Bahru', 'Kallang', '33'],
  ['Marine Terrace', 'Marine Parade', '44'],
  ['Bishan Street 13', 'Bishan', '57'],
];

function pick<Element>(from: readonly Element[], chance: Chance, otherwise: Element): Element {
  return from[Math.floor(chance.next() * from.length)] ?? otherwise;
}

const digits = (chance: Chance, count: number): string =>
  Math.floor(chance.next() * 10 ** count)
    .toString()
    .padStart(count, '0');

/** The same customer number is always the same person at the same door. */
export function buyerOf(customerNumber: string): Buyer {
  const chance = chanceOf(`buyer ${customerNumber}`);
  const given = pick(GIVEN, chance, 'Wei Ling');
  const family = pick(FAMILY, chance, 'Tan');
  const [street, district, sector] = pick(STREETS, chance, STREETS[0] ?? ['', '', '']);
  const block = 1 + Math.floor(chance.next() * 899);
  const floor = String(2 + Math.floor(chance.next() * 24)).padStart(2, '0');
  const unit = digits(chance, 3);
  const zipcode = sector + digits(chance, 4);
  const handle = given.toLowerCase().replaceAll(' ', '');
  const number = customerNumber.replace(/[^A-Za-z0-9]/g, '').toLowerCase();
  return {
    userId: 100_000_000 + Math.floor(chance.next() * 899_999_999),
    username: `${handle}.${number}`,
    recipient: {
      name: `${given} ${family}`,
      phone: `+65${pick(['8', '9'], chance, '9')}${digits(chance, 7)}`,
      district,
      fullAddress: `Blk ${block} ${street} #${floor}-${unit}, ${district}, Singapore ${zipcode}`,
      zipcode,
    },
  };
}
