import { Button, Table } from '@mantine/core';
import type { Sku } from '@quayside/contract';
import { IconArrowLeft, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { AtpByNode } from '../stock/AtpByNode.tsx';
import { stockQuery } from '../stock/queries.ts';
import classes from '../stock/stock.module.css';
import { Copy } from '../ui/Copy.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Page, PageHead, Section } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { skuQuery } from './queries.ts';
import { SkuDialog } from './SkuDialog.tsx';
import { sizeText } from './SkusPage.tsx';

/** One SKU: what it is, its codes and packs, what a kit holds. */
export function SkuPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { skuId } = useParams({ from: '/in/desk/skus/$skuId' });
  const [isChanging, setIsChanging] = useState(false);
  const { data: sku, error, refetch } = useQuery(skuQuery(skuId));
  if (sku === undefined) {
    return (
      <Page>
        {error === null ? (
          <BlockSkeleton height={320} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        back={
          <Link className="qs-link" to="/skus">
            <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden="true" />{' '}
            {t('nav.skus')}
          </Link>
        }
        title={<Copy value={sku.skuCode} />}
        lead={sku.name}
      >
        <Button component={Link} to={`/stock/${skuId}`} variant="default">
          {t('skus.seeStock')}
        </Button>
        {may('catalogue.write') && (
          <Button leftSection={<IconPencil size={16} />} onClick={() => setIsChanging(true)}>
            {t('skus.change')}
          </Button>
        )}
      </PageHead>
      <div className={classes.halves}>
        <Section title={t('skus.section.facts')}>
          <SkuFacts sku={sku} />
        </Section>
        <Section title={t('skus.section.barcodes')}>
          <Barcodes sku={sku} />
        </Section>
      </div>
      {sku.isKit ? (
        <Section title={t('skus.section.components')}>
          <Components sku={sku} />
        </Section>
      ) : (
        <SkuStock skuId={skuId} />
      )}
      {isChanging && <SkuDialog sku={sku} onClose={() => setIsChanging(false)} />}
    </Page>
  );
}

function SkuFacts({ sku }: { sku: Sku }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Facts
      facts={[
        [t('skus.column.size'), sizeText(sku)],
        [t('skus.column.weight'), sku.weightG === null ? '–' : format.weight(sku.weightG)],
        [
          t('skus.column.price'),
          sku.priceMinor === null ? '–' : format.money(sku.priceMinor, sku.currency),
        ],
        [t('skus.tracking'), t(`tracking.${sku.tracking}`)],
        [t('skus.column.abc'), sku.abc],
        [t('skus.tags'), sku.tags.join(', ')],
        [t('skus.active'), t(sku.isActive ? 'common.yes' : 'common.no')],
      ]}
    />
  );
}

function Barcodes({ sku }: { sku: Sku }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (sku.barcodes.length === 0) return t('skus.noBarcodes');
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('skus.column.barcode')}</Table.Th>
          <Table.Th>{t('skus.pack')}</Table.Th>
          <Table.Th className="qs-num">{t('skus.unitsPer')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sku.barcodes.map((row) => (
          <Table.Tr key={row.barcode}>
            <Table.Td>
              <Copy isCode value={row.barcode} />
            </Table.Td>
            <Table.Td>{row.packName}</Table.Td>
            <Table.Td className="qs-num">{format.count(row.unitsPer)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Components({ sku }: { sku: Sku }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('skus.column.code')}</Table.Th>
          <Table.Th>{t('skus.column.name')}</Table.Th>
          <Table.Th className="qs-num">{t('skus.perKit')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sku.components.map((part) => (
          <Table.Tr key={part.skuId}>
            <Table.Td>
              <Link className="qs-link" to="/skus/$skuId" params={{ skuId: part.skuId }}>
                {part.skuCode}
              </Link>
            </Table.Td>
            <Table.Td>{part.name}</Table.Td>
            <Table.Td className="qs-num">{format.count(part.qty)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function SkuStock({ skuId }: { skuId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...stockQuery(skuId), enabled: may('stock.read') });
  if (data === undefined) return null;
  return (
    <Section title={t('stock.section.nodes')}>
      <AtpByNode stock={data} />
    </Section>
  );
}
