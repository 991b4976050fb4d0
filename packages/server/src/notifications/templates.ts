/** What a mail is made of. Everything in it may come from a stranger: it is escaped where it is HTML. */
export interface MessageFacts {
  /** The brand that the customer bought from. */
  brandName: string;
  /** As the customer knows it: the shop's own number. */
  orderNumber: string;
  customerName?: string | null;
  carrier?: string | null;
  trackingNumbers?: readonly string[];
  items: readonly { name: string; qty: number }[];
  /** Why it was cancelled, in the customer's words. */
  reason?: string | null;
}

export type MessageKind = 'order_shipped' | 'order_cancelled';
export const messageLocales = ['en', 'vi'] as const;
export type MessageLocale = (typeof messageLocales)[number];

interface Words {
  subject: (facts: MessageFacts) => string;
  greeting: (name: string | null) => string;
  lead: (facts: MessageFacts) => string;
  items: string;
  carrier: string;
  tracking: string;
  reason: string;
  close: (brandName: string) => string;
}

const words: Record<MessageLocale, Record<MessageKind, Words>> = {
  en: {
    order_shipped: {
      subject: ({ brandName, orderNumber }) =>
        `${brandName}: your order ${orderNumber} is on its way`,
      greeting: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
      lead: ({ orderNumber }) => `your order ${orderNumber} has left our warehouse.`,
      items: 'In the parcel',
      carrier: 'Carrier',
      tracking: 'Tracking number',
      reason: 'Reason',
      close: (brandName) => `Thank you for buying from ${brandName}.`,
    },
    order_cancelled: {
      subject: ({ brandName, orderNumber }) =>
        `${brandName}: your order ${orderNumber} was cancelled`,
      greeting: (name) => (name === null ? 'Hello,' : `Hello ${name},`),
      lead: ({ orderNumber }) =>
        `your order ${orderNumber} was cancelled. Nothing will be sent, and what you paid is returned by the shop where you bought it.`,
      items: 'Cancelled',
      carrier: 'Carrier',
      tracking: 'Tracking number',
      reason: 'Reason',
      close: (brandName) => `We hope to see you again, ${brandName}.`,
    },
  },
  vi: {
    order_shipped: {
      subject: ({ brandName, orderNumber }) =>
        `${brandName}: đơn hàng ${orderNumber} đang trên đường giao đến bạn`,
      greeting: (name) => (name === null ? 'Xin chào,' : `Xin chào ${name},`),
      lead: ({ orderNumber }) => `đơn hàng ${orderNumber} của bạn đã rời kho của chúng tôi.`,
      items: 'Trong kiện hàng',
      carrier: 'Đơn vị vận chuyển',
      tracking: 'Mã vận đơn',
      reason: 'Lý do',
      close: (brandName) => `Cảm ơn bạn đã mua hàng tại ${brandName}.`,
    },
    order_cancelled: {
      subject: ({ brandName, orderNumber }) => `${brandName}: đơn hàng ${orderNumber} đã bị hủy`,
      greeting: (name) => (name === null ? 'Xin chào,' : `Xin chào ${name},`),
      lead: ({ orderNumber }) =>
        `đơn hàng ${orderNumber} của bạn đã bị hủy. Chúng tôi sẽ không gửi hàng, và số tiền bạn đã trả sẽ được hoàn lại qua nơi bạn đã mua.`,
      items: 'Đã hủy',
      carrier: 'Đơn vị vận chuyển',
      tracking: 'Mã vận đơn',
      reason: 'Lý do',
      close: (brandName) => `Hẹn gặp lại bạn, ${brandName}.`,
    },
  },
};

export interface Rendered {
  subject: string;
  text: string;
  html: string;
}

/** `vi` and its regions in Vietnamese, everything else in English. */
export function localeOf(locale: string): MessageLocale {
  return /^vi\b/i.test(locale) ? 'vi' : 'en';
}

/** A mail as plain text and as HTML. */
export function render(kind: MessageKind, locale: string, facts: MessageFacts): Rendered {
  const language = localeOf(locale);
  const say = words[language][kind];
  const rows = labelled(say, kind, facts);
  const name = facts.customerName?.trim() || null;
  const lines = facts.items.map((item) => `${item.qty} × ${oneLine(item.name)}`);
  const text = [
    say.greeting(name),
    '',
    say.lead(facts),
    '',
    ...rows.map(([label, value]) => `${label}: ${value}`),
    ...(rows.length === 0 ? [] : ['']),
    `${say.items}:`,
    ...lines.map((line) => `- ${line}`),
    '',
    say.close(facts.brandName),
    '',
  ].join('\n');
  return {
    // A line break in a subject would begin a header of its own.
    subject: oneLine(say.subject(facts)),
    text,
    html: htmlOf(language, say, facts, name, rows, lines),
  };
}

function labelled(say: Words, kind: MessageKind, facts: MessageFacts): [string, string][] {
  const rows: [string, string | null | undefined][] =
    kind === 'order_shipped'
      ? [
          [say.carrier, facts.carrier],
          [say.tracking, facts.trackingNumbers?.join(', ')],
        ]
      : [[say.reason, facts.reason]];
  return rows.flatMap(([label, value]) => (value ? [[label, oneLine(value)]] : []));
}

function htmlOf(
  language: MessageLocale,
  say: Words,
  facts: MessageFacts,
  name: string | null,
  rows: readonly [string, string][],
  lines: readonly string[],
): string {
  const table = rows
    .map(
      ([label, value]) =>
        `<tr><td style="padding:2px 16px 2px 0;color:#5b6472">${escape(label)}</td>` +
        `<td style="padding:2px 0"><strong>${escape(value)}</strong></td></tr>`,
    )
    .join('');
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<title>${escape(oneLine(say.subject(facts)))}</title></head>`,
    '<body style="margin:0;background:#f4f5f7;font-family:Arial,Helvetica,sans-serif;color:#1c2430">',
    '<div style="max-width:560px;margin:24px auto;padding:24px;background:#fff;border-radius:8px">',
    `<p style="margin:0 0 16px;font-size:18px"><strong>${escape(facts.brandName)}</strong></p>`,
    `<p>${escape(say.greeting(name))}</p><p>${escape(say.lead(facts))}</p>`,
    table === '' ? '' : `<table role="presentation" style="margin:16px 0">${table}</table>`,
    `<p style="margin:16px 0 4px;color:#5b6472">${escape(say.items)}</p>`,
    `<ul style="margin:0;padding-left:20px">${lines.map((l) => `<li>${escape(l)}</li>`).join('')}</ul>`,
    `<p style="margin-top:24px">${escape(say.close(facts.brandName))}</p>`,
    '</div></body></html>',
  ].join('');
}

function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
