import { Button } from '@mantine/core';
import type { StockDetail } from '@quayside/contract';
import { IconAdjustments, IconArrowLeft, IconArrowsExchange } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { Copy } from '../ui/Copy.tsx';
import { Page, PageHead, Section } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { AdjustDialog } from './AdjustDialog.tsx';
import { AtpByNode } from './AtpByNode.tsx';
import { Balances, ListingsOf, Reservations } from './blocks.tsx';
import { Ledger } from './Ledger.tsx';
import { MoveDialog } from './MoveDialog.tsx';
import { stockQuery } from './queries.ts';
import classes from './stock.module.css';

/** One SKU: what may be promised and why, where it lies, who holds it, every move it made. */
export function SkuStockPage() {
  const { t } = useTranslation();
  const { skuId } = useParams({ from: '/in/desk/stock/$skuId' });
  const { data: stock, error, refetch } = useQuery(stockQuery(skuId));
  if (stock === undefined && error !== null) {
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  return (
    <Page>
      <PageHead
        back={
          <Link className="qs-link" to="/stock">
            <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden="true" />{' '}
            {t('nav.stock')}
          </Link>
        }
        title={stock === undefined ? t('common.loading') : <Copy value={stock.skuCode} />}
        lead={
          stock === undefined ? undefined : (
            <>
              {stock.name} ·{' '}
              <Link className="qs-link" to="/skus/$skuId" params={{ skuId }}>
                {t('stock.skuPage')}
              </Link>
            </>
          )
        }
      >
        {stock !== undefined && <StockActions stock={stock} />}
      </PageHead>
      {stock === undefined ? (
        <>
          <BlockSkeleton height={200} />
          <BlockSkeleton height={320} />
        </>
      ) : (
        <>
          {stock.isKit && <p style={{ margin: 0 }}>{t('stock.kit')}</p>}
          <Section title={t('stock.section.nodes')} id="nodes">
            <AtpByNode stock={stock} />
          </Section>
          <div className={classes.halves}>
            <Section title={t('stock.section.locations')} id="locations">
              <Balances balances={stock.balances} />
            </Section>
            <Section title={t('stock.section.reservations')} id="reservations">
              <Reservations rows={stock.reservations} />
            </Section>
          </div>
          <Section title={t('stock.section.listings')}>
            <ListingsOf rows={stock.listings} />
          </Section>
          <Ledger skuId={skuId} nodes={stock.nodes} />
        </>
      )}
    </Page>
  );
}

function StockActions({ stock }: { stock: StockDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState<'adjust' | 'move' | null>(null);
  const close = () => setAsking(null);
  if (stock.isKit) return null;
  return (
    <>
      {may('stock.move') && (
        <Button
          variant="default"
          leftSection={<IconArrowsExchange size={16} />}
          onClick={() => setAsking('move')}
        >
          {t('stock.move.open')}
        </Button>
      )}
      {may('stock.adjust') && (
        <Button leftSection={<IconAdjustments size={16} />} onClick={() => setAsking('adjust')}>
          {t('stock.adjust.open')}
        </Button>
      )}
      {asking === 'adjust' && <AdjustDialog stock={stock} onClose={close} />}
      {asking === 'move' && <MoveDialog stock={stock} onClose={close} />}
    </>
  );
}
