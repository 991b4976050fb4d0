import { channelRoutes } from '@quayside/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import { keyset } from '../api/keyset.ts';

const PAGE = 100;

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: ({ signal }) => call(channelRoutes.listChannels, { signal }),
});

export const platformsQuery = queryOptions({
  queryKey: ['channels', 'platforms'],
  queryFn: ({ signal }) => call(channelRoutes.listPlatforms, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const channelQuery = (channelId: string) =>
  queryOptions({
    queryKey: ['channels', 'one', channelId],
    queryFn: ({ signal }) => call(channelRoutes.getChannel, { params: { id: channelId }, signal }),
  });

export type ListingFilters = {
  search?: string | undefined;
  only?: 'unmapped' | 'owed' | 'failed' | undefined;
};

export const listingsQuery = (channelId: string, filters: ListingFilters) =>
  infiniteQueryOptions({
    queryKey: ['channels', 'listings', channelId, filters],
    queryFn: ({ pageParam, signal }) =>
      call(channelRoutes.listListings, {
        params: { id: channelId },
        query: { ...filters, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });

export const pushLogQuery = (channelId: string, listingId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['channels', 'push-log', channelId, listingId],
    queryFn: ({ pageParam, signal }) =>
      call(channelRoutes.listPushLog, {
        params: { id: channelId },
        query: { listingId, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });

export const channelTasksQuery = (channelId: string) =>
  infiniteQueryOptions({
    queryKey: ['channels', 'tasks', channelId],
    queryFn: ({ pageParam, signal }) =>
      call(channelRoutes.listChannelTasks, {
        query: { channelId, limit: PAGE, cursor: pageParam },
        signal,
      }),
    ...keyset,
  });
