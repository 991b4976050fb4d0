import type { StateTable } from './table.ts';

/** A shop's connection. `lapsed`: the platform refuses our tokens; a person must authorise again. */
export const channelStates = ['connected', 'paused', 'lapsed', 'disconnected'] as const;
export type ChannelState = (typeof channelStates)[number];
export const channelEvents = ['connect', 'pause', 'resume', 'lapse', 'disconnect'] as const;
export type ChannelEvent = (typeof channelEvents)[number];
export const channelTable: StateTable<ChannelState, ChannelEvent> = {
  connected: {
    connect: 'connected',
    pause: 'paused',
    resume: null,
    lapse: 'lapsed',
    disconnect: 'disconnected',
  },
  paused: {
    connect: 'connected',
    pause: null,
    resume: 'connected',
    lapse: 'lapsed',
    disconnect: 'disconnected',
  },
  lapsed: {
    connect: 'connected',
    pause: null,
    resume: null,
    lapse: null,
    disconnect: 'disconnected',
  },
  disconnected: { connect: 'connected', pause: null, resume: null, lapse: null, disconnect: null },
};

/** Work owed to a channel: arrange a shipment, fetch a label, cancel. `dead` waits for a person. */
export const channelTaskStates = ['owed', 'done', 'dead', 'dropped'] as const;
export type ChannelTaskState = (typeof channelTaskStates)[number];
export const channelTaskEvents = ['succeed', 'give_up', 'retry', 'drop'] as const;
export type ChannelTaskEvent = (typeof channelTaskEvents)[number];
export const channelTaskTable: StateTable<ChannelTaskState, ChannelTaskEvent> = {
  owed: { succeed: 'done', give_up: 'dead', retry: 'owed', drop: 'dropped' },
  done: { succeed: null, give_up: null, retry: null, drop: null },
  dead: { succeed: 'done', give_up: null, retry: 'owed', drop: 'dropped' },
  dropped: { succeed: null, give_up: null, retry: null, drop: null },
};
