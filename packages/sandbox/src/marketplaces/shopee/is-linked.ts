import type { World } from '../../world.ts';

/** Whether the shop's seller has authorised the app, and the year has not passed. */
export function isLinked(world: World, shopId: number): boolean {
  const shop = world.database.row<{ auth_expires_at: number | null }>(
    'select auth_expires_at from shop where shop_id = ?',
    shopId,
  );
  return (shop?.auth_expires_at ?? 0) > world.clock.now();
}
