import type { TFunction } from 'i18next';
import type { NoteWords } from '../ui/parts.tsx';
import type { News, Note, PickScreen } from './state.ts';
import { type Came, toteOf } from './tour.ts';

/** What came out of the scanner, named as far as the tour knows it. */
export function cameWords(came: Came, t: TFunction<'floor'>): string {
  switch (came.kind) {
    case 'location':
      return t('came.location', { code: came.locationCode });
    case 'item':
      return t('came.item', { name: came.skuName, code: came.skuCode });
    case 'tote':
      return t('came.tote', { slot: came.slot, code: came.toteBarcode });
    case 'unknown':
      return t('came.unknown', { code: came.code });
    default:
      return came satisfies never;
  }
}

/** The words of a note; the table finds the facts, this finds how to say them. */
export function noteWords(note: Note, t: TFunction<'floor'>): NoteWords {
  const pairs = (expected: string, came: string) =>
    [
      [t('note.expected'), expected],
      [t('note.scanned'), came],
    ] as const;
  switch (note.kind) {
    case 'wrong_location':
      return {
        title: t('note.wrongLocation'),
        pairs: pairs(note.expected, cameWords(note.came, t)),
      };
    case 'wrong_item':
      return { title: t('note.wrongItem'), pairs: pairs(note.expected, cameWords(note.came, t)) };
    case 'wrong_lot':
      return { title: t('note.wrongLot'), pairs: pairs(note.expected, note.came) };
    case 'wrong_tote':
      return {
        title: t('note.wrongTote'),
        pairs: pairs(
          t('came.tote', { slot: note.slot, code: note.expected }),
          cameWords(note.came, t),
        ),
      };
    case 'not_a_tote':
      return { title: t('note.notATote'), pairs: [[t('note.scanned'), cameWords(note.came, t)]] };
    case 'tote_on_cart':
      return { title: t('note.toteOnCart', { slot: note.slot }), text: note.toteBarcode };
    case 'too_many':
      return {
        title: t('note.tooMany'),
        text: t('note.tooManyWhy', { wanted: note.wantedQty, offered: note.offeredQty }),
      };
    case 'scan_item_first':
      return { title: t('note.scanItemFirst') };
    case 'scan_location_first':
      return { title: t('note.scanLocationFirst') };
    case 'type_the_number':
      return { title: t('note.typeTheNumber') };
    case 'read_this_first':
      return { title: t('note.readThisFirst') };
    case 'no_more_work':
      return { title: t('note.noMoreWork') };
    case 'location_again':
      return { title: t('note.locationAgain') };
    case 'tote_again':
      return { title: t('note.toteAgain', { slot: note.slot }) };
    case 'nothing_to_undo':
      return { title: t('note.nothingToUndo') };
    case 'scans_waiting':
      return { title: t('note.scansWaiting', { count: note.waiting }) };
    case 'undone_scan':
      return { title: t('note.undoneScan', { count: note.countedQty }) };
    case 'all_found':
      return { title: t('note.allFound') };
    default:
      return note satisfies never;
  }
}

export function newsWords(news: News, t: TFunction<'floor'>): string {
  switch (news.kind) {
    case 'order_cancelled':
      return t('news.orderCancelled', { order: news.orderNumber, slot: news.slot });
    case 'other_bin':
      return t('news.otherBin', { name: news.skuName, location: news.locationCode });
    case 'order_short':
      return t('news.orderShort', { name: news.skuName, order: news.orderNumber });
    default:
      return news satisfies never;
  }
}

/** The next scan that the screen waits for, said in one line; null where it waits for none. */
export function expectedWords(screen: PickScreen, t: TFunction<'floor'>): string | null {
  switch (screen.at) {
    case 'bind_tote':
      return t('expect.tote', { slot: screen.slot });
    case 'scan_location':
      return t('expect.location', { code: screen.stop.locationCode });
    case 'scan_item':
      return t('expect.item', { code: screen.draft.stop.skuCode });
    case 'scan_tote': {
      const { stop } = screen.draft;
      return t('expect.slotTote', {
        slot: stop.toteSlot,
        code: toteOf(screen.tour, stop) ?? '',
      });
    }
    case 'ask_undo':
    case 'put_aside':
      return t('expect.location', { code: screen.stop.locationCode });
    case 'wait_short':
    case 'told_short':
      return t('expect.goOn');
    case 'count_found':
    case 'ask_hand_back':
    case 'refused':
    case 'done':
      return null;
    default:
      return screen satisfies never;
  }
}
