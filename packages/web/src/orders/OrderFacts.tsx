import type { Address, OrderDetail } from '@quayside/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { Copy } from '../ui/Copy.tsx';
import { Facts } from '../ui/Facts.tsx';
import { MeaningBadge, MeaningBanner } from '../ui/Meaning.tsx';
import { Ago, Deadline } from '../ui/Times.tsx';

/** An address in the order in which it is written on a parcel. */
export function addressLines(address: Address): string[] {
  const town = [address.district, address.city, address.state].filter(Boolean).join(', ');
  return [
    address.name,
    address.line1,
    address.line2,
    [town, address.postcode].filter(Boolean).join(' '),
    address.country,
  ].filter((line): line is string => line !== undefined && line !== '');
}

/** Customer, money, deadlines: what a question on the phone is about. */
export function OrderFacts({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isOver = ['shipped', 'delivered', 'cancelled'].includes(order.state);
  const goods = order.lines.reduce(
    (sum, line) => sum + line.unitPriceMinor * line.qty - line.discountMinor,
    0,
  );
  return (
    <Facts
      facts={[
        [t('order.fact.buyer'), order.buyerName],
        [
          t('order.fact.phone'),
          order.buyerPhone === null ? null : <Copy key="phone" value={order.buyerPhone} />,
        ],
        [
          t('order.fact.email'),
          order.buyerEmail === null ? null : <Copy key="email" value={order.buyerEmail} />,
        ],
        [
          t('order.fact.address'),
          order.address === null
            ? null
            : addressLines(order.address).map((line) => <div key={line}>{line}</div>),
        ],
        [t('order.fact.shop'), <ShopLink key="shop" order={order} />],
        [
          t('order.fact.external'),
          order.externalOrderNumber === null ? null : (
            <Copy key="external" isCode value={order.externalOrderNumber} />
          ),
        ],
        [t('order.fact.externalState'), order.externalState],
        [t('order.fact.placed'), <Ago key="placed" at={order.placedAt} />],
        [
          t('order.fact.shipBy'),
          order.shipByAt === null ? null : isOver ? (
            format.dayTime(order.shipByAt)
          ) : (
            <Deadline key="by" at={order.shipByAt} />
          ),
        ],
        [t('order.fact.carrier'), order.carrier],
        [t('order.fact.goods'), format.money(goods, order.currency)],
        [t('order.fact.shipping'), format.money(order.shippingMinor, order.currency)],
        [
          t('order.fact.total'),
          <strong key="total">{format.money(order.totalMinor, order.currency)}</strong>,
        ],
        [t('order.fact.paid'), <Paid key="paid" order={order} />],
        [
          t('order.fact.cancelled'),
          order.cancelReason === null ? null : (
            <CancelReason key="why" reason={order.cancelReason} />
          ),
        ],
        [t('order.fact.note'), order.note],
      ]}
    />
  );
}

function ShopLink({ order }: { order: OrderDetail }) {
  if (order.channelId === null) return order.channelName;
  return (
    <Link className="qs-link" to="/channels/$channelId" params={{ channelId: order.channelId }}>
      {order.channelName}
    </Link>
  );
}

function Paid({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  if (order.isCod) return t('order.cod');
  if (order.paidAt === null) {
    return (
      <MeaningBadge meaning="attention" isBare>
        {t('order.unpaid')}
      </MeaningBadge>
    );
  }
  return <Ago at={order.paidAt} />;
}

function CancelReason({ reason }: { reason: string }) {
  const { t, i18n } = useTranslation();
  const key = `cancelReason.${reason}`;
  return i18n.exists(key) ? t(key) : reason;
}

/** Holds that stand, and a cancellation that was asked for: first thing on the page. */
export function OrderWarnings({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const open = order.holds.filter((hold) => hold.clearedAt === null);
  return (
    <>
      {order.isCancelRequested && (
        <MeaningBanner meaning="attention">{t('orders.cancelAsked')}</MeaningBanner>
      )}
      {open.map((hold) => (
        <MeaningBanner key={hold.holdId} meaning="stopped">
          <strong>{t('order.held', { kind: t(`holdKind.${hold.kind}`) })}</strong>
          {hold.note !== null && <div>{hold.note}</div>}
          <div>
            {t(`order.holdHelp.${hold.kind}`)} · {hold.placedBy}, <Ago at={hold.placedAt} />
          </div>
        </MeaningBanner>
      ))}
    </>
  );
}
