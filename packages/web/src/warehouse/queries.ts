import { warehouseRoutes } from '@quayside/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { keyset } from '../api/keyset.ts';

const PAGE = 50;

export const wavesQuery = (nodeId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['warehouse', 'waves', nodeId],
    queryFn: ({ pageParam, signal }) =>
      call(warehouseRoutes.listWaves, {
        query: { nodeId, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });

export const waveRulesQuery = queryOptions({
  queryKey: ['warehouse', 'rules'],
  queryFn: ({ signal }) => call(warehouseRoutes.listWaveRules, { signal }),
});

export const manifestsQuery = (nodeId: string) =>
  infiniteQueryOptions({
    queryKey: ['warehouse', 'manifests', nodeId],
    queryFn: ({ pageParam, signal }) =>
      call(warehouseRoutes.listManifests, {
        query: { nodeId, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });

export const manifestQuery = (manifestId: string) =>
  queryOptions({
    queryKey: ['warehouse', 'manifest', manifestId],
    queryFn: ({ signal }) =>
      call(warehouseRoutes.getManifest, { params: { id: manifestId }, signal }),
  });
