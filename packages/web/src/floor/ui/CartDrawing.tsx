import type { Tour } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import classes from './classes.ts';

type Props = { slots: Tour['slots']; targetSlot: number | null };

/** Columns that keep the cart's shape: two high carts are wide, big ones have rows of four. */
function columnsFor(slots: number): number {
  if (slots <= 3) return Math.max(1, slots);
  return slots <= 6 ? 3 : 4;
}

/** The cart from the picker's side, slots in rows from the top left; the target stands out. */
export function CartDrawing({ slots, targetSlot }: Props) {
  const { t } = useTranslation('floor');
  const inOrder = slots.toSorted((a, b) => a.slot - b.slot);
  const words = targetSlot === null ? t('cart.whole') : t('cart.target', { slot: targetSlot });
  return (
    <div
      className={classes.cart}
      style={{ gridTemplateColumns: `repeat(${columnsFor(slots.length)}, minmax(0, 1fr))` }}
      role="img"
      aria-label={words}
      data-testid="cart"
    >
      {inOrder.map((slot) => (
        <div
          key={slot.slot}
          className={classes.slot}
          data-target={slot.slot === targetSlot || undefined}
          data-empty={slot.toteBarcode === null || undefined}
          data-full={(slot.units > 0 && slot.pickedUnits >= slot.units) || undefined}
        >
          {slot.slot}
          <small>
            {slot.pickedUnits}/{slot.units}
          </small>
        </div>
      ))}
    </div>
  );
}
