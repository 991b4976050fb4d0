import { type Html, html } from '../html.ts';
import { STYLE } from './style.ts';

const PAGES = [
  ['/', 'Shop'],
  ['/console/shoppers', 'Shoppers'],
  ['/console/crew', 'Crew'],
  ['/console/stock', 'Stock'],
  ['/console/faults', 'Faults'],
  ['/console/pushes', 'Pushes'],
  ['/mailbox', 'Mailbox'],
] as const;

/** A whole document. `current` is the navigation entry to mark; null leaves the navigation out. */
export function page(
  title: string,
  current: string | null,
  content: Html,
  options: { refreshSeconds?: number } = {},
): string {
  const refresh =
    options.refreshSeconds === undefined
      ? null
      : html`<meta http-equiv="refresh" content="${options.refreshSeconds}">`;
  const navigation =
    current === null
      ? null
      : html`<nav aria-label="Pages">${PAGES.map(
          ([path, name]) =>
            html`<a href="${path}"${path === current ? html` aria-current="page"` : null}>${name}</a>`,
        )}</nav>`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${refresh}
<style>${{ markup: STYLE }}</style></head>
<body><header><div><strong>${current === null ? 'Shopee sandbox' : 'Outside world'}</strong>${navigation}</div></header>
<main>${content}</main></body></html>`.markup;
}

/** A moment as people read it, in the shop's zone. */
export function moment(ms: number | null): string {
  if (ms === null) return '–';
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Singapore',
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(ms);
}

export function money(minor: number): string {
  return `SGD ${(minor / 100).toFixed(2)}`;
}

/** A form of one button. */
export function button(
  action: string,
  word: string,
  fields: Record<string, string> = {},
  first = false,
): Html {
  return html`<form method="post" action="${action}">${Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button class="small${first ? ' first' : ''}">${word}</button></form>`;
}
