import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { makeWorld } from '../access/testkit.ts';
import { openDatabase } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { seedDemo } from './index.ts';

const fresh = await freshDatabase();
const home = mkdtempSync(join(tmpdir(), 'quayside-seed-'));
const database = openDatabase(fresh.appUrl, { connectionsMax: 4 });
const owner = new pg.Client({ connectionString: fresh.ownerUrl });
await owner.connect();
const world = await makeWorld(fresh);
afterAll(async () => {
  rmSync(home, { recursive: true });
  await owner.end();
  await database.close();
});

const rows = async (text: string) => (await owner.query(text)).rows;

/** How many rows of everything there are, by tenant. */
const counts = () =>
  rows(
    `select t.name,
            (select count(*)::int from catalogue.sku s where s.tenant_id = t.tenant_id) as skus,
            (select count(*)::int from catalogue.sku s where s.tenant_id = t.tenant_id and s.is_kit) as kits,
            (select count(*)::int from catalogue.barcode b where b.tenant_id = t.tenant_id) as barcodes,
            (select count(*)::int from catalogue.location l where l.tenant_id = t.tenant_id) as locations,
            (select count(*)::int from stock.move m where m.tenant_id = t.tenant_id) as moves,
            (select sum(qty)::int from stock.move m where m.tenant_id = t.tenant_id) as units,
            (select count(*)::int from platform.person_limit p where p.tenant_id = t.tenant_id) as people,
            (select count(*)::int from warehouse.carton_type c where c.tenant_id = t.tenant_id) as cartons,
            (select count(*)::int from warehouse.wave_rule r where r.tenant_id = t.tenant_id) as rules
       from platform.tenant t order by t.tenant_id`,
  );

test('two starts at once and one more make the two companies once', async () => {
  await Promise.all([seedDemo({ database, home }), seedDemo({ database, home })]);
  const first = await counts();
  await seedDemo({ database, home });

  expect(first).toEqual([
    {
      ...{ name: 'Harbour Gifts', skus: 3_434, kits: 12, barcodes: 10_209, locations: 2_086 },
      ...{ moves: 4_773, units: 2_839_416, people: 13, cartons: 5, rules: 1 },
    },
    {
      ...{ name: 'Kopi & Co', skus: 5, kits: 0, barcodes: 5, locations: 6 },
      ...{ moves: 5, units: 395, people: 1, cartons: 1, rules: 0 },
    },
  ]);
  expect(await counts()).toEqual(first);
});

test('the books open right: moves, balances and what may be promised agree, all from the supplier', async () => {
  const [sums] = await rows(
    `select (select sum(on_hand_qty)::int from stock.balance) as on_hand,
            (select sum(sellable_qty)::int from stock.availability) as sellable,
            (select sum(reserved_qty)::int from stock.availability) as reserved,
            (select count(*)::int from stock.move m join catalogue.location l
               on l.tenant_id = m.tenant_id and l.location_id = m.from_location_id
              where l.location_code <> 'supplier' or m.reason <> 'opening') as strange`,
  );
  const perNode = await rows(
    `select n.node_code, n.mode, sum(a.sellable_qty)::int as sellable
       from stock.availability a join catalogue.node n using (tenant_id, node_id)
      group by 1, 2 order by 1`,
  );

  expect(sums).toEqual({ on_hand: 2_839_811, sellable: 2_839_811, reserved: 0, strange: 0 });
  expect(perNode).toEqual([
    { node_code: 'BEDOK', mode: 'simple', sellable: 395 },
    { node_code: 'ORCHARD', mode: 'simple', sellable: 61_211 },
    { node_code: 'SG-WEST', mode: 'directed', sellable: 2_778_205 },
  ]);
});

test('every bin that is walked to lies on the walking geometry of its node', async () => {
  const [found] = await rows(
    `select count(*)::int as bins,
            count(*) filter (where l.grid_aisle between 0 and (n.geometry ->> 'aisles')::int - 1
                               and l.grid_block between 0 and (n.geometry ->> 'blocks')::int - 1
                               and l.grid_slot between 0 and (n.geometry ->> 'slotsPerAisle')::int - 1
                            )::int as on_grid
       from catalogue.location l join catalogue.node n using (tenant_id, node_id)
      where n.node_code = 'SG-WEST' and l.type in ('pick_face', 'bulk')`,
  );

  expect(found).toEqual({ bins: 2_000, on_grid: 2_000 });
});

test('every login of the file signs in, with its role and its limits; the file is for its owner', async () => {
  const path = join(home, 'demo-logins.json');
  const logins: { role: string; name: string; email: string; password: string; does: string }[] =
    JSON.parse(readFileSync(path, 'utf8'));

  const found = [];
  for (const { email, password } of logins) {
    const reply = await world.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email, password },
    });
    const cookie = reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const me = await world.app.inject({ url: '/api/v1/me', headers: { cookie } });
    const { role, name, tenant, nodes } = me.json();
    const codes = nodes.map((node: { nodeCode: string }) => node.nodeCode).join(' ');
    found.push([email, role, name, tenant.name, codes].join(', '));
  }

  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(logins.every(({ does }) => does.length > 10 && !does.includes('\n'))).toBe(true);
  expect(found).toEqual([
    'owner@harbour.test, owner, Mei Tan, Harbour Gifts, SG-WEST ORCHARD',
    'manager@harbour.test, manager, Arif Rahman, Harbour Gifts, SG-WEST ORCHARD',
    'desk@harbour.test, order_desk, Priya Nair, Harbour Gifts, SG-WEST ORCHARD',
    'service@harbour.test, customer_service, Joanne Lim, Harbour Gifts, SG-WEST ORCHARD',
    'warehouse@harbour.test, warehouse_manager, Hock Seng Goh, Harbour Gifts, SG-WEST',
    'picker1@harbour.test, floor, Kumar Raj, Harbour Gifts, SG-WEST',
    'picker2@harbour.test, floor, Siti Aminah, Harbour Gifts, SG-WEST',
    'picker3@harbour.test, floor, Wei Ling Ng, Harbour Gifts, SG-WEST',
    'picker4@harbour.test, floor, Tuan Nguyen, Harbour Gifts, SG-WEST',
    'packer1@harbour.test, floor, Grace Lee, Harbour Gifts, SG-WEST',
    'packer2@harbour.test, floor, Duc Tran, Harbour Gifts, SG-WEST',
    'shop@harbour.test, cashier, Farah Yusof, Harbour Gifts, ORCHARD',
    'client@harbour.test, client_read_only, Clara Ong, Harbour Gifts, SG-WEST ORCHARD',
    'owner@kopi.test, owner, Ah Hock Chua, Kopi & Co, BEDOK',
  ]);
});

test('a list of logins that is there is left alone', async () => {
  const path = join(home, 'demo-logins.json');
  writeFileSync(path, '[]');

  await seedDemo({ database, home });

  expect(readFileSync(path, 'utf8')).toBe('[]');
});
