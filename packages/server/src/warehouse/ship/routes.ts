import { warehouseRoutes as routes } from '@quayside/contract';
import {
  type Caller,
  type Clock,
  mayUseNode,
  type Service,
  type Tx,
} from '../../platform/index.ts';
import { closeManifest } from './close.ts';
import { openManifest, scanOntoManifest } from './manifest.ts';
import type { ConsumptionsOf } from './promises.ts';
import { manifestById, waitingCarriers } from './queries.ts';
import { getManifest, listManifests, manifestPaper } from './read.ts';

async function mayUseManifest(tx: Tx, caller: Caller, manifestId: string): Promise<void> {
  mayUseNode(caller, (await manifestById(tx, manifestId)).nodeId);
}

export function shipRoutes(
  service: Service,
  clock: Clock,
  wiring: { consumptionsOf: ConsumptionsOf },
): void {
  service.serve(routes.listManifests, async (tx, { query, caller }) => {
    mayUseNode(caller, query.nodeId);
    return listManifests(tx, query.nodeId, query);
  });
  service.serve(routes.openManifest, async (tx, { body, caller }) => {
    mayUseNode(caller, body.nodeId);
    return openManifest(tx, body);
  });
  service.serve(routes.listWaitingCarriers, async (tx, { query, caller }) => {
    mayUseNode(caller, query.nodeId);
    return { rows: await waitingCarriers(tx, query.nodeId) };
  });
  service.serve(routes.getManifest, async (tx, { params, caller }) => {
    await mayUseManifest(tx, caller, params.id);
    return getManifest(tx, params.id);
  });
  service.serve(routes.scanOntoManifest, async (tx, { params, body, caller }) => {
    await mayUseManifest(tx, caller, params.id);
    return scanOntoManifest(tx, params.id, body.scan);
  });
  service.serve(routes.closeManifest, async (tx, { params, caller }) => {
    await mayUseManifest(tx, caller, params.id);
    return closeManifest(tx, params.id, wiring.consumptionsOf);
  });
  service.serveFile(
    {
      path: '/api/v1/manifests/:id/pdf',
      summary: 'A manifest on paper, with boxes to sign',
      tag: 'warehouse',
      permission: 'warehouse.read',
    },
    async (tx, { id = '' }, caller) => {
      await mayUseManifest(tx, caller, id);
      return manifestPaper(tx, id, clock);
    },
  );
}
