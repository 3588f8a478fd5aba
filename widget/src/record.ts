import { isAllowed } from './consent';
import { itemContext } from './context';
import { anonymousId, userId } from './identity';
import { append } from './queue';
import { uuid } from './safe';
import { emit } from './topics';
import { schedule } from './transport';
import type { Bag, Item } from './types';

/** Items made so close together travel together. */
const GATHER_MS = 200;

export const makeItem = (type: string, fields?: Bag, context?: Bag): Item => ({
  type,
  messageId: uuid(),
  timestamp: new Date(),
  anonymousId: anonymousId(),
  userId: userId(),
  ...fields,
  context: { ...itemContext(), ...context },
});

/** Makes an item and queues it, unless the person refused or has not consented where he must. */
export const record = (type: string, fields: Bag, context?: Bag): void => {
  if (!isAllowed()) return;
  const item = makeItem(type, fields, context);
  append(item);
  schedule(GATHER_MS);
  emit(type, item.event || item.userId, item.properties || item.traits, item);
};

export const track = (event: unknown, properties?: unknown, context?: Bag): void => {
  record('track', { event, properties: properties || {} }, context);
};
