/**
 * What every connector must do, told as tests over real HTTP against a stand-in of its platform. A new platform is
 * done when `channelContract('its name', makeSubject)` passes; what is particular to it is tested in its own folder.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ChannelConnector,
  ChannelListing,
  ChannelOrder,
  ParcelRef,
  PushRequest,
  ShopTokens,
} from '../channel.ts';
import { parcelsOf } from '../channel.ts';
import type { Failure, Outcome } from '../outcome.ts';

/** The connector under test, and the hands that play seller, buyers and misfortune on the other side. */
export interface ContractSubject {
  connector: ChannelConnector;
  /** The same platform addressed with a wrong app key. */
  stranger: ChannelConnector;
  callbackUrl: string;
  /** Whether the platform hands out pushes that it could not deliver. */
  keepsLostPushes: boolean;
  /** The seller opens the link and agrees; the answer is the query the browser comes back with. */
  agree(authoriseUrl: string): Promise<URLSearchParams>;
  /** A buyer buys and pays; the answer is the order number. Null when the shop shows too little stock. */
  buy(listing: ChannelListing, qty: number): Promise<string | null>;
  askToCancel(externalOrderNumber: string): Promise<void>;
  /** Pushes that reached our callback so far, as received. */
  pushes(): Promise<PushRequest[]>;
  /** Lets the platform's own delays pass (arrangement, tracking number, label). */
  settle(): Promise<void>;
  /**
   * From now on until `calm`: the next call is refused by rate limit or for its token; or every call that changes
   * something is carried out, but its answer never comes; or no push leaves.
   */
  strike(misfortune: 'rate_limit' | 'expired_token' | 'lost_answer' | 'lost_push'): Promise<void>;
  calm(): Promise<void>;
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;

export function channelContract(name: string, makeSubject: () => Promise<ContractSubject>): void {
  describe(`channel contract: ${name}`, () => {
    let subject: ContractSubject;
    let tokens: ShopTokens;
    let listings: ChannelListing[];

    beforeAll(async () => {
      subject = await makeSubject();
      tokens = await authorise(subject);
      listings = await allListings(subject, tokens);
    }, 60_000);

    afterAll(async () => {
      await subject.stop();
    });

    authorisationContract(
      () => subject,
      () => tokens,
    );
    stockContract(
      () => subject,
      () => tokens,
      () => listings,
    );
    captureContract(
      () => subject,
      () => tokens,
      () => listings,
    );
    shippingContract(
      () => subject,
      () => tokens,
      () => listings,
    );
    cancelContract(
      () => subject,
      () => tokens,
      () => listings,
    );
    misfortuneContract(
      () => subject,
      () => tokens,
    );
    pushContract(
      () => subject,
      () => tokens,
      () => listings,
    );
    // Last: it uses up the tokens.
    refreshContract(
      () => subject,
      () => tokens,
    );
  });
}

type Get<T> = () => T;

function authorisationContract(subject: Get<ContractSubject>, tokens: Get<ShopTokens>): void {
  test('the seller agrees, our state comes back, and the tokens open the shop', async () => {
    const { connector } = subject();

    const profile = value(await connector.shopProfile(tokens()));

    expect(profile.externalShopId).toBe(tokens().externalShopId);
    expect(profile.state).toBe('normal');
    expect(profile.name).not.toBe('');
  });

  test('a code is good once', async () => {
    const { connector, agree } = subject();
    const url = connector.authoriseUrl({ redirectUrl: 'http://127.0.0.1/back', state: 'again' });
    const back = connector.readAuthorisationReturn(await agree(url));
    if (!back.ok) throw new Error(back.reason);

    const first = await connector.exchangeCode(back);
    const second = await connector.exchangeCode(back);

    expect(first.ok).toBe(true);
    expect(refused(second).kind).toBe('final');
  });

  test('a wrong app key is refused and shows no secret', async () => {
    const refusal = refused(await subject().stranger.shopProfile(tokens()));

    expect(['final', 'auth_expired']).toContain(refusal.kind);
    expect(JSON.stringify(refusal)).not.toContain(tokens().accessToken);
  });

  test('a token nobody issued means: authorise again', async () => {
    const wrong = { ...tokens(), accessToken: 'f'.repeat(32) };

    const refusal = refused(await subject().connector.shopProfile(wrong));

    expect(refusal.kind).toBe('auth_expired');
    expect(JSON.stringify(refusal)).not.toContain(wrong.accessToken);
  });
}

function stockContract(
  subject: Get<ContractSubject>,
  tokens: Get<ShopTokens>,
  listings: Get<ChannelListing[]>,
): void {
  test('every listing has an identity of its own, a currency and whole numbers', () => {
    const keys = listings().map((row) => `${row.externalItemId}/${row.externalModelId ?? ''}`);

    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(keys.length);
    for (const listing of listings()) {
      expect(listing.currency).toMatch(/^[A-Z]{3}$/);
      expect(Number.isSafeInteger(listing.priceMinor)).toBe(true);
      expect(Number.isSafeInteger(listing.stockQty)).toBe(true);
      expect(listing.status).toBe('live');
    }
  });

  test('numbers pushed are the numbers read back, 0 included', async () => {
    const { connector } = subject();
    const rows = listings().map(({ externalItemId, externalModelId }, index) => ({
      externalItemId,
      externalModelId,
      qty: index === 0 ? 0 : 100 + index,
    }));

    const outcomes = await connector.pushStock(tokens(), rows);
    const readBack = await allListings(subject(), tokens());

    expect(outcomes.map(({ row }) => row)).toEqual(rows);
    expect(outcomes.map(({ outcome }) => value(outcome).qty)).toEqual(rows.map((row) => row.qty));
    for (const row of rows) expect(find(readBack, row)?.stockQty).toBe(row.qty);
  });

  test('a row for a listing that does not exist fails alone', async () => {
    const { connector } = subject();
    const good = listings()[1];
    if (good === undefined) throw new Error('The shop has too few listings');
    const { externalItemId, externalModelId } = good;

    const [bad, fine] = await connector.pushStock(tokens(), [
      { externalItemId: '999999999999', externalModelId: null, qty: 1 },
      { externalItemId, externalModelId, qty: 55 },
    ]);

    expect(bad?.outcome).toMatchObject({ ok: false, kind: 'final' });
    expect(fine?.outcome).toEqual({ ok: true, value: { qty: 55 } });
  });

  test('a push whose answer is lost is unknown, and reading tells what happened', async () => {
    const { connector, strike, calm } = subject();
    const listing = listings()[1];
    if (listing === undefined) throw new Error('The shop has too few listings');
    const { externalItemId, externalModelId } = listing;

    await strike('lost_answer');
    const [pushed] = await connector.pushStock(tokens(), [
      { externalItemId, externalModelId, qty: 77 },
    ]);
    await calm();

    expect(pushed?.outcome).toMatchObject({ ok: false, kind: 'unknown' });
    expect(find(await allListings(subject(), tokens()), listing)?.stockQty).toBe(77);
  });
}

function captureContract(
  subject: Get<ContractSubject>,
  tokens: Get<ShopTokens>,
  listings: Get<ChannelListing[]>,
): void {
  test('an order is found by its change time, page by page, and read as it was bought', async () => {
    const { connector } = subject();
    const from = Date.now() - HOUR_MS;
    const numbers = [await bought(subject(), tokens(), listings(), 2)];
    numbers.push(await bought(subject(), tokens(), listings(), 3));

    const seen = await allRefs(connector, tokens(), new Date(from), new Date(Date.now() + HOUR_MS));
    const batch = value(await connector.getOrders(tokens(), [...numbers, 'NO-SUCH-ORDER']));

    expect(seen).toEqual(expect.arrayContaining(numbers));
    expect(batch.missing).toEqual(['NO-SUCH-ORDER']);
    expect(batch.unreadable).toEqual([]);
    expect(batch.orders.map((order) => order.externalOrderNumber).sort()).toEqual(
      [...numbers].sort(),
    );
    for (const order of batch.orders) expectWhole(order);
    const qtys = batch.orders.map((order) => order.lines.map((line) => line.qty));
    expect(qtys.flat().sort()).toEqual([2, 3]);
  });

  test('a window of 40 days is read to its end', async () => {
    const { connector } = subject();
    const number = await bought(subject(), tokens(), listings(), 1);
    const from = new Date(Date.now() - 40 * 24 * HOUR_MS);

    const seen = await allRefs(connector, tokens(), from, new Date(Date.now() + HOUR_MS));

    expect(seen.filter((one) => one === number)).toEqual([number]);
  });
}

function shippingContract(
  subject: Get<ContractSubject>,
  tokens: Get<ShopTokens>,
  listings: Get<ChannelListing[]>,
): void {
  test('from ready to arranged: shipment, tracking number, label; twice changes nothing', async () => {
    const { connector, settle } = subject();
    const number = await bought(subject(), tokens(), listings(), 1);
    const parcel = await onlyParcel(connector, tokens(), number);

    const first = value(await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' }));
    await settle();
    const second = value(await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' }));

    expect(first.done).toBe('arranged');
    expect(first.method).not.toBeNull();
    expect(second.done).toBe('already');
    expect((await readOne(connector, tokens(), number)).state).toBe('arranged');
    const tracking = value(await connector.trackingNumber(tokens(), parcel));
    if (tracking.state !== 'known') throw new Error('No tracking number after settling');
    await expectLabel(subject(), tokens(), parcel, tracking.trackingNumber);
  });

  test('asked again before the platform shows it: already, or later, but never refused for good', async () => {
    const { connector } = subject();
    const number = await bought(subject(), tokens(), listings(), 1);
    const parcel = await onlyParcel(connector, tokens(), number);
    value(await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' }));

    const again = await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' });

    if (again.ok) expect(again.value.done).toBe('already');
    else expect(again.kind).toBe('retryable');
  });

  test('an arrangement whose answer is lost is unknown; asking again says already', async () => {
    const { connector, settle, strike, calm } = subject();
    const number = await bought(subject(), tokens(), listings(), 1);
    const parcel = await onlyParcel(connector, tokens(), number);

    await strike('lost_answer');
    const lost = await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' });
    await calm();
    await settle();

    const again = value(await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' }));

    expect(refused(lost).kind).toBe('unknown');
    expect(again.done).toBe('already');
  });
}

function cancelContract(
  subject: Get<ContractSubject>,
  tokens: Get<ShopTokens>,
  listings: Get<ChannelListing[]>,
): void {
  test('the seller cancels before shipping; the order says so', async () => {
    const { connector, settle } = subject();
    const number = await bought(subject(), tokens(), listings(), 1);
    const { lines } = await readOne(connector, tokens(), number);

    const outcome = await connector.cancelOrder(tokens(), {
      externalOrderNumber: number,
      reason: 'out_of_stock',
      scope: 'order',
      lines,
    });
    await settle();

    expect(outcome.ok).toBe(true);
    const order = await readOne(connector, tokens(), number);
    expect(order.state).toBe('cancelled');
    expect(order.cancel?.by).toBe('seller');
  });

  test.each([
    ['accept' as const, 'cancelled'],
    ['reject' as const, 'arranged'],
  ])('the buyer asks to cancel what is arranged already, and we %s', async (answer, state) => {
    const { connector, askToCancel, settle } = subject();
    const number = await bought(subject(), tokens(), listings(), 1);
    const parcel = await onlyParcel(connector, tokens(), number);
    value(await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' }));
    await settle();
    await askToCancel(number);
    const asked = await readOne(connector, tokens(), number);

    const outcome = await connector.answerBuyerCancellation(tokens(), number, answer);
    await settle();

    expect(asked.state).toBe('cancel_requested');
    expect(outcome.ok).toBe(true);
    expect((await readOne(connector, tokens(), number)).state).toBe(state);
  });

  test('an order nobody placed can be neither shipped nor cancelled', async () => {
    const { connector } = subject();
    const parcel = { externalOrderNumber: 'NO-SUCH-ORDER', externalPackageNumber: null };

    const shipped = await connector.arrangeShipment(tokens(), parcel, { method: 'pickup' });
    const cancelled = await connector.cancelOrder(tokens(), {
      externalOrderNumber: 'NO-SUCH-ORDER',
      reason: 'customer_request',
      scope: 'order',
      lines: [],
    });

    expect(refused(shipped).kind).toBe('final');
    expect(refused(cancelled).kind).toBe('final');
  });
}

function misfortuneContract(subject: Get<ContractSubject>, tokens: Get<ShopTokens>): void {
  test('a rate limit is waited out, an expired token is told at once', async () => {
    const { connector, strike, calm } = subject();

    await strike('rate_limit');
    const patient = await connector.shopProfile(tokens());
    await strike('expired_token');
    const expired = await connector.shopProfile(tokens());
    await calm();

    expect(patient.ok).toBe(true);
    expect(refused(expired).kind).toBe('auth_expired');
    expect((await connector.shopProfile(tokens())).ok).toBe(true);
  });
}

function pushContract(
  subject: Get<ContractSubject>,
  tokens: Get<ShopTokens>,
  listings: Get<ChannelListing[]>,
): void {
  test('pushes for a new order are verified; altered or misdirected ones are not', async () => {
    const { connector, settle, callbackUrl } = subject();
    const number = await bought(subject(), tokens(), listings(), 1);
    await settle();

    const received = await subject().pushes();
    const hints = received.map((request) => connector.verifyPush(request));

    expect(hints.every((hint) => hint.ok)).toBe(true);
    const ours = received.find((_request, index) => {
      const hint = hints[index];
      return hint?.ok === true && hint.push.externalOrderNumber === number;
    });
    if (ours === undefined) throw new Error(`No push for order ${number}`);
    const hint = connector.verifyPush(ours);
    expect(hint).toMatchObject({
      ok: true,
      push: { kind: 'order_changed', externalShopId: tokens().externalShopId },
    });
    const altered = new Uint8Array(ours.rawBody);
    altered[altered.length - 2] = (altered[altered.length - 2] ?? 0) ^ 1;
    expect(connector.verifyPush({ ...ours, rawBody: altered }).ok).toBe(false);
    expect(connector.verifyPush({ ...ours, callbackUrl: `${callbackUrl}/` }).ok).toBe(false);
    expect(connector.verifyPush({ ...ours, headers: {} })).toEqual({
      ok: false,
      reason: 'missing_signature',
    });
  });

  test('a push that was lost can be read, once, until it is confirmed', async () => {
    const { connector, strike, calm, settle, keepsLostPushes } = subject();
    await strike('lost_push');
    const number = await bought(subject(), tokens(), listings(), 1);
    await settle();
    await calm();

    const page = value(await connector.lostPushes());
    const again = value(await connector.lostPushes());

    const numbers = page.pushes.map((push) => push.externalOrderNumber);
    expect(numbers.includes(number)).toBe(keepsLostPushes);
    expect(again).toEqual(page);
    if (page.receipt === null) return;
    expect(await connector.confirmLostPushes(page.receipt)).toEqual({ ok: true, value: null });
    expect(value(await connector.lostPushes()).pushes).toEqual([]);
  });
}

function refreshContract(subject: Get<ContractSubject>, tokens: Get<ShopTokens>): void {
  test('a refresh brings a new pair that works; the old refresh token is used up', async () => {
    const { connector } = subject();
    if (tokens().refreshToken === null) return;

    const fresh = value(await connector.refreshTokens(tokens()));
    const again = await connector.refreshTokens(tokens());

    expect(fresh.externalShopId).toBe(tokens().externalShopId);
    expect(fresh.accessToken).not.toBe(tokens().accessToken);
    expect(fresh.refreshToken).not.toBe(tokens().refreshToken);
    expect(fresh.accessExpiresAt?.getTime()).toBeGreaterThan(Date.now());
    expect((await connector.shopProfile(fresh)).ok).toBe(true);
    expect(refused(again).kind).toBe('auth_expired');
  });
}

// ---------------------------------------------------------------- steps

async function authorise(subject: ContractSubject): Promise<ShopTokens> {
  const { connector } = subject;
  const url = connector.authoriseUrl({ redirectUrl: 'http://127.0.0.1/back', state: 'state-1' });
  const back = connector.readAuthorisationReturn(await subject.agree(url));
  if (!back.ok) throw new Error(`The seller came back with ${back.reason}`);
  expect(back.state).toBe('state-1');
  return value(await connector.exchangeCode(back));
}

async function allListings(
  { connector }: ContractSubject,
  tokens: ShopTokens,
): Promise<ChannelListing[]> {
  const listings: ChannelListing[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ChannelConnector['listListings']>> =
      await connector.listListings(tokens, cursor);
    listings.push(...value(page).listings);
    expect(value(page).unreadable).toEqual([]);
    cursor = value(page).nextCursor;
  } while (cursor !== null);
  return listings;
}

async function allRefs(
  connector: ChannelConnector,
  tokens: ShopTokens,
  updatedFrom: Date,
  updatedTo: Date,
): Promise<string[]> {
  const numbers: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ChannelConnector['listOrderRefs']>> =
      await connector.listOrderRefs(tokens, { updatedFrom, updatedTo, cursor });
    numbers.push(...value(page).refs.map((ref) => ref.externalOrderNumber));
    cursor = value(page).nextCursor;
  } while (cursor !== null);
  return numbers;
}

/** A buyer buys so many of a listing that has them; the stock is put there first. */
async function bought(
  subject: ContractSubject,
  tokens: ShopTokens,
  listings: readonly ChannelListing[],
  qty: number,
): Promise<string> {
  const listing = listings[1];
  if (listing === undefined) throw new Error('The shop has too few listings');
  const { externalItemId, externalModelId } = listing;
  await subject.connector.pushStock(tokens, [{ externalItemId, externalModelId, qty: 50 }]);
  const number = await subject.buy(listing, qty);
  if (number === null) throw new Error(`Nobody could buy ${qty} of ${externalItemId}`);
  return number;
}

async function readOne(
  connector: ChannelConnector,
  tokens: ShopTokens,
  number: string,
): Promise<ChannelOrder> {
  const [order] = value(await connector.getOrders(tokens, [number])).orders;
  if (order === undefined) throw new Error(`Order ${number} cannot be read`);
  return order;
}

async function onlyParcel(
  connector: ChannelConnector,
  tokens: ShopTokens,
  number: string,
): Promise<ParcelRef> {
  const [parcel] = parcelsOf(await readOne(connector, tokens, number));
  if (parcel === undefined) throw new Error(`Order ${number} has no parcel`);
  return parcel;
}

async function expectLabel(
  subject: ContractSubject,
  tokens: ShopTokens,
  parcel: ParcelRef,
  trackingNumber: string,
): Promise<void> {
  const { connector, settle } = subject;
  const request = { parcel, trackingNumber, format: 'thermal' as const };
  const ticket = value(await connector.requestLabel(tokens, request));
  await settle();
  // A ticket is stored between the steps: it must survive that.
  const stored = JSON.parse(JSON.stringify(ticket)) as typeof ticket;
  expect(stored).toEqual(ticket);
  expect(value(await connector.labelState(tokens, stored))).toEqual({ state: 'ready' });
  const label = value(await connector.downloadLabel(tokens, stored));
  expect(label.contentType).toBe('application/pdf');
  expect(Buffer.from(label.bytes.subarray(0, 4)).toString('latin1')).toBe('%PDF');
}

function expectWhole(order: ChannelOrder): void {
  expect(order.state).toBe('ready');
  expect(order.currency).toMatch(/^[A-Z]{3}$/);
  expect(order.updatedAt.getTime()).toBeGreaterThanOrEqual(order.placedAt.getTime());
  expect(order.paidAt).not.toBeNull();
  expect(order.address).not.toBeNull();
  const goodsMinor = order.lines.reduce((sum, line) => sum + line.unitPriceMinor * line.qty, 0);
  const { totals } = order;
  expect(totals.goodsMinor).toBe(goodsMinor);
  expect(totals.totalMinor).toBe(goodsMinor - totals.discountMinor + (totals.shippingMinor ?? 0));
  expect(order.raw).not.toBeNull();
}

function find(
  listings: readonly ChannelListing[],
  wanted: Pick<ChannelListing, 'externalItemId' | 'externalModelId'>,
): ChannelListing | undefined {
  return listings.find(
    (listing) =>
      listing.externalItemId === wanted.externalItemId &&
      listing.externalModelId === wanted.externalModelId,
  );
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.kind} ${outcome.code}: ${outcome.message}`);
  return outcome.value;
}

function refused(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('It was not refused');
  return outcome;
}
