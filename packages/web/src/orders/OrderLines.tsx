import type { OrderDetail, OrderLine } from '@quayside/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import classes from './order.module.css';

/** The way of a unit, in the order in which it goes. */
const way = ['promised', 'bin', 'tote', 'parcel', 'carrier'] as const;

/** The stages in words, above the bars that show them. */
function WayLegend() {
  const { t } = useTranslation();
  return (
    <p className={classes.legend}>{way.map((stage) => t(`whereabouts.${stage}`)).join(' → ')}</p>
  );
}

/** What was bought, and where each unit of it is now. */
export function OrderLines({ order }: { order: OrderDetail }) {
  return (
    <div>
      <WayLegend />
      {order.lines.map((line) => (
        <Line key={line.orderLineId} line={line} currency={order.currency} />
      ))}
    </div>
  );
}

function Line({ line, currency }: { line: OrderLine; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const price = line.unitPriceMinor * line.qty - line.discountMinor;
  return (
    <article className={classes.line}>
      <div className={classes.lineHead}>
        <div style={{ minWidth: 0 }}>
          <div className={`${classes.lineName} qs-ellipsis`}>{line.name}</div>
          <div style={{ color: 'var(--qs-dimmed)' }}>
            {line.skuId === null ? (
              <MeaningBadge meaning="stopped" isBare>
                {t('order.noSku', { code: line.sellerSku ?? '' })}
              </MeaningBadge>
            ) : (
              <Link className="qs-link" to="/stock/$skuId" params={{ skuId: line.skuId }}>
                {line.skuCode}
              </Link>
            )}
            {line.isKit && ` · ${t('order.kit')}`}
          </div>
        </div>
        <div style={{ textAlign: 'right' }}>
          <div className={classes.lineName}>{t('order.units', { count: line.qty })}</div>
          <div style={{ color: 'var(--qs-dimmed)' }}>{format.money(price, currency)}</div>
        </div>
      </div>
      <div>
        {line.whereabouts.map((where) => (
          <Whereabouts
            key={`${where.skuCode} ${where.stage} ${where.place}`}
            where={where}
            ofSku={line.isKit ? where.skuCode : null}
          />
        ))}
      </div>
    </article>
  );
}

type WhereaboutsProps = {
  where: OrderLine['whereabouts'][number];
  /** The component, where the line is a kit. */
  ofSku: string | null;
};

function Whereabouts({ where, ofSku }: WhereaboutsProps) {
  const { t } = useTranslation();
  const word = t(`whereabouts.${where.stage}`);
  const reached = way.findIndex((stage) => stage === where.stage);
  const mark = (index: number) => {
    if (where.stage === 'backordered') return index === 0 ? 'attention' : undefined;
    if (where.stage === 'cancelled') return 'plain';
    if (index > reached) return undefined;
    return where.stage === 'carrier' ? 'end' : 'way';
  };
  return (
    <div className={classes.steps}>
      <span>
        {t('order.unitsOf', { count: where.qty })} {ofSku}
      </span>
      <div
        className={classes.stepBar}
        role="img"
        aria-label={t('order.stepOf', { word, step: Math.max(0, reached) + 1, count: way.length })}
      >
        {way.map((stage, index) => (
          <span
            key={stage}
            className={classes.step}
            data-done={mark(index)}
            title={t(`whereabouts.${stage}`)}
          />
        ))}
      </div>
      <span className="qs-ellipsis">
        <strong>{word}</strong> {where.place}
      </span>
    </div>
  );
}
