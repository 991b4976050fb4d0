import { warehouseRoutes as routes, type Tour } from '@quayside/contract';
import {
  type Caller,
  type Clock,
  mayUseNode,
  type Service,
  type Tx,
} from '../../platform/index.ts';
import { claimTour, handBackTour } from './claim.ts';
import { confirmPick } from './confirm.ts';
import { pickSlipOf } from './pick-slip.ts';
import { taskById, tourById } from './queries.ts';
import { getTour, listTours } from './read.ts';
import { reportShort } from './short.ts';
import { bindTote } from './tote.ts';
import { undoPick } from './undo.ts';

async function mayUseTour(tx: Tx, caller: Caller, tourId: string): Promise<void> {
  mayUseNode(caller, (await tourById(tx, tourId)).nodeId);
}

async function mayUseTask(tx: Tx, caller: Caller, pickTaskId: string): Promise<void> {
  await mayUseTour(tx, caller, (await taskById(tx, pickTaskId)).tourId);
}

/** A tour is too large to keep with every scan: a repeated scan reads it as it is now. */
const tourAgain = {
  keep: (tour: Tour) => tour.tourId,
  read: (tx: Tx, tourId: string) => getTour(tx, tourId),
};

export function pickRoutes(service: Service, clock: Clock): void {
  service.serve(routes.listTours, async (tx, { query, caller }) => {
    mayUseNode(caller, query.nodeId);
    return { rows: await listTours(tx, query.nodeId, { includeDone: query.includeDone === true }) };
  });
  service.serve(
    routes.claimTour,
    async (tx, { body, caller }) => {
      mayUseNode(caller, body.nodeId);
      return { tour: await claimTour(tx, body) };
    },
    {
      keep: ({ tour }) => tour?.tourId ?? null,
      read: async (tx, tourId) => ({ tour: tourId === null ? null : await getTour(tx, tourId) }),
    },
  );
  service.serve(routes.getTour, async (tx, { params, caller }) => {
    await mayUseTour(tx, caller, params.id);
    return getTour(tx, params.id);
  });
  service.serve(routes.handBackTour, async (tx, { params, caller }) => {
    await mayUseTour(tx, caller, params.id);
    await handBackTour(tx, params.id, { isPlanner: caller.permissions.has('warehouse.plan') });
    return { ok: true as const };
  });
  service.serve(
    routes.bindTote,
    async (tx, { params, body, caller }) => {
      await mayUseTour(tx, caller, params.id);
      return bindTote(tx, params.id, body);
    },
    tourAgain,
  );
  service.serve(
    routes.confirmPick,
    async (tx, { params, body, caller }) => {
      await mayUseTask(tx, caller, params.id);
      return confirmPick(tx, params.id, body);
    },
    tourAgain,
  );
  service.serve(
    routes.reportShort,
    async (tx, { params, body, caller }) => {
      await mayUseTask(tx, caller, params.id);
      return reportShort(tx, params.id, body);
    },
    {
      keep: ({ tour, ...rest }) => ({ ...rest, tourId: tour.tourId }),
      read: async (tx, { tourId, ...rest }) => ({ ...rest, tour: await getTour(tx, tourId) }),
    },
  );
  service.serve(
    routes.undoPick,
    async (tx, { params, caller }) => {
      await mayUseTask(tx, caller, params.id);
      return undoPick(tx, params.id);
    },
    tourAgain,
  );
  service.serveFile(
    {
      path: '/api/v1/tours/:id/pick-slip.pdf',
      summary: 'A tour on paper',
      tag: 'floor',
      permission: 'floor.work',
    },
    async (tx, { id = '' }, caller) => {
      await mayUseTour(tx, caller, id);
      return pickSlipOf(tx, id, clock);
    },
  );
}
