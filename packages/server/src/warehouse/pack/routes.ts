import { warehouseRoutes as routes } from '@quayside/contract';
import {
  type Caller,
  type Clock,
  mayUseNode,
  readDocument,
  type Service,
  type Tx,
} from '../../platform/index.ts';
import { outboundById } from '../outbound/queries.ts';
import { closeCarton } from './close-carton.ts';
import { nodeOfParcel, parcelLabelAsPdf, parcelLabelAsZpl } from './parcel-label.ts';
import { putBack } from './put-back.ts';
import { listPackQueue, openPack } from './read.ts';
import { restartPack, verifyItem } from './verify.ts';

async function mayUseOutbound(tx: Tx, caller: Caller, outboundOrderId: string): Promise<void> {
  mayUseNode(caller, (await outboundById(tx, outboundOrderId)).nodeId);
}

export function packRoutes(service: Service, clock: Clock): void {
  service.serve(routes.openPack, async (tx, { body, caller }) => {
    mayUseNode(caller, body.nodeId);
    return openPack(tx, body.nodeId, body.scan);
  });
  service.serve(routes.listPackQueue, async (tx, { query, caller }) => {
    mayUseNode(caller, query.nodeId);
    return { rows: await listPackQueue(tx, query.nodeId) };
  });
  service.serve(routes.verifyItem, async (tx, { params, body, caller }) => {
    await mayUseOutbound(tx, caller, params.id);
    return verifyItem(tx, params.id, body);
  });
  service.serve(routes.restartPack, async (tx, { params, caller }) => {
    await mayUseOutbound(tx, caller, params.id);
    return restartPack(tx, params.id);
  });
  service.serve(routes.closeCarton, async (tx, { params, body, caller }) => {
    await mayUseOutbound(tx, caller, params.id);
    return closeCarton(tx, params.id, body);
  });
  service.serve(routes.putBack, async (tx, { params, body, caller }) => {
    await mayUseOutbound(tx, caller, params.id);
    await putBack(tx, params.id, body.locationScan);
    return { ok: true as const };
  });
  paperRoutes(service, clock);
}

/** Content types of carriers' labels, and how their files end. */
const SHOWN_TYPES = new Map([
  ['application/pdf', 'pdf'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['text/plain', 'txt'],
]);

function paperRoutes(service: Service, clock: Clock): void {
  const label = { tag: 'floor', permission: 'floor.work' } as const;
  service.serveFile(
    {
      ...label,
      path: '/api/v1/parcels/:id/label.pdf',
      summary: 'Quayside’s own parcel label, PDF',
    },
    async (tx, { id = '' }, caller) => {
      mayUseNode(caller, await nodeOfParcel(tx, id));
      return parcelLabelAsPdf(tx, id, clock);
    },
  );
  service.serveFile(
    {
      ...label,
      path: '/api/v1/parcels/:id/label.zpl',
      summary: 'Quayside’s own parcel label, ZPL II',
    },
    async (tx, { id = '' }, caller) => {
      mayUseNode(caller, await nodeOfParcel(tx, id));
      return parcelLabelAsZpl(tx, id, clock);
    },
  );
  service.serveFile(
    {
      ...label,
      path: '/api/v1/documents/:id',
      summary: 'A kept document: a carrier’s label as it came',
    },
    async (tx, { id = '' }) => {
      const { content, contentType, kind } = await readDocument(tx, id);
      // What came from outside is shown only as a kind that carries no script of its own.
      const extension = SHOWN_TYPES.get(contentType);
      return extension === undefined
        ? { content, contentType: 'application/octet-stream', name: `${kind}-${id}` }
        : { content, contentType, name: `${kind}-${id}.${extension}` };
    },
  );
}
