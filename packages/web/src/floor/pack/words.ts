import type { TFunction } from 'i18next';
import type { NoteWords } from '../ui/parts.tsx';
import type { PackNote, PackScreen } from './state.ts';

type Said = (problem: Extract<PackNote, { kind: 'refused' }>['problem']) => NoteWords;

export function packNoteWords(note: PackNote, t: TFunction<'floor'>, said: Said): NoteWords {
  switch (note.kind) {
    case 'unknown_item':
      return { title: t('pack.unknownItem'), pairs: [[t('note.scanned'), note.code]] };
    case 'extra_item':
      return {
        title: t('pack.extraItem'),
        text: t('pack.extraItemWhy', { name: note.skuName, count: note.qty }),
      };
    case 'pack_too_big':
      return {
        title: t('pack.packTooBig'),
        text: t('pack.packTooBigWhy', {
          name: note.skuName,
          left: note.leftQty,
          units: note.unitsPer,
        }),
      };
    case 'unknown_carton':
      return { title: t('pack.unknownCarton'), pairs: [[t('note.scanned'), note.code]] };
    case 'no_weight':
      return { title: t('pack.noWeight'), text: t('pack.noWeightWhy', { text: note.text }) };
    case 'not_ready':
      return { title: t('pack.notReady', { count: note.leftQty }) };
    case 'busy':
      return { title: t('pack.busy') };
    case 'refused':
      return said(note.problem);
    case 'put_back_done':
      return { title: t('pack.putBackDone', { order: note.orderNumber }) };
    case 'label_still_out':
      return { title: t('pack.labelStillOut', { order: note.orderNumber }) };
    default:
      return note satisfies never;
  }
}

/** The next scan that the bench waits for; null where it waits for something else. */
export function packExpected(screen: PackScreen, t: TFunction<'floor'>): string | null {
  switch (screen.at) {
    case 'scan_tote':
      return t('pack.expectTote');
    case 'verify':
      return t('pack.expectItem');
    case 'choose_carton':
      return t('pack.expectCarton');
    case 'labelled':
      return t('pack.expectNext');
    case 'stopped':
      return t('pack.expectLocation');
    case 'opening':
    case 'weigh':
    case 'doubt_weight':
    case 'closing':
    case 'wait_label':
    case 'putting_back':
      return null;
    default:
      return screen satisfies never;
  }
}
