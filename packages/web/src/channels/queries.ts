import { channelRoutes } from '@quayside/contract';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: ({ signal }) => call(channelRoutes.listChannels, { signal }),
});
