import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where Debian, Ubuntu and others put the browser. */
const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
];

/** The system's Chromium, or null: the journeys are then skipped, and say so. */
export function chromiumPath(): string | null {
  return candidates.find((path) => path !== undefined && existsSync(path)) ?? null;
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('There is no Chromium on this machine.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export const desk = { width: 1440, height: 900 };
export const handheld = { width: 360, height: 720 };

/** Signs in by the page itself, as a person does. */
export async function signIn(
  context: BrowserContext,
  url: string,
  who: { email: string; password: string },
  to: string,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}${to}`);
  await page.getByLabel(/e-?mail/i).fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(who.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
  return page;
}

/** A keyboard-wedge scanner: the code as fast keystrokes, then Enter. */
export async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
}
