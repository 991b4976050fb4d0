import { warehouseRoutes as routes } from '@quayside/contract';
import { type Caller, mayUseNode, type Service } from '../../platform/index.ts';
import { listWaves } from './read.ts';
import { previewWave, releaseWave } from './release.ts';
import { addWaveRule, changeWaveRule, dropWaveRule, listWaveRules, waveRuleById } from './rules.ts';

const nodesOfCaller = (caller: Caller) => (caller.nodeIds === null ? null : [...caller.nodeIds]);

export function waveRoutes(service: Service): void {
  service.serve(routes.listWaves, async (tx, { query, caller }) => {
    if (query.nodeId !== undefined) mayUseNode(caller, query.nodeId);
    return listWaves(tx, {
      nodeIds: query.nodeId === undefined ? nodesOfCaller(caller) : [query.nodeId],
      cursor: query.cursor,
      limit: query.limit,
    });
  });
  service.serve(routes.previewWave, async (tx, { body, caller }) => {
    mayUseNode(caller, body.nodeId);
    return previewWave(tx, body);
  });
  service.serve(routes.releaseWave, async (tx, { body, caller }) => {
    mayUseNode(caller, body.nodeId);
    return releaseWave(tx, body);
  });
  service.serve(routes.listWaveRules, async (tx, { caller }) => ({
    rows: await listWaveRules(tx, nodesOfCaller(caller)),
  }));
  service.serve(routes.addWaveRule, async (tx, { body, caller }) => {
    mayUseNode(caller, body.nodeId);
    return addWaveRule(tx, body);
  });
  service.serve(routes.changeWaveRule, async (tx, { params, body, caller }) => {
    mayUseNode(caller, (await waveRuleById(tx, params.id)).nodeId);
    mayUseNode(caller, body.nodeId);
    return changeWaveRule(tx, params.id, body);
  });
  service.serve(routes.dropWaveRule, async (tx, { params, caller }) => {
    mayUseNode(caller, (await waveRuleById(tx, params.id)).nodeId);
    await dropWaveRule(tx, params.id);
    return { ok: true as const };
  });
}
