import type { FulfilmentState, OrderState } from '@quayside/contract';
import {
  IconBan,
  IconBasket,
  IconBox,
  IconCircleCheck,
  IconClockPause,
  IconHandStop,
  IconHome,
  IconListCheck,
  IconSend,
  IconTruckDelivery,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Meaning } from '../ui/theme.ts';

/** What each state of an order means to the desk, and its icon. The word comes from the catalogue. */
export const orderLook: Record<OrderState, { meaning: Meaning; icon: TablerIcon }> = {
  held: { meaning: 'stopped', icon: IconHandStop },
  backordered: { meaning: 'attention', icon: IconClockPause },
  promised: { meaning: 'waiting', icon: IconListCheck },
  released: { meaning: 'waiting', icon: IconSend },
  picking: { meaning: 'waiting', icon: IconBasket },
  picked: { meaning: 'waiting', icon: IconBasket },
  packed: { meaning: 'waiting', icon: IconBox },
  shipped: { meaning: 'ok', icon: IconTruckDelivery },
  delivered: { meaning: 'ok', icon: IconHome },
  cancelled: { meaning: 'plain', icon: IconBan },
};

export const fulfilmentLook: Record<FulfilmentState, { meaning: Meaning; icon: TablerIcon }> = {
  promised: orderLook.promised,
  released: orderLook.released,
  picking: orderLook.picking,
  picked: orderLook.picked,
  packed: orderLook.packed,
  shipped: { meaning: 'ok', icon: IconCircleCheck },
  short: { meaning: 'attention', icon: IconClockPause },
  cancelled: orderLook.cancelled,
};
