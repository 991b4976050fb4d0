import type { Role } from '@quayside/contract';

/** A person of the demo and what to try with that login. */
export interface DemoPerson {
  name: string;
  email: string;
  role: Role;
  password: string;
  /** Codes of the nodes it is limited to; null means all. */
  nodeCodes: readonly string[] | null;
  /** Limited to the goods of the tenant's own client. */
  isClient?: boolean;
  /** One line for `npm start`: what to try. */
  does: string;
}

/**
 * Fixed, because they are printed and typed by hand. The demo that has them listens on loopback only and
 * is never made in an operator's database.
 */
const HARBOUR_PASSWORD = 'harbour-demo';
const KOPI_PASSWORD = 'kopi-and-co-demo';

export const harbourPeople: readonly DemoPerson[] = [
  person('Mei Tan', 'owner', 'owner', null, 'Everything: connect the Shopee shop under Channels.'),
  person('Arif Rahman', 'manager', 'manager', null, 'All but people: watch the dashboard fill.'),
  person('Priya Nair', 'desk', 'order_desk', null, 'Order workbench: filter, release, cancel.'),
  person(
    'Joanne Lim',
    'service',
    'customer_service',
    null,
    'Find an order and read its timeline; cancel it before it is picked.',
  ),
  person(
    'Hock Seng Goh',
    'warehouse',
    'warehouse_manager',
    ['SG-WEST'],
    'Release a wave at SG-WEST and watch its tours.',
  ),
  ...['Kumar Raj', 'Siti Aminah', 'Wei Ling Ng', 'Tuan Nguyen'].map((name, index) =>
    person(name, `picker${index + 1}`, 'floor', ['SG-WEST'], 'On a phone: claim a tour and pick.'),
  ),
  ...['Grace Lee', 'Duc Tran'].map((name, index) =>
    person(name, `packer${index + 1}`, 'floor', ['SG-WEST'], 'Pack a tote, label it, hand over.'),
  ),
  person('Farah Yusof', 'shop', 'cashier', ['ORCHARD'], 'Stock and orders of the shop in Orchard.'),
  {
    ...person(
      'Clara Ong',
      'client',
      'client_read_only',
      null,
      'Reads its own orders and stock; changes nothing.',
    ),
    isClient: true,
  },
];

export const kopiPeople: readonly DemoPerson[] = [
  {
    name: 'Ah Hock Chua',
    email: 'owner@kopi.test',
    role: 'owner',
    password: KOPI_PASSWORD,
    nodeCodes: null,
    does: 'Another company on the same installation: sees nothing of Harbour Gifts.',
  },
];

function person(
  name: string,
  mailbox: string,
  role: Role,
  nodeCodes: readonly string[] | null,
  does: string,
): DemoPerson {
  const email = `${mailbox}@harbour.test`;
  return { name, email, role, password: HARBOUR_PASSWORD, nodeCodes, does };
}
