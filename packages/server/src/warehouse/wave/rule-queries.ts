import { only, type Tx } from '../../platform/index.ts';
import type { WaveRuleInput } from './rules.ts';

export interface RuleRow {
  waveRuleId: string;
  name: string;
  nodeId: string;
  carrier: string | null;
  ordersMin: number;
  ordersMax: number;
  ordersPerTour: number;
  everyMin: number;
  isActive: boolean;
  lastRunAt: Date | null;
}

/** Rules of a tenant are few: a person makes each. */
const RULES_MAX = 500;
/** Fewer orders than the rule wants are released all the same when one ships within this time. */
const DUE_SOON_MIN = 60;

const columns = `r.wave_rule_id as "waveRuleId", r.name, r.node_id as "nodeId", r.carrier,
  r.orders_min as "ordersMin", r.orders_max as "ordersMax", r.orders_per_tour as "ordersPerTour",
  r.every_min as "everyMin", r.is_active as "isActive", r.last_run_at as "lastRunAt"`;

export async function ruleRows(
  tx: Tx,
  choice: { waveRuleId?: string; nodeIds?: readonly string[] | null },
): Promise<RuleRow[]> {
  return tx.query<RuleRow>(
    `select ${columns} from warehouse.wave_rule r
      where r.tenant_id = $1 and ($2::bigint is null or r.wave_rule_id = $2)
        and ($3::bigint[] is null or r.node_id = any($3))
      order by r.name, r.wave_rule_id limit $4`,
    [tx.tenantId, choice.waveRuleId ?? null, choice.nodeIds ?? null, RULES_MAX],
  );
}

const values = (input: WaveRuleInput) => [
  input.nodeId,
  input.name,
  input.carrier ?? null,
  input.ordersMin,
  input.ordersMax,
  input.ordersPerTour,
  input.everyMin,
  input.isActive,
];

export async function insertRule(tx: Tx, input: WaveRuleInput): Promise<string> {
  const row = only(
    await tx.query<{ wave_rule_id: string }>(
      `insert into warehouse.wave_rule
         (tenant_id, node_id, name, carrier, orders_min, orders_max, orders_per_tour, every_min,
          is_active)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning wave_rule_id`,
      [tx.tenantId, ...values(input)],
    ),
  );
  return row.wave_rule_id;
}

export async function updateRule(
  tx: Tx,
  waveRuleId: string,
  input: WaveRuleInput,
): Promise<number> {
  return tx.execute(
    `update warehouse.wave_rule
        set node_id = $2, name = $3, carrier = $4, orders_min = $5, orders_max = $6,
            orders_per_tour = $7, every_min = $8, is_active = $9
      where tenant_id = $1 and wave_rule_id = $10`,
    [tx.tenantId, ...values(input), waveRuleId],
  );
}

export async function deleteRule(tx: Tx, waveRuleId: string): Promise<number> {
  return tx.execute(`delete from warehouse.wave_rule where tenant_id = $1 and wave_rule_id = $2`, [
    tx.tenantId,
    waveRuleId,
  ]);
}

/** Active rules whose time has come and for which work waits. Another process's rules are passed over. */
export async function lockDueRules(tx: Tx): Promise<RuleRow[]> {
  return tx.query<RuleRow>(
    `select ${columns} from warehouse.wave_rule r
      where r.tenant_id = $1 and r.is_active
        and (r.last_run_at is null
             or r.last_run_at <= clock_timestamp() - make_interval(mins => r.every_min))
        and (select count(*) >= r.orders_min
                    or coalesce(min(o.ship_by_at) <= clock_timestamp() + make_interval(mins => $2), false)
               from (select o.ship_by_at from warehouse.outbound_order o
                      where o.tenant_id = $1 and o.node_id = r.node_id and o.state = 'released'
                        and o.wave_id is null and (r.carrier is null or o.carrier = r.carrier)
                      order by o.ship_by_at limit r.orders_max) o)
      order by r.wave_rule_id
        for update of r skip locked`,
    [tx.tenantId, DUE_SOON_MIN],
  );
}

export async function markRuleRun(tx: Tx, waveRuleId: string): Promise<void> {
  await tx.execute(
    `update warehouse.wave_rule set last_run_at = clock_timestamp()
      where tenant_id = $1 and wave_rule_id = $2`,
    [tx.tenantId, waveRuleId],
  );
}
