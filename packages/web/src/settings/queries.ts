import { accessRoutes } from '@quayside/contract';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => call(accessRoutes.listPeople, { signal }),
});

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => call(accessRoutes.listApiKeys, { signal }),
});

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => call(accessRoutes.getSettings, { signal }),
});
