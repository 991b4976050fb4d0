import type { PackJob } from '@quayside/contract';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { Deadline } from '../../ui/Times.tsx';
import classes from '../ui/classes.ts';
import { NewsPanel } from '../ui/parts.tsx';
import { SkuTile } from '../ui/SkuTile.tsx';
import { skuTail } from '../ui/tile-shape.ts';
import { leftQty, type PackLine, verifiedQty } from './job.ts';
import type { PendingQty } from './state.ts';

/** Whose order lies on the bench, and by when it must leave. */
export function OrderHead({ job }: { job: PackJob }) {
  const { t } = useTranslation('floor');
  return (
    <>
      <div className={classes.verb} style={{ flexWrap: 'wrap' }}>
        <span data-testid="order-number">{job.orderNumber}</span>
        <span className={classes.tail}>
          {[job.channelName, job.carrier, job.toteBarcode]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        {job.shipByAt !== null && (
          <span className={classes.words}>
            <Deadline at={job.shipByAt} />
          </span>
        )}
      </div>
      {job.note !== null && <NewsPanel>{t('pack.note', { note: job.note })}</NewsPanel>}
    </>
  );
}

type Props = { job: PackJob; pending: PendingQty };

/** Every unit of the order with its counter; what is still to scan stands first. */
export function BenchLines({ job, pending }: Props) {
  const inOrder = job.lines.toSorted(
    (a, b) => Number(leftQty(a, pending) === 0) - Number(leftQty(b, pending) === 0),
  );
  return (
    <div className={classes.stack}>
      {inOrder.map((line) => (
        <Line key={line.outboundLineId} line={line} pending={pending} />
      ))}
    </div>
  );
}

function Line({ line, pending }: { line: PackLine; pending: PendingQty }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  const verified = verifiedQty(line, pending);
  const isComplete = verified >= line.qty;
  const { head, tail } = skuTail(line.skuCode);
  return (
    <div
      className={classes.benchLine}
      data-state={isComplete ? 'complete' : 'open'}
      data-testid="bench-line"
    >
      <SkuTile skuCode={line.skuCode} skuName={line.skuName} sizePx={64} />
      <div className={classes.rowMain}>
        <div className={classes.itemName} data-small>
          {line.skuName}
        </div>
        <div className={classes.tail}>
          {head}
          <b>{tail}</b>
        </div>
      </div>
      <div className={classes.lineCount}>
        {isComplete && (
          <IconCircleCheck
            size={24}
            color="var(--qs-ok)"
            aria-label={t('pack.lineComplete')}
            role="img"
          />
        )}
        <div>
          {format.count(verified)}
          <span> / {format.count(line.qty)}</span>
        </div>
      </div>
    </div>
  );
}
