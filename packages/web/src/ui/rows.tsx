import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import { type Column, RowGrid, type RowSelection } from './RowGrid.tsx';
import { ErrorState, RowSkeletons } from './states.tsx';

/** What every keyset page answers. */
export type PageOf<R> = { rows: R[]; nextCursor: string | null };
type Pages<R> = UseInfiniteQueryResult<InfiniteData<PageOf<R>>>;

/** The rows of all pages read so far, and how to read on. */
export function useRows<R>(query: Pages<R>) {
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return { rows, readOn };
}

type Props<R> = {
  label: string;
  query: Pages<R>;
  columns: readonly Column<R>[];
  keyOf: (row: R) => string;
  empty: ReactNode;
  onOpen?: (row: R) => void;
  selection?: RowSelection;
};

/** A keyset list with its three other states: loading, empty, failed. */
export function RowList<R>({ label, query, columns, keyOf, empty, onOpen, selection }: Props<R>) {
  const { rows, readOn } = useRows(query);
  if (query.isPending) return <RowSkeletons />;
  if (query.isError && rows.length === 0) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (rows.length === 0) return empty;
  return (
    <RowGrid
      label={label}
      columns={columns}
      rows={rows}
      keyOf={keyOf}
      onEnd={readOn}
      isLoadingMore={query.isFetchingNextPage}
      {...(onOpen === undefined ? {} : { onOpen })}
      {...(selection === undefined ? {} : { selection })}
    />
  );
}
