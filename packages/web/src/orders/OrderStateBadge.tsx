import type { FulfilmentState, OrderState } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { fulfilmentLook, orderLook } from './states.ts';

export function OrderStateBadge({ state, isBare }: { state: OrderState; isBare?: boolean }) {
  const { t } = useTranslation();
  const { meaning, icon } = orderLook[state];
  return (
    <MeaningBadge meaning={meaning} icon={icon} isBare={isBare ?? false}>
      {t(`orderState.${state}`)}
    </MeaningBadge>
  );
}

export function FulfilmentStateBadge({ state }: { state: FulfilmentState }) {
  const { t } = useTranslation();
  const { meaning, icon } = fulfilmentLook[state];
  return (
    <MeaningBadge meaning={meaning} icon={icon}>
      {t(`fulfilmentState.${state}`)}
    </MeaningBadge>
  );
}
