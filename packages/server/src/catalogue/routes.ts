import { type Node, catalogueRoutes as routes } from '@quayside/contract';
import { mayUseNode, only, Refusal, type Service, type Tx } from '../platform/index.ts';
import { getSku, listLocations, listNodes, listSkus, type StockByLocation } from './lists.ts';
import { addLocations, addNode, changeNode } from './places.ts';
import { putSkus } from './write.ts';

/** Registers SKUs, nodes and locations. */
export function catalogueRoutes(
  service: Service,
  deps: { stockByLocation: StockByLocation },
): void {
  service.serve(routes.listSkus, (tx, { query, caller }) => listSkus(tx, caller, query));
  service.serve(routes.getSku, (tx, { params, caller }) => getSku(tx, caller, params.id));
  service.serve(routes.putSkus, (tx, { body }) => putSkus(tx, body.skus));

  service.serve(routes.listNodes, async (tx, { caller }) => ({
    rows: await listNodes(tx, caller.nodeIds === null ? null : [...caller.nodeIds]),
  }));
  service.serve(routes.addNode, async (tx, { body }) => oneNode(tx, await addNode(tx, body)));
  service.serve(routes.changeNode, async (tx, { params, body, caller }) => {
    mayUseNode(caller, params.id);
    await changeNode(tx, params.id, body);
    return oneNode(tx, params.id);
  });

  service.serve(routes.listLocations, async (tx, { params, query, caller }) => {
    mayUseNode(caller, params.id);
    await refuseUnknownNode(tx, params.id);
    return listLocations(tx, params.id, query, deps.stockByLocation);
  });
  service.serve(routes.addLocations, async (tx, { params, body, caller }) => {
    mayUseNode(caller, params.id);
    await refuseUnknownNode(tx, params.id);
    return addLocations(tx, params.id, body.locations);
  });
}

async function oneNode(tx: Tx, nodeId: string): Promise<Node> {
  return only(await listNodes(tx, [nodeId]));
}

async function refuseUnknownNode(tx: Tx, nodeId: string): Promise<void> {
  const nodes = await listNodes(tx, [nodeId]);
  if (nodes.length === 0) throw new Refusal('not_found', `There is no node ${nodeId}.`);
}
