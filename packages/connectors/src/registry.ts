import type { ChannelConnector, ChannelPlatform } from './channel.ts';
import type { ShopeeOptions } from './shopee/client.ts';
import { createShopeeConnector } from './shopee/connector.ts';

/** What each platform's connector needs to know about our app there. A platform joins by one entry here and below. */
export interface ConnectorOptions {
  shopee: ShopeeOptions;
}

/** The platforms a shop can be connected on today. */
export type ConnectablePlatform = keyof ConnectorOptions & ChannelPlatform;

const createByPlatform: {
  [P in ConnectablePlatform]: (options: ConnectorOptions[P]) => ChannelConnector;
} = {
  shopee: createShopeeConnector,
};

export const connectablePlatforms = Object.keys(createByPlatform).filter(isConnectable);

export function isConnectable(platform: string): platform is ConnectablePlatform {
  return Object.hasOwn(createByPlatform, platform);
}

/** One connector per platform and app; it serves any number of shops. */
export function createConnector<P extends ConnectablePlatform>(
  platform: P,
  options: ConnectorOptions[P],
): ChannelConnector {
  return createByPlatform[platform](options);
}
