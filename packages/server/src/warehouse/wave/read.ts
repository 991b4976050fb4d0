import type { Wave } from '@quayside/contract';
import { nodesOf } from '../../catalogue/index.ts';
import { decodeCursor, only, type Tx, toPage } from '../../platform/index.ts';
import { type WaveRow, waveRows } from './queries.ts';

function toWave(row: WaveRow, nodeCodes: ReadonlyMap<string, string>): Wave {
  const { walkMm, sShapeWalkMm, ...rest } = row;
  return {
    ...rest,
    nodeCode: nodeCodes.get(row.nodeId) ?? row.nodeId,
    releasedAt: row.releasedAt.toISOString(),
    walkM: Math.round(Number(walkMm) / 1000),
    sShapeWalkM: Math.round(Number(sShapeWalkMm) / 1000),
  };
}

export async function nodeCodesOf(tx: Tx): Promise<Map<string, string>> {
  return new Map((await nodesOf(tx)).map((node) => [node.nodeId, node.nodeCode]));
}

export async function getWave(tx: Tx, waveId: string): Promise<Wave> {
  const row = only(await waveRows(tx, { waveId, limit: 1 }));
  return toWave(row, await nodeCodesOf(tx));
}

/** Waves newest first; `nodeIds` null means every node. */
export async function listWaves(
  tx: Tx,
  choice: {
    nodeIds: readonly string[] | null;
    cursor?: string | undefined;
    limit?: number | undefined;
  },
): Promise<{ rows: Wave[]; nextCursor: string | null }> {
  const limit = choice.limit ?? 50;
  const before = decodeCursor(choice.cursor, 1);
  const rows = await waveRows(tx, {
    nodeIds: choice.nodeIds,
    beforeId: before?.[0] ?? null,
    limit: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.waveId]);
  const nodeCodes = await nodeCodesOf(tx);
  return { rows: page.rows.map((row) => toWave(row, nodeCodes)), nextCursor: page.nextCursor };
}
