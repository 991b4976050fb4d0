import { orderRoutes, reportRoutes as reports, stockRoutes } from '@quayside/contract';
import { type Clock, mayUseNode, type Service, type Tx } from '../platform/index.ts';
import { dashboard } from './dashboard.ts';
import { listExceptions } from './exceptions.ts';
import { orderPage } from './order-page.ts';
import { search } from './search.ts';
import { stockPage } from './stock-page.ts';

/**
 * Reads across the domains for the pages that need them: the order page, the live wall, exceptions, one
 * SKU, the search box. Read-only: it writes nothing, and no domain imports it.
 */
export function reportRoutes(
  service: Service,
  deps: { clock: Clock; tenantOf(tx: Tx): Promise<{ currency: string; timeZone: string }> },
): void {
  service.serve(orderRoutes.getOrder, (tx, { params, caller }) => orderPage(tx, caller, params.id));
  service.serve(orderRoutes.listExceptions, (tx, { query }) => listExceptions(tx, query));
  service.serve(orderRoutes.search, async (tx, { query, caller }) => ({
    hits: await search(tx, caller, query.q),
  }));
  service.serve(stockRoutes.getStock, (tx, { params, caller }) => stockPage(tx, caller, params.id));
  service.serve(reports.dashboard, async (tx, { query, caller }) => {
    if (query.nodeId !== undefined) mayUseNode(caller, query.nodeId);
    const limited = caller.nodeIds === null ? null : [...caller.nodeIds];
    const nodeIds = query.nodeId === undefined ? limited : [query.nodeId];
    return dashboard(tx, nodeIds, await deps.tenantOf(tx), deps.clock.now());
  });
}
