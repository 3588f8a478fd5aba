import { uuid } from './safe';
import { load, save } from './storage';
import { emit } from './topics';

export const DEVICE = 'otklik_id';
const USER = 'otklik_user';
let fresh: string | undefined;

/** The device's id; made, or its year renewed, at first use on a page. */
export const anonymousId = (): string => {
  const kept = load(DEVICE);
  if (!kept || kept != fresh) {
    fresh = kept || uuid();
    save(DEVICE, fresh);
    emit('id', fresh);
  }
  return fresh!;
};

export const userId = (): string | undefined => load(USER);

/** Logging out, or another person at the same device: a new device id, no user. */
export const forgetIdentity = (): void => {
  save(DEVICE, '');
  save(USER, '');
  emit('id', '');
};

export const becomeUser = (id: string): void => {
  if ((userId() || id) != id) forgetIdentity();
  save(USER, id);
};
