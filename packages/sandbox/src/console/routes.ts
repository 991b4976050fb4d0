import type { FastifyInstance } from 'fastify';
import type { Shoppers } from '../traffic/shoppers.ts';
import type { World } from '../world.ts';
export function consoleRoutes(_app: FastifyInstance, _world: World, _shoppers: Shoppers): void {}
