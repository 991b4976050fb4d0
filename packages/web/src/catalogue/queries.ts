import { catalogueRoutes, type PartOf } from '@quayside/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { keyset } from '../api/keyset.ts';

const PAGE = 100;
type LocationQuery = PartOf<typeof catalogueRoutes.listLocations, 'query'>;

export const skusQuery = (search: string | undefined, isKit: boolean | undefined) =>
  infiniteQueryOptions({
    queryKey: ['catalogue', 'skus', search, isKit],
    queryFn: ({ pageParam, signal }) =>
      call(catalogueRoutes.listSkus, {
        query: { search, isKit, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });

export const skuQuery = (skuId: string) =>
  queryOptions({
    queryKey: ['catalogue', 'sku', skuId],
    queryFn: ({ signal }) => call(catalogueRoutes.getSku, { params: { id: skuId }, signal }),
  });

export const nodesQuery = queryOptions({
  queryKey: ['catalogue', 'nodes'],
  queryFn: ({ signal }) => call(catalogueRoutes.listNodes, { signal }),
});

export const locationsQuery = (
  nodeId: string,
  search: string | undefined,
  type: LocationQuery['type'] | undefined,
) =>
  infiniteQueryOptions({
    queryKey: ['catalogue', 'locations', nodeId, search, type],
    queryFn: ({ pageParam, signal }) =>
      call(catalogueRoutes.listLocations, {
        params: { id: nodeId },
        query: { search, type, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });
