import type { OrderFilters } from '@quayside/contract';
import { type Caller, only, Refusal, type Tx } from '../platform/index.ts';

const ownerOf = (caller: Caller) => caller.actor.id ?? caller.actor.name;

/** Saved views of the workbench: mine and the team's. */
export async function listViews(tx: Tx, caller: Caller) {
  const rows = await tx.query<{
    view_id: string;
    name: string;
    is_shared: boolean;
    person_id: string;
    filters: OrderFilters;
    columns: string[];
  }>(
    `select view_id, name, is_shared, person_id, filters, columns from orders.view
      where tenant_id = $1 and (person_id = $2 or is_shared) order by name, view_id limit 200`,
    [tx.tenantId, ownerOf(caller)],
  );
  return rows.map((row) => ({
    viewId: row.view_id,
    name: row.name,
    isShared: row.is_shared,
    isMine: row.person_id === ownerOf(caller),
    filters: row.filters,
    columns: row.columns,
  }));
}

export async function addView(
  tx: Tx,
  caller: Caller,
  view: { name: string; isShared: boolean; filters: OrderFilters; columns: string[] },
): Promise<string> {
  const row = only(
    await tx.query<{ view_id: string }>(
      `insert into orders.view (tenant_id, person_id, name, is_shared, filters, columns)
       values ($1, $2, $3, $4, $5, $6) returning view_id`,
      [
        tx.tenantId,
        ownerOf(caller),
        view.name,
        view.isShared,
        JSON.stringify(view.filters),
        view.columns,
      ],
    ),
  );
  return row.view_id;
}

export async function dropView(tx: Tx, caller: Caller, viewId: string): Promise<void> {
  const dropped = await tx.execute(
    'delete from orders.view where tenant_id = $1 and view_id = $2 and person_id = $3',
    [tx.tenantId, viewId, ownerOf(caller)],
  );
  if (dropped === 0) throw new Refusal('not_found', 'You have no such view.');
}
