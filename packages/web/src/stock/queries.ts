import { stockRoutes } from '@quayside/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { keyset } from '../api/keyset.ts';

const PAGE = 100;

export type StockFilters = {
  search?: string | undefined;
  nodeId?: string | undefined;
  atpMax?: number | undefined;
};

export const stockListQuery = (filters: StockFilters) =>
  infiniteQueryOptions({
    queryKey: ['stock', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      call(stockRoutes.listStock, {
        query: { ...filters, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });

export const stockQuery = (skuId: string) =>
  queryOptions({
    queryKey: ['stock', 'one', skuId],
    queryFn: ({ signal }) => call(stockRoutes.getStock, { params: { id: skuId }, signal }),
  });

export const movesQuery = (skuId: string, nodeId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['stock', 'moves', skuId, nodeId],
    queryFn: ({ pageParam, signal }) =>
      call(stockRoutes.listMoves, {
        params: { id: skuId },
        query: { nodeId, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });
