import i18next, { type TFunction } from 'i18next';
import { beforeAll, expect, test } from 'vitest';
import en from './en.json' with { type: 'json' };
import * as format from './format.ts';
import vi from './vi.json' with { type: 'json' };

const now = Date.parse('2026-11-23T10:00:00Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
/** Intl puts no-break spaces between number and unit; a reader sees a space. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
let tEn: TFunction;
let tVi: TFunction;

beforeAll(async () => {
  const instance = i18next.createInstance();
  await instance.init({
    lng: 'en',
    defaultNS: 'desk',
    ns: ['desk'],
    resources: { en: { desk: en }, vi: { desk: vi } },
    interpolation: { escapeValue: false },
  });
  tEn = instance.getFixedT('en');
  tVi = instance.getFixedT('vi');
});

test('money names its currency and knows its minor units', () => {
  expect(plain(format.money(123_456, 'SGD', 'en'))).toBe('SGD 1,234.56');
  expect(plain(format.money(123_456, 'SGD', 'vi'))).toBe('1.234,56 SGD');
  expect(plain(format.money(50_000, 'VND', 'vi'))).toBe('50.000 VND');
});

test('weights and walks change their unit at a thousand', () => {
  expect(format.weight(999, 'en')).toBe('999 g');
  expect(format.weight(1250, 'vi')).toBe('1,25 kg');
  expect(format.walk(999, 'en')).toBe('999 m');
  expect(format.walk(12_340, 'en')).toBe('12.3 km');
});

test('relative times take the largest unit that fits', () => {
  expect(format.relative(at(0), now, 'en')).toBe('now');
  expect(format.relative(at(-5), now, 'vi')).toBe('5 phút trước');
  expect(format.relative(at(-3 * 60 - 20), now, 'vi')).toBe('3 giờ trước');
  expect(format.relative(at(2 * 24 * 60), now, 'en')).toBe('in 2 days');
});

test('a deadline counts down in two units, and says when it has passed', () => {
  expect(format.countdown(at(130), now, tEn)).toBe('2 h 10 min left');
  expect(format.countdown(at(120), now, tEn)).toBe('2 h left');
  expect(format.countdown(at(-35), now, tEn)).toBe('35 min late');
  expect(format.countdown(at(25 * 60), now, tEn)).toBe('1 d 1 h left');
  expect(format.countdown(at(130), now, tVi)).toBe('còn 2 giờ 10 phút');
  expect(format.countdown(at(-35), now, tVi)).toBe('trễ 35 phút');
});

test('a deadline asks for attention in its last two hours and stops past zero', () => {
  expect(format.deadlineMeaning(at(121), now)).toBe('plain');
  expect(format.deadlineMeaning(at(119), now)).toBe('attention');
  expect(format.deadlineMeaning(at(-1), now)).toBe('stopped');
});

test('counts on buttons follow the plural of the language, with its separators', () => {
  expect(tEn('orders.act.release', { count: 1 })).toBe('Release 1 order');
  expect(tEn('orders.act.release', { count: 1204 })).toBe('Release 1,204 orders');
  expect(tVi('orders.act.release', { count: 1204 })).toBe('Phát lệnh 1.204 đơn');
});
