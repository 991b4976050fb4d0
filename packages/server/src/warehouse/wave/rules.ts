import type { WaveRule } from '@quayside/contract';
import { nodeById } from '../../catalogue/index.ts';
import { Refusal, type Tx } from '../../platform/index.ts';
import { nodeCodesOf } from './read.ts';
import { releaseWave } from './release.ts';
import {
  deleteRule,
  insertRule,
  lockDueRules,
  markRuleRun,
  type RuleRow,
  ruleRows,
  updateRule,
} from './rule-queries.ts';

/** What a person sets on a rule. */
export interface WaveRuleInput {
  name: string;
  nodeId: string;
  carrier?: string | null;
  ordersMin: number;
  ordersMax: number;
  ordersPerTour: number;
  everyMin: number;
  isActive: boolean;
}

function toRule(row: RuleRow, nodeCodes: ReadonlyMap<string, string>): WaveRule {
  return {
    ...row,
    nodeCode: nodeCodes.get(row.nodeId) ?? row.nodeId,
    lastRunAt: row.lastRunAt?.toISOString() ?? null,
  };
}

/** `nodeIds` null means every node. */
export async function listWaveRules(
  tx: Tx,
  nodeIds: readonly string[] | null,
): Promise<WaveRule[]> {
  const nodeCodes = await nodeCodesOf(tx);
  return (await ruleRows(tx, { nodeIds })).map((row) => toRule(row, nodeCodes));
}

export async function waveRuleById(tx: Tx, waveRuleId: string): Promise<WaveRule> {
  const [row] = await ruleRows(tx, { waveRuleId });
  if (row === undefined) throw new Refusal('not_found', `There is no wave rule ${waveRuleId}.`);
  return toRule(row, await nodeCodesOf(tx));
}

export async function addWaveRule(tx: Tx, input: WaveRuleInput): Promise<WaveRule> {
  await refuseUnfit(tx, input);
  const waveRuleId = await insertRule(tx, input);
  tx.touch('warehouse');
  return waveRuleById(tx, waveRuleId);
}

export async function changeWaveRule(
  tx: Tx,
  waveRuleId: string,
  input: WaveRuleInput,
): Promise<WaveRule> {
  await refuseUnfit(tx, input);
  if ((await updateRule(tx, waveRuleId, input)) === 0) {
    throw new Refusal('not_found', `There is no wave rule ${waveRuleId}.`);
  }
  tx.touch('warehouse');
  return waveRuleById(tx, waveRuleId);
}

export async function dropWaveRule(tx: Tx, waveRuleId: string): Promise<void> {
  if ((await deleteRule(tx, waveRuleId)) === 0) {
    throw new Refusal('not_found', `There is no wave rule ${waveRuleId}.`);
  }
  tx.touch('warehouse');
}

async function refuseUnfit(tx: Tx, input: WaveRuleInput): Promise<void> {
  const node = await nodeById(tx, input.nodeId);
  if (node.mode !== 'directed') {
    throw new Refusal('state_refused', `${node.name} keeps stock without bins; it has no waves.`, {
      facts: { nodeCode: node.nodeCode, mode: node.mode },
      remedy: 'Choose a node in directed mode.',
    });
  }
  if (input.ordersMin > input.ordersMax) {
    throw new Refusal('invalid_input', 'The fewest orders are more than the most orders.', {
      facts: { ordersMin: input.ordersMin, ordersMax: input.ordersMax },
      remedy: 'Make ordersMin at most ordersMax.',
    });
  }
}

/**
 * Runs every rule whose time has come and for which enough orders wait, or one is due within the hour.
 * A rule that another process runs now is passed over. Answers the waves released.
 */
export async function runDueWaveRules(tx: Tx): Promise<{ waveIds: string[] }> {
  const waveIds: string[] = [];
  for (const rule of await lockDueRules(tx)) {
    const selection = {
      nodeId: rule.nodeId,
      ordersMax: rule.ordersMax,
      ordersPerTour: rule.ordersPerTour,
      ...(rule.carrier === null ? {} : { carrier: rule.carrier }),
    };
    // A rule whose orders the bins do not cover waits for its next turn instead of trying each minute.
    await markRuleRun(tx, rule.waveRuleId);
    try {
      waveIds.push((await releaseWave(tx, selection, rule.name)).waveId);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'nothing_to_release') throw error;
    }
  }
  return { waveIds };
}
