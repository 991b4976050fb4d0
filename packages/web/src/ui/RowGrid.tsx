import { Checkbox, Loader } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './RowGrid.module.css';

export type Column<R> = {
  id: string;
  label: ReactNode;
  /** A CSS grid track: `120px` or `minmax(160px, 1fr)`. */
  width: string;
  isNumber?: boolean;
  render: (row: R) => ReactNode;
};

export type RowSelection = {
  has: (key: string) => boolean;
  size: number;
  /** A click on a row's box; with Shift, everything between. */
  toggle: (key: string, withShift: boolean) => void;
  /** The box in the head: all loaded rows, or none. */
  toggleAll: () => void;
};

type Props<R> = {
  label: string;
  columns: readonly Column<R>[];
  rows: readonly R[];
  keyOf: (row: R) => string;
  onOpen?: (row: R) => void;
  /** Which row the keyboard stands on. */
  cursorKey?: string | null;
  /** Which row is open beside the list. */
  openKey?: string | null;
  isDimmed?: (row: R) => boolean;
  selection?: RowSelection;
  onEnd?: () => void;
  isLoadingMore?: boolean;
  scrollRef?: RefObject<HTMLDivElement | null>;
  onScroll?: (top: number) => void;
};

const ROW_PX = 36;
/** Rows rendered beyond the window, so that fast scrolling stays filled. */
const OVERSCAN = 12;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 25;

const SELECT_PX = 40;
/** Padding of a row, both sides. */
const EDGES_PX = 16;

/** The narrowest that all columns can be; below it the list scrolls sideways. */
export function leastPx(widths: readonly string[], hasSelection: boolean): number {
  const columns = widths.reduce((sum, width) => sum + Number(/(\d+)px/.exec(width)?.[1] ?? 0), 0);
  return columns + EDGES_PX + (hasSelection ? SELECT_PX : 0);
}

/** A long list of 36 px rows of which only the visible ones exist. Head and rows scroll together sideways. */
export function RowGrid<R>(props: Props<R>) {
  const { columns, rows, keyOf, selection, onEnd, onOpen, isDimmed, cursorKey, openKey } = props;
  const own = useRef<HTMLDivElement>(null);
  const scroller = props.scrollRef ?? own;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollPaddingStart: ROW_PX,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - AHEAD) onEnd?.();
  }, [lastShown, rows.length, onEnd]);
  useEffect(() => {
    if (cursorKey === null || cursorKey === undefined) return;
    const index = rows.findIndex((row) => keyOf(row) === cursorKey);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
    // Only a move of the cursor scrolls; new rows must not.
  }, [cursorKey]);

  const widths = columns.map(({ width }) => width);
  const tracks = [...(selection ? ['40px'] : []), ...widths].join(' ');
  const style = { '--tracks': tracks, '--least': `${leastPx(widths, selection !== undefined)}px` };
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      onScroll={(event) => props.onScroll?.(event.currentTarget.scrollTop)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot be virtualised in this way. */}
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        className={classes.grid}
        style={style as CSSProperties}
      >
        <Head columns={columns} rows={rows.length} selection={selection} />
        <div className={classes.body} style={{ height: virtual.getTotalSize() }} role="rowgroup">
          {shown.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = keyOf(row);
            return (
              <div
                key={item.key}
                role="row"
                tabIndex={-1}
                aria-rowindex={item.index + 2}
                aria-selected={selection?.has(key)}
                className={classes.row}
                data-row={key}
                data-open={key === openKey || undefined}
                data-cursor={key === cursorKey || undefined}
                data-selected={selection?.has(key) || undefined}
                data-dimmed={isDimmed?.(row) || undefined}
                data-clickable={onOpen !== undefined || undefined}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => onOpen?.(row)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.(row);
                }}
              >
                {selection && <SelectCell rowKey={key} selection={selection} />}
                {columns.map((column) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    className={classes.cell}
                    data-number={column.isNumber || undefined}
                  >
                    {column.render(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
        {props.isLoadingMore && (
          <div className={classes.more}>
            <Loader size={16} />
          </div>
        )}
      </div>
    </div>
  );
}

function Head<R>({
  columns,
  rows,
  selection,
}: {
  columns: readonly Column<R>[];
  rows: number;
  selection: RowSelection | undefined;
}) {
  const { t } = useTranslation();
  return (
    <div role="row" className={classes.head} tabIndex={-1}>
      {selection && (
        <div role="columnheader" className={classes.cell} tabIndex={-1}>
          <Checkbox
            size="xs"
            aria-label={t('grid.selectLoaded')}
            checked={selection.size > 0 && selection.size >= rows}
            indeterminate={selection.size > 0 && selection.size < rows}
            onChange={selection.toggleAll}
          />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          role="columnheader"
          tabIndex={-1}
          className={classes.cell}
          data-number={column.isNumber || undefined}
        >
          {column.label}
        </div>
      ))}
    </div>
  );
}

function SelectCell({ rowKey, selection }: { rowKey: string; selection: RowSelection }) {
  const { t } = useTranslation();
  return (
    <div
      role="gridcell"
      className={classes.cell}
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <Checkbox
        size="xs"
        aria-label={t('grid.selectRow')}
        checked={selection.has(rowKey)}
        onChange={() => undefined}
        onClick={(event) => selection.toggle(rowKey, event.shiftKey)}
      />
    </div>
  );
}
