import { type OrderFilters, orderRoutes } from '@quayside/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { keyset } from '../api/keyset.ts';

const PAGE = 100;

/** The workbench's rows, page by page. */
export const ordersQuery = (filters: OrderFilters, sort: 'ship_by' | 'newest') =>
  infiniteQueryOptions({
    queryKey: ['orders', 'list', filters, sort],
    queryFn: ({ pageParam, signal }) =>
      call(orderRoutes.listOrders, {
        query: { ...filters, sort, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });

/** Orders in each state under the same filters; the state itself is the tab and does not count. */
export const orderCountsQuery = (filters: OrderFilters) => {
  const { state: _tab, ...rest } = filters;
  return queryOptions({
    queryKey: ['orders', 'counts', rest],
    queryFn: ({ signal }) => call(orderRoutes.countOrders, { query: rest, signal }),
  });
};

export const orderQuery = (orderId: string) =>
  queryOptions({
    queryKey: ['orders', 'one', orderId],
    queryFn: ({ signal }) => call(orderRoutes.getOrder, { params: { id: orderId }, signal }),
  });

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => call(orderRoutes.listViews, { signal }),
});

export const exceptionsQuery = infiniteQueryOptions({
  queryKey: ['exceptions'],
  queryFn: ({ pageParam, signal }) =>
    call(orderRoutes.listExceptions, { query: { limit: PAGE, cursor: pageParam }, signal }),
  ...keyset,
});
