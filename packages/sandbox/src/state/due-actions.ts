import type { World } from '../world.ts';

/** What the world does by itself later. The subject is an order_sn, a package_number or a shop_id. */
export type DueKind =
  | 'pay'
  | 'expire_unpaid'
  | 'buyer_cancel'
  | 'accept_cancel'
  | 'process'
  | 'reveal_tracking'
  | 'finish_document'
  | 'pick_up'
  | 'deliver'
  | 'complete'
  | 'warn_auth_expiry';

export type DueVerbs = Record<DueKind, (world: World, subject: string) => void>;

/** Rows, not timers: a restart finds them and carries on. */
export function schedule(world: World, kind: DueKind, subject: string, dueAt: number): void {
  world.database.run(
    'insert into due_action (due_at, kind, subject) values (?, ?, ?)',
    dueAt,
    kind,
    subject,
  );
}

/** One batch a transaction; bounded, so that requests are answered in between. */
const BATCH = 100;

/** Does what is due, at most one batch; answers how much it did. */
export function runDueActions(world: World, verbs: DueVerbs): number {
  return world.database.transaction(() => {
    const due = world.database.rows<{ id: number; kind: DueKind; subject: string }>(
      'select id, kind, subject from due_action where due_at <= ? order by due_at, id limit ?',
      world.clock.now(),
      BATCH,
    );
    for (const action of due) {
      world.database.run('delete from due_action where id = ?', action.id);
      verbs[action.kind](world, action.subject);
    }
    return due.length;
  });
}
