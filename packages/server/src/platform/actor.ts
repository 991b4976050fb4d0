/** Who does something: on every move, event and hold. */
export interface Actor {
  kind: 'person' | 'api_key' | 'channel' | 'system';
  id: string | null;
  name: string;
  device: string | null;
}

export const systemActor: Actor = { kind: 'system', id: null, name: 'Quayside', device: null };
