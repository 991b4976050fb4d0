import { filePaths } from '@quayside/contract';
import {
  IconAlertTriangle,
  IconClock,
  IconDownload,
  IconPrinter,
  IconTag,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import classes from '../ui/classes.ts';
import { BigButton, NotePanel, shades } from '../ui/parts.tsx';
import type { PackEvent, PackScreenAt } from './state.ts';

/** The browser's PDF viewer without its own bars, the page as wide as the frame. */
const VIEWER = '#toolbar=0&navpanes=0&view=FitH';

const STORAGE_KEY = 'quayside.floor-auto-print';

function readAutoPrint(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'yes';
  } catch {
    // Storage may be forbidden: printing waits for the button.
    return false;
  }
}

function keepAutoPrint(isOn: boolean): void {
  try {
    localStorage.setItem(STORAGE_KEY, isOn ? 'yes' : 'no');
  } catch {
    // Not kept, but on for now.
  }
}

type Props = {
  screen: PackScreenAt<'wait_label' | 'labelled'>;
  send: (event: PackEvent) => void;
  onPrintable: (print: () => void) => void;
};

/** The label, as it will be printed; until the carrier's own has come, the page says so. */
export function LabelPane({ screen, send, onPrintable }: Props) {
  const { t } = useTranslation('floor');
  const { parcel } = screen.job;
  const frame = useRef<HTMLIFrameElement>(null);
  const [isAutoPrint, setIsAutoPrint] = useState(readAutoPrint);
  const [isOwnShown, setIsOwnShown] = useState(false);
  const printed = useRef<string | null>(null);
  const print = () => frame.current?.contentWindow?.print();
  useEffect(() => {
    onPrintable(print);
    return () => onPrintable(() => {});
  });
  if (parcel === null) return null;
  const carrierLabel = parcel.carrierLabelDocumentId;
  const isOwn = carrierLabel === null || isOwnShown;
  const address = isOwn
    ? filePaths.parcelLabelPdf(parcel.parcelId)
    : filePaths.document(carrierLabel);
  const isReady = screen.at === 'labelled' && parcel.labelError === null;
  const onLoad = () => {
    if (!isAutoPrint || !isReady || printed.current === address) return;
    printed.current = address;
    print();
  };
  return (
    <aside className={classes.panel} data-testid="label-pane">
      <LabelState screen={screen} />
      <ParcelFacts screen={screen} />
      <div className={classes.buttons}>
        <BigButton kind="go" icon={IconPrinter} onClick={print} testId="print">
          {t('label.print')}
        </BigButton>
        {carrierLabel !== null && (
          <BigButton icon={IconTag} onClick={() => setIsOwnShown(!isOwnShown)}>
            {t(isOwn ? 'label.showCarrier' : 'label.showOwn')}
          </BigButton>
        )}
        <a
          className={classes.button}
          style={{ textDecoration: 'none' }}
          href={filePaths.parcelLabelZpl(parcel.parcelId)}
          download
          data-testid="zpl"
        >
          <IconDownload size={28} aria-hidden="true" />
          {t('label.zpl')}
        </a>
      </div>
      <iframe
        key={address}
        ref={frame}
        className={classes.label}
        src={`${address}${VIEWER}`}
        title={t(isOwn ? 'label.own' : 'label.carrier')}
        onLoad={onLoad}
      />
      <AutoPrint isOn={isAutoPrint} onSwitch={setIsAutoPrint} />
      {screen.at === 'wait_label' ? (
        <BigButton onClick={() => send({ type: 'back_pressed' })} testId="set-aside">
          {t('label.setAside')}
        </BigButton>
      ) : (
        <div className={classes.words}>{t('label.next')}</div>
      )}
    </aside>
  );
}

function AutoPrint({ isOn, onSwitch }: { isOn: boolean; onSwitch: (isOn: boolean) => void }) {
  const { t } = useTranslation('floor');
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => {
          onSwitch(event.currentTarget.checked);
          keepAutoPrint(event.currentTarget.checked);
        }}
      />
      {t('label.auto')}
    </label>
  );
}

function LabelState({ screen }: { screen: Props['screen'] }) {
  const { t } = useTranslation('floor');
  const { parcel } = screen.job;
  if (parcel !== null && parcel.labelError !== null) {
    const words = {
      title: t('label.failed'),
      text: `${parcel.labelError} ${t('label.failedWhy')}`,
    };
    return <NotePanel tone="wrong" words={words} />;
  }
  if (screen.at === 'wait_label') {
    return (
      <div
        className={classes.note}
        style={shades('waiting')}
        role="status"
        data-testid="label-wait"
      >
        <IconClock size={32} aria-hidden="true" />
        <div>
          <div className={classes.noteTitle}>{t('label.wait')}</div>
          <div>{t('label.waitWhy', { carrier: parcel?.carrier ?? '' })}</div>
        </div>
      </div>
    );
  }
  if (parcel !== null && parcel.carrierLabelDocumentId === null && parcel.carrier === null) {
    return (
      <div className={classes.note} style={shades('attention')} role="status">
        <IconAlertTriangle size={32} aria-hidden="true" />
        <div>{t('label.noCarrier')}</div>
      </div>
    );
  }
  return <NotePanel tone="right" words={{ title: t('label.ready') }} />;
}

function ParcelFacts({ screen }: { screen: Props['screen'] }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  const { parcel, cartons } = screen.job;
  if (parcel === null) return null;
  const carton = cartons.find((one) => one.cartonCode === parcel.cartonCode);
  return (
    <dl className={classes.facts}>
      <dt>{t('label.tracking')}</dt>
      <dd className={classes.tracking} data-testid="tracking">
        {parcel.trackingNumber ?? t('label.noTracking')}
      </dd>
      <dt>{t('label.carrierName')}</dt>
      <dd>{parcel.carrier ?? '–'}</dd>
      <dt>SSCC</dt>
      <dd>{parcel.sscc}</dd>
      <dt>{t('label.carton')}</dt>
      <dd>
        {carton?.name ?? parcel.cartonCode} · {format.weight(parcel.weightG)}
      </dd>
    </dl>
  );
}
