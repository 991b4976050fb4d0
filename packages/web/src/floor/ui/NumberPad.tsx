import { UnstyledButton } from '@mantine/core';
import { IconBackspace } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScanner } from '../scan/use-scanner.ts';
import classes from './classes.ts';
import { BigButton } from './parts.tsx';

type Props = {
  /** Shown behind the number: "of 12". */
  unit: string;
  /** The verb on the button. */
  verb: (qty: number | null) => string;
  onDone: (qty: number) => void;
  onCancel: () => void;
  /** A code was scanned instead of a number. */
  onScan: (text: string) => void;
};

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const LENGTH_MAX = 6;
/** No barcode of ours is this short: digits ended by Enter were typed. */
const TYPED_MAX = 4;

/** Keys for a number, big enough for gloves; a keyboard's digits work as well. */
export function NumberPad({ unit, verb, onDone, onCancel, onScan }: Props) {
  const { t } = useTranslation('floor');
  const [text, setText] = useState('');
  const press = (digits: string) =>
    setText((before) => (before === '0' ? digits : before + digits).slice(0, LENGTH_MAX));
  const qty = text === '' ? null : Number(text);
  const done = () => {
    if (qty !== null) onDone(qty);
  };
  useScanner((output) => {
    if (output.kind === 'quantity') onDone(output.qty);
    else if (output.kind === 'scan') {
      const isTyped = /^\d+$/.test(output.text) && output.text.length <= TYPED_MAX;
      if (isTyped) onDone(Number((text + output.text).slice(0, LENGTH_MAX)));
      else onScan(output.text);
    } else if (output.key === 'Enter') done();
    else if (output.key === 'Escape') onCancel();
    else if (/^\d$/.test(output.key)) press(output.key);
  });
  return (
    <div className={classes.stack}>
      <div className={classes.padShown}>
        <b data-testid="pad-shown">{text === '' ? '–' : text}</b>
        <span className={classes.tail}>{unit}</span>
      </div>
      <div className={classes.pad}>
        {DIGITS.map((digit) => (
          <UnstyledButton key={digit} className={classes.padKey} onClick={() => press(digit)}>
            {digit}
          </UnstyledButton>
        ))}
        <UnstyledButton className={classes.padKey} onClick={() => setText('')}>
          {t('pad.clear')}
        </UnstyledButton>
        <UnstyledButton className={classes.padKey} onClick={() => press('0')}>
          0
        </UnstyledButton>
        <UnstyledButton
          className={classes.padKey}
          aria-label={t('pad.back')}
          onClick={() => setText((before) => before.slice(0, -1))}
        >
          <IconBackspace size={28} style={{ display: 'block', margin: '0 auto' }} />
        </UnstyledButton>
      </div>
      <div className={classes.padKeys}>
        <BigButton onClick={onCancel} testId="pad-cancel">
          {t('frame.back')}
        </BigButton>
        <BigButton kind="go" onClick={done} isDisabled={qty === null} testId="pad-done">
          {verb(qty)}
        </BigButton>
      </div>
    </div>
  );
}
