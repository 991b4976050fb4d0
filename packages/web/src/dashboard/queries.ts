import { reportRoutes } from '@quayside/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';

/** Minutes pass on the wall even when nothing happens: read again at least this often. */
const WALL_MS = 30_000;

export const dashboardQuery = (nodeId: string | undefined) =>
  queryOptions({
    queryKey: ['dashboard', nodeId],
    queryFn: ({ signal }) => call(reportRoutes.dashboard, { query: { nodeId }, signal }),
    refetchInterval: WALL_MS,
    placeholderData: keepPreviousData,
  });
