import { IconArrowBackUp, IconCheck, IconRefresh, IconScale } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';
import { CartonDrawing } from '../ui/CartonDrawing.tsx';
import classes from '../ui/classes.ts';
import { BigButton, NotePanel } from '../ui/parts.tsx';
import { totals } from './job.ts';
import { LabelPane } from './LabelPane.tsx';
import type { OnBench, PackEvent, PackScreen, PackScreenAt } from './state.ts';

type Send = (event: PackEvent) => void;
type Screen = Exclude<PackScreen, { at: 'scan_tote' | 'opening' | 'stopped' | 'putting_back' }>;
type Props = {
  screen: Screen;
  send: Send;
  isAway: boolean;
  onPrintable: (print: () => void) => void;
};

/** The right half of the bench: how far, then carton, weight, label. */
export function BenchSide({ screen, send, isAway, onPrintable }: Props) {
  switch (screen.at) {
    case 'verify':
      return <Verifying screen={screen} send={send} />;
    case 'choose_carton':
      return <Cartons screen={screen} send={send} />;
    case 'weigh':
      return <Weigh screen={screen} send={send} />;
    case 'doubt_weight':
      return <DoubtWeight screen={screen} send={send} />;
    case 'closing':
      return <Closing weightG={screen.weightG} isAway={isAway} />;
    case 'wait_label':
    case 'labelled':
      return <LabelPane screen={screen} send={send} onPrintable={onPrintable} />;
    default:
      return screen satisfies never;
  }
}

function Panel({ children }: { children: ReactNode }) {
  return <aside className={classes.panel}>{children}</aside>;
}

function UnitsCount({ bench }: { bench: OnBench }) {
  const { t } = useTranslation('floor');
  const { qty, verified } = totals(bench.job, bench.pending);
  return (
    <div className={classes.count} aria-live="polite">
      <b data-testid="verified">{verified}</b>
      <span>{t('pack.ofUnits', { total: qty })}</span>
    </div>
  );
}

function StartOver({ send }: { send: Send }) {
  const { t } = useTranslation('floor');
  return (
    <BigButton
      icon={IconRefresh}
      onClick={() => send({ type: 'start_over_pressed' })}
      testId="start-over"
    >
      {t('pack.startOver')}
    </BigButton>
  );
}

function Verifying({ screen, send }: { screen: PackScreenAt<'verify'>; send: Send }) {
  const { t } = useTranslation('floor');
  const { qty, verified } = totals(screen.job, screen.pending);
  return (
    <Panel>
      <UnitsCount bench={screen} />
      <div className={classes.words}>
        {t(verified >= qty ? 'pack.checking' : 'pack.labelBlocked', { count: qty - verified })}
      </div>
      <div className={classes.buttons}>
        {verified > 0 && <StartOver send={send} />}
        <BigButton icon={IconArrowBackUp} onClick={() => send({ type: 'back_pressed' })}>
          {t('pack.otherTote')}
        </BigButton>
      </div>
    </Panel>
  );
}

function Cartons({ screen, send }: { screen: PackScreenAt<'choose_carton'>; send: Send }) {
  const { t } = useTranslation('floor');
  const { cartons, suggestedCartonCode } = screen.job;
  const longestMm = Math.max(1, ...cartons.map((one) => one.lengthMm));
  return (
    <Panel>
      <div className={classes.verb}>
        <IconCheck size={28} aria-hidden="true" />
        {t('pack.allIn')}
      </div>
      <div className={classes.words}>{t('pack.chooseCarton')}</div>
      <div className={classes.cartons}>
        {cartons.map((one, index) => (
          <button
            key={one.cartonCode}
            type="button"
            className={classes.carton}
            data-chosen={one.cartonCode === screen.cartonCode || undefined}
            onClick={() => send({ type: 'carton_picked', cartonCode: one.cartonCode })}
            data-testid="carton"
          >
            <CartonDrawing {...one} longestMm={longestMm} />
            <span>
              {index < 9 && <kbd>{index + 1} · </kbd>}
              <b>{one.name}</b>
            </span>
            <small className={classes.tail}>
              {one.lengthMm / 10} × {one.widthMm / 10} × {one.heightMm / 10} cm
            </small>
            {one.cartonCode === suggestedCartonCode && <small>{t('pack.suggested')}</small>}
          </button>
        ))}
      </div>
      <BigButton kind="go" onClick={() => send({ type: 'go_on_pressed' })} testId="take-carton">
        {t('pack.takeCarton', { carton: nameOf(screen) })}
      </BigButton>
      <StartOver send={send} />
    </Panel>
  );
}

function nameOf(screen: { job: OnBench['job']; cartonCode: string }): string {
  const carton = screen.job.cartons.find((one) => one.cartonCode === screen.cartonCode);
  return carton?.name ?? screen.cartonCode;
}

/** Digits of a weight, or a code that a scanner typed into the field. */
const WEIGHT_LIKE = /^[\d\s.,+]{0,8}\s*(g|kg)?$/i;

function Weigh({ screen, send }: { screen: PackScreenAt<'weigh'>; send: Send }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  const [text, setText] = useState('');
  const { expectedWeightG } = screen.job;
  const submit = () => {
    const typed = text.trim();
    if (typed === '') return;
    if (WEIGHT_LIKE.test(typed)) return send({ type: 'weight_typed', text: typed });
    setText('');
    send({ type: 'scanned', text: typed });
  };
  return (
    <Panel>
      <div className={classes.verb}>
        <IconScale size={28} aria-hidden="true" />
        {t('pack.weigh', { carton: nameOf(screen) })}
      </div>
      <form
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <input
          className={classes.weight}
          inputMode="decimal"
          autoComplete="off"
          autoFocus
          aria-label={t('pack.weightLabel')}
          placeholder={t('pack.weightPlaceholder')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') send({ type: 'back_pressed' });
          }}
          data-testid="weight"
        />
        {expectedWeightG !== null && (
          <div className={classes.words}>
            {t('pack.expectedWeight', { weight: format.weight(expectedWeightG) })}
          </div>
        )}
        <BigButton kind="go" onClick={submit} isDisabled={text.trim() === ''} testId="close-carton">
          {t('pack.closeCarton')}
        </BigButton>
      </form>
      <BigButton
        icon={IconArrowBackUp}
        onClick={() => send({ type: 'back_pressed' })}
        testId="other-carton"
      >
        {t('pack.otherCarton')}
      </BigButton>
    </Panel>
  );
}

function DoubtWeight({ screen, send }: { screen: PackScreenAt<'doubt_weight'>; send: Send }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  const { expectedWeightG } = screen.job;
  return (
    <Panel>
      <NotePanel
        tone="wrong"
        words={{
          title: t('pack.doubtTitle'),
          pairs: [
            [t('pack.typedWeight'), format.weight(screen.weightG)],
            ...(expectedWeightG === null
              ? []
              : [[t('pack.shouldWeigh'), format.weight(expectedWeightG)] as const]),
          ],
          text: t('pack.doubtWhy'),
        }}
      />
      <BigButton
        kind="go"
        icon={IconScale}
        onClick={() => send({ type: 'back_pressed' })}
        testId="weigh-again"
      >
        {t('pack.weighAgain')}
      </BigButton>
      <BigButton
        kind="stop"
        onClick={() => send({ type: 'go_on_pressed' })}
        testId="weight-confirmed"
      >
        {t('pack.weightIsRight', { weight: format.weight(screen.weightG) })}
      </BigButton>
    </Panel>
  );
}

function Closing({ weightG, isAway }: { weightG: number; isAway: boolean }) {
  const { t } = useTranslation('floor');
  const format = useFormat();
  return (
    <Panel>
      <div className={classes.verb} role="status">
        {t('pack.closing', { weight: format.weight(weightG) })}
      </div>
      {isAway && <div className={classes.words}>{t('pack.awayClosing')}</div>}
    </Panel>
  );
}
