import type { Tour, TourStop } from '@quayside/contract';
import {
  IconArrowBackUp,
  IconArrowRight,
  IconBasket,
  IconBox,
  IconCircleCheck,
  IconHandStop,
  IconMapPin,
  IconPackageOff,
  IconPlayerPause,
  IconScan,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { CartDrawing } from '../ui/CartDrawing.tsx';
import classes from '../ui/classes.ts';
import { NumberPad } from '../ui/NumberPad.tsx';
import { BigButton, FullScreen } from '../ui/parts.tsx';
import { SkuTile } from '../ui/SkuTile.tsx';
import { skuTail } from '../ui/tile-shape.ts';
import { countedQty } from './moves.ts';
import type { Draft, PickEvent, PickScreen, ScreenAt } from './state.ts';
import { toteOf } from './tour.ts';

type Send = (event: PickEvent) => void;

/** Codes longer than this leave the biggest size. */
const LONG_CODE = 7;

export function LocationCode({ code }: { code: string }) {
  return (
    <div
      className={classes.location}
      data-length={code.length > LONG_CODE ? 'long' : undefined}
      data-testid="location"
    >
      {code}
    </div>
  );
}

/** Picture, name, tail of the code, lot: what the picker compares with the goods. */
export function ItemWords({ stop, sizePx }: { stop: TourStop; sizePx: number }) {
  const { t } = useTranslation('floor');
  const { head, tail } = skuTail(stop.skuCode);
  return (
    <div className={classes.item}>
      <SkuTile skuCode={stop.skuCode} skuName={stop.skuName} sizePx={sizePx} />
      <div className={classes.itemWords}>
        <div className={classes.itemName} data-small={sizePx < 80 || undefined}>
          {stop.skuName}
        </div>
        <div className={classes.tail}>
          {head}
          <b>{tail}</b>
          {stop.lotCode !== null && <> · {t('walk.lot', { lot: stop.lotCode })}</>}
        </div>
      </div>
    </div>
  );
}

function Verb({ icon: Icon, children }: { icon: typeof IconMapPin; children: ReactNode }) {
  return (
    <div className={classes.verb}>
      <Icon size={28} stroke={2} aria-hidden="true" />
      <span>{children}</span>
    </div>
  );
}

export function BindTote({ tour, slot }: { tour: Tour; slot: number }) {
  const { t } = useTranslation('floor');
  const order = tour.slots.find((one) => one.slot === slot)?.orderNumber ?? '';
  return (
    <>
      <Verb icon={IconBasket}>{t('walk.bindTote')}</Verb>
      <div className={classes.count}>
        <b>{slot}</b>
        <span>{t('walk.slotOf', { count: tour.slots.length })}</span>
      </div>
      <CartDrawing slots={tour.slots} targetSlot={slot} />
      <div className={classes.words}>{t('walk.bindToteWhy', { order })}</div>
    </>
  );
}

export function ScanLocation({ stop }: { stop: TourStop }) {
  const { t } = useTranslation('floor');
  return (
    <>
      <Verb icon={IconMapPin}>{t('walk.goTo')}</Verb>
      <LocationCode code={stop.locationCode} />
      <div className={classes.next}>
        <SkuTile skuCode={stop.skuCode} skuName={stop.skuName} sizePx={56} />
        <div className={classes.rowMain}>
          <b>{stop.skuName}</b>
          <small>{t('walk.thenTake', { count: stop.qty, slot: stop.toteSlot })}</small>
        </div>
      </div>
    </>
  );
}

export function Counter({ draft }: { draft: Draft }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  const counted = countedQty(draft);
  return (
    <div className={classes.count} aria-live="polite">
      <b data-testid="counted">{format.count(counted)}</b>
      <span>
        {t(draft.isShort ? 'walk.ofFound' : 'walk.of', { total: format.count(draft.targetQty) })}
      </span>
    </div>
  );
}

export function ScanItem({ screen, pad }: { screen: ScreenAt<'scan_item'>; pad: ReactNode }) {
  const { t } = useTranslation('floor');
  const { draft } = screen;
  const { stop } = draft;
  const packs = stop.skuBarcodes.filter(
    (known) => known.unitsPer > 1 && known.unitsPer <= draft.targetQty,
  );
  if (pad !== null) {
    return (
      <>
        <ItemWords stop={stop} sizePx={56} />
        {pad}
      </>
    );
  }
  return (
    <>
      <Verb icon={IconScan}>{t('walk.scanItem', { location: stop.locationCode })}</Verb>
      <ItemWords stop={stop} sizePx={112} />
      <Counter draft={draft} />
      {packs.length > 0 && (
        <div className={classes.words}>
          {t('walk.packs', {
            packs: [...new Set(packs.map((known) => known.unitsPer))].join(', '),
          })}
        </div>
      )}
      {draft.targetQty > 1 && draft.skuScan === null && (
        <div className={classes.tail}>{t('walk.manyHint')}</div>
      )}
    </>
  );
}

export function ScanTote({ screen, pad }: { screen: ScreenAt<'scan_tote'>; pad: ReactNode }) {
  const { t } = useTranslation('floor');
  const { draft, tour } = screen;
  const { stop } = draft;
  if (pad !== null) {
    return (
      <>
        <ItemWords stop={stop} sizePx={56} />
        {pad}
      </>
    );
  }
  return (
    <>
      <Verb icon={IconBasket}>{t('walk.putInto', { count: countedQty(draft) })}</Verb>
      <div className={classes.count}>
        <b>{stop.toteSlot}</b>
        <span>{toteOf(tour, stop)}</span>
      </div>
      <CartDrawing slots={tour.slots} targetSlot={stop.toteSlot} />
      <ItemWords stop={stop} sizePx={56} />
    </>
  );
}

export function CountFound({ screen, send }: { screen: ScreenAt<'count_found'>; send: Send }) {
  const { t } = useTranslation('floor');
  const { stop } = screen.draft;
  return (
    <>
      <Verb icon={IconPackageOff}>{t('walk.howMany', { location: stop.locationCode })}</Verb>
      <ItemWords stop={stop} sizePx={56} />
      <NumberPad
        unit={t('walk.of', { total: stop.qty })}
        verb={(qty) => (qty === null ? t('walk.typeFound') : t('walk.reportFound', { count: qty }))}
        onDone={(qty) => send({ type: 'quantity_typed', qty })}
        onCancel={() => send({ type: 'cancel_pressed' })}
        onScan={(text) => send({ type: 'scanned', text })}
      />
    </>
  );
}

type ShortProps = { screen: ScreenAt<'wait_short'> | ScreenAt<'told_short'>; send: Send };

/** What became of the units that are missing; any scan goes on with the walk. */
export function ShortAnswer({ screen, send }: ShortProps) {
  const { t } = useTranslation('floor');
  const { stop, missingQty } = screen;
  const isOther = screen.at === 'told_short' && screen.outcome === 'other_bin';
  const key =
    screen.at === 'wait_short' ? 'walk.shortWait' : isOther ? 'walk.shortOther' : 'walk.shortOrder';
  return (
    <FullScreen
      meaning={screen.at === 'wait_short' ? 'waiting' : 'attention'}
      icon={screen.at === 'wait_short' ? IconPlayerPause : IconPackageOff}
      title={t('walk.shortTitle', { count: missingQty })}
      testId={screen.at}
    >
      <p>{t(key, { name: stop.skuName, order: stop.orderNumber })}</p>
      {screen.at === 'told_short' && isOther && screen.otherLocationCode !== null && (
        <LocationCode code={screen.otherLocationCode} />
      )}
      <BigButton
        kind="go"
        icon={IconArrowRight}
        onClick={() => send({ type: 'go_on_pressed' })}
        testId="go-on"
      >
        {t('walk.goOn')}
      </BigButton>
    </FullScreen>
  );
}

export function AskUndo({ screen, send }: { screen: ScreenAt<'ask_undo'>; send: Send }) {
  const { t } = useTranslation('floor');
  const { stop } = screen;
  return (
    <>
      <Verb icon={IconArrowBackUp}>
        {t('walk.undoTitle', { count: stop.pickedQty, slot: stop.toteSlot })}
      </Verb>
      <LocationCode code={stop.locationCode} />
      <ItemWords stop={stop} sizePx={56} />
      <BigButton kind="go" onClick={() => send({ type: 'go_on_pressed' })} testId="undo-yes">
        {t('walk.undoYes')}
      </BigButton>
      <BigButton onClick={() => send({ type: 'cancel_pressed' })} testId="undo-no">
        {t('walk.undoNo')}
      </BigButton>
    </>
  );
}

export function AskHandBack({ tour, left, send }: { tour: Tour; left: number; send: Send }) {
  const { t } = useTranslation('floor');
  return (
    <FullScreen
      meaning="attention"
      icon={IconHandStop}
      title={t('walk.handBackTitle')}
      testId="ask_hand_back"
    >
      <p>{t('walk.handBackWhy', { tour: tour.tourNumber, count: left })}</p>
      <BigButton kind="stop" onClick={() => send({ type: 'go_on_pressed' })} testId="hand-back-yes">
        {t('walk.handBackYes', { count: left })}
      </BigButton>
      <BigButton onClick={() => send({ type: 'cancel_pressed' })} testId="hand-back-no">
        {t('walk.handBackNo')}
      </BigButton>
    </FullScreen>
  );
}

export function PutAside({ screen, send }: { screen: ScreenAt<'put_aside'>; send: Send }) {
  const { t } = useTranslation('floor');
  const { stop, heldQty } = screen;
  return (
    <FullScreen
      meaning="stopped"
      icon={IconHandStop}
      title={t('walk.cancelledTitle', { order: stop.orderNumber })}
      testId="put_aside"
    >
      <p>{t('walk.cancelledHeld', { count: heldQty, name: stop.skuName })}</p>
      <LocationCode code={stop.locationCode} />
      <p>{t('walk.cancelledTote', { slot: stop.toteSlot })}</p>
      <BigButton kind="stop" onClick={() => send({ type: 'go_on_pressed' })} testId="go-on">
        {t('walk.cancelledDone')}
      </BigButton>
    </FullScreen>
  );
}

/** `said`: in the person's language where the catalogue knows the refusal. */
export function Refused(props: {
  screen: ScreenAt<'refused'>;
  said: { title: string; detail: string; remedy: string | null };
  send: Send;
}) {
  const { t } = useTranslation('floor');
  const { refusal } = props.screen;
  const { title, detail, remedy } = props.said;
  return (
    <FullScreen meaning="stopped" icon={IconHandStop} title={title} testId="refused">
      <p>
        {t(`about.${refusal.about}`, {
          location: refusal.locationCode ?? '',
          name: refusal.skuName ?? '',
        })}
      </p>
      {detail !== '' && detail !== title && <p>{detail}</p>}
      {remedy !== null && (
        <p>
          <b>{remedy}</b>
        </p>
      )}
      <BigButton
        kind="stop"
        icon={IconArrowRight}
        onClick={() => props.send({ type: 'go_on_pressed' })}
        testId="go-on"
      >
        {t('walk.understood')}
      </BigButton>
    </FullScreen>
  );
}

type DoneProps = { screen: PickScreen & { at: 'done' }; waiting: number; send: Send };

export function Done({ screen, waiting, send }: DoneProps) {
  const { t } = useTranslation('floor');
  const isPicked = screen.reason === 'picked';
  const units = screen.tour.stops.reduce((sum, stop) => sum + stop.pickedQty, 0);
  const totes = screen.tour.slots.filter((slot) => slot.pickedUnits > 0).length;
  return (
    <FullScreen
      meaning={isPicked ? 'ok' : 'attention'}
      icon={isPicked ? IconCircleCheck : IconHandStop}
      title={t(`walk.done.${screen.reason}`)}
      testId="done"
    >
      <p>
        {isPicked
          ? t('walk.doneWhere', { units, totes, tour: screen.tour.tourNumber })
          : t(`walk.doneWhy.${screen.reason}`)}
      </p>
      {waiting > 0 && <p>{t('note.scansWaiting', { count: waiting })}</p>}
      <BigButton
        kind="go"
        icon={isPicked ? IconBox : IconArrowRight}
        onClick={() => send({ type: 'go_on_pressed' })}
        testId="go-on"
      >
        {t('walk.nextTour')}
      </BigButton>
    </FullScreen>
  );
}
