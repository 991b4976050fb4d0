/** For `infiniteQueryOptions`: where the first page starts and where the next one does. */
export const keyset = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { nextCursor: string | null }) => last.nextCursor ?? undefined,
};
