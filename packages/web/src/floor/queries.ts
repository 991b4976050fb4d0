import { warehouseRoutes } from '@quayside/contract';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';

/** Live hints make these stale; the interval is for a device whose live line is down. */
const POLL_MS = 20_000;

export const toursQuery = (nodeId: string) =>
  queryOptions({
    queryKey: ['floor', 'tours', nodeId],
    queryFn: ({ signal }) => call(warehouseRoutes.listTours, { query: { nodeId }, signal }),
    refetchInterval: POLL_MS,
  });

/**
 * A tour with the moment its reading began: an answer to a scan that came later knows more, and a
 * reading that began earlier must not overwrite it.
 */
export const tourQuery = (tourId: string) =>
  queryOptions({
    queryKey: ['floor', 'tour', tourId],
    queryFn: async ({ signal }) => {
      const beganAtMs = performance.now();
      const tour = await call(warehouseRoutes.getTour, { params: { id: tourId }, signal });
      return { tour, beganAtMs };
    },
    refetchInterval: POLL_MS,
    staleTime: 0,
    gcTime: 0,
    // Each reading is an event for the screen, also when nothing in it changed.
    structuralSharing: false,
  });

export const packQueueQuery = (nodeId: string) =>
  queryOptions({
    queryKey: ['floor', 'pack-queue', nodeId],
    queryFn: ({ signal }) => call(warehouseRoutes.listPackQueue, { query: { nodeId }, signal }),
    refetchInterval: POLL_MS,
  });

export const carriersQuery = (nodeId: string) =>
  queryOptions({
    queryKey: ['floor', 'carriers', nodeId],
    queryFn: ({ signal }) =>
      call(warehouseRoutes.listWaitingCarriers, { query: { nodeId }, signal }),
    refetchInterval: POLL_MS,
  });

export const manifestQuery = (manifestId: string) =>
  queryOptions({
    queryKey: ['floor', 'manifest', manifestId],
    queryFn: async ({ signal }) => {
      const beganAtMs = performance.now();
      const params = { id: manifestId };
      const reading = await call(warehouseRoutes.getManifest, { params, signal });
      return { reading, beganAtMs };
    },
    refetchInterval: POLL_MS,
    staleTime: 0,
    gcTime: 0,
    structuralSharing: false,
  });
