import { expect, test } from 'vitest';
import { localeOf, render } from './templates.ts';

const facts = {
  brandName: 'Harbour Gifts',
  orderNumber: '261123ABC',
  customerName: 'Mai',
  carrier: 'SPX Express',
  trackingNumbers: ['SPX1', 'SPX2'],
  items: [
    { name: 'Lantern', qty: 2 },
    { name: 'Mug', qty: 1 },
  ],
};

test('a shipped order, in English, as plain text', () => {
  expect(render('order_shipped', 'en-SG', facts).text).toBe(
    [
      'Hello Mai,',
      '',
      'your order 261123ABC has left our warehouse.',
      '',
      'Carrier: SPX Express',
      'Tracking number: SPX1, SPX2',
      '',
      'In the parcel:',
      '- 2 × Lantern',
      '- 1 × Mug',
      '',
      'Thank you for buying from Harbour Gifts.',
      '',
    ].join('\n'),
  );
});

test('in Vietnamese for Vietnam, in English for everybody else', () => {
  expect(render('order_cancelled', 'vi-VN', facts).subject).toBe(
    'Harbour Gifts: đơn hàng 261123ABC đã bị hủy',
  );
  expect(render('order_shipped', 'vi', facts).html).toContain('<html lang="vi">');
  expect(['vi', 'vi-VN', 'VI', 'en', 'th', 'virtual', ''].map(localeOf)).toEqual([
    'vi',
    'vi',
    'vi',
    'en',
    'en',
    'en',
    'en',
  ]);
});

test('a stranger’s text is escaped in HTML and breaks no header', () => {
  const hostile = {
    ...facts,
    brandName: 'Shop\r\nBcc: all@example.com',
    customerName: '<script>alert(1)</script>',
    items: [{ name: "\"><img src=x onerror='y'> & co", qty: 1 }],
  };

  const { subject, html, text } = render('order_shipped', 'en', hostile);

  expect(subject).toBe('Shop Bcc: all@example.com: your order 261123ABC is on its way');
  expect(html).not.toContain('<script>');
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('1 × &quot;&gt;&lt;img src=x onerror=&#39;y&#39;&gt; &amp; co');
  expect(text).toContain("- 1 × \"><img src=x onerror='y'> & co");
});

test('what is not known is left out', () => {
  const { text } = render('order_shipped', 'en', {
    brandName: 'B',
    orderNumber: '1',
    items: [{ name: 'Mug', qty: 1 }],
  });

  expect(text).not.toContain('Carrier');
  expect(text).not.toContain('Tracking');
  expect(text.startsWith('Hello,\n')).toBe(true);
});
