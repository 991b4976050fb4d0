import { UnstyledButton } from '@mantine/core';
import { IconArrowRight, IconCamera } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../ui/classes.ts';
import { outputOf, type WedgeOutput } from './wedge.ts';

const CameraScan = lazy(() => import('./CameraScan.tsx'));

type Props = {
  /** What is awaited: "Scan A-01-1". */
  expected: string;
  onOutput: (output: WedgeOutput) => void;
};

/** True once a camera is known to be there; without one the button is not shown. */
function useHasCamera(): boolean {
  const [hasCamera, setHasCamera] = useState(false);
  useEffect(() => {
    const media = globalThis.isSecureContext ? navigator.mediaDevices : undefined;
    if (media === undefined) return;
    let isOver = false;
    media.enumerateDevices().then(
      (devices) => {
        if (!isOver) setHasCamera(devices.some((device) => device.kind === 'videoinput'));
      },
      // Forbidden by policy: there is no camera for us.
      () => setHasCamera(false),
    );
    return () => {
      isOver = true;
    };
  }, []);
  return hasCamera;
}

/** For codes that do not scan: typed by hand, or read by the camera. */
export function ScanBox({ expected, onOutput }: Props) {
  const { t } = useTranslation('floor');
  const [text, setText] = useState('');
  const [isCameraOpen, setIsCameraOpen] = useState(false);
  const hasCamera = useHasCamera();
  return (
    <form
      className={classes.scanBox}
      onSubmit={(event) => {
        event.preventDefault();
        const output = outputOf(text);
        setText('');
        if (output !== null) onOutput(output);
      }}
    >
      <input
        className={classes.scanInput}
        aria-label={t('scan.label')}
        placeholder={expected}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // A scanner that ends with Tab while the box has the focus.
          if (event.key !== 'Tab' || event.shiftKey || text.trim() === '') return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        enterKeyHint="go"
        data-testid="scan-box"
      />
      {text !== '' && (
        <UnstyledButton type="submit" className={classes.barButton} aria-label={t('scan.take')}>
          <IconArrowRight size={28} />
        </UnstyledButton>
      )}
      {hasCamera && text === '' && (
        <UnstyledButton
          className={classes.barButton}
          aria-label={t('scan.camera')}
          onClick={() => setIsCameraOpen(true)}
          data-testid="camera"
        >
          <IconCamera size={28} />
        </UnstyledButton>
      )}
      {isCameraOpen && (
        <Suspense fallback={null}>
          <CameraScan
            expected={expected}
            onRead={(read) => {
              const output = outputOf(read);
              if (output !== null) onOutput(output);
            }}
            onClose={() => setIsCameraOpen(false)}
          />
        </Suspense>
      )}
    </form>
  );
}
