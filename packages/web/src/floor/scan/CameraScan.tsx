import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import classes from '../ui/classes.ts';
import { BigButton } from '../ui/parts.tsx';
import { makeFrameReader } from './camera-reader.ts';

type Props = { expected: string; onRead: (text: string) => void; onClose: () => void };

/** Pause between pictures, and after a code, so that one sight of it counts once. */
const FRAME_MS = 120;
const AFTER_READ_MS = 1_200;

/** The camera as a scanner: every code it sees counts as one scan. */
export default function CameraScan({ expected, onRead, onClose }: Props) {
  const { t } = useTranslation('floor');
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const newest = useRef(onRead);
  newest.current = onRead;

  useEffect(() => {
    let isOver = false;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = async () => {
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
      });
      const element = video.current;
      if (isOver || element === null) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      element.srcObject = stream;
      await element.play();
      const read = await makeFrameReader();
      const look = async () => {
        const text = await read(element);
        if (isOver) return;
        if (text !== null) newest.current(text);
        timer = setTimeout(() => void look().catch(fail), text === null ? FRAME_MS : AFTER_READ_MS);
      };
      await look();
    };
    const fail = (error: unknown) => {
      if (!isOver) setFault(error instanceof Error ? error.message : String(error));
    };
    watch().catch(fail);
    return () => {
      isOver = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);

  return createPortal(
    <div className={classes.camera} role="dialog" aria-label={t('scan.camera')}>
      <video ref={video} muted playsInline />
      <footer className={classes.stack}>
        <div className={classes.words} role="status">
          {fault === null ? expected : t('scan.cameraFault', { fault })}
        </div>
        <BigButton onClick={onClose} testId="camera-close">
          {t('scan.cameraClose')}
        </BigButton>
      </footer>
    </div>,
    document.body,
  );
}
