import type { TFunction } from 'i18next';
import type { Profile } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';
import { personTitle } from '@/lib/person';

export interface Contacts {
  name: string;
  email: string;
  phone: string;
  /** How to call the person on the page. */
  title: string;
}

export function contactsOf(t: TFunction, profile: Profile): Contacts {
  const { properties } = profile;
  const name =
    textOf(properties.$name) || [properties.$first_name, properties.$last_name].map(textOf).filter(Boolean).join(' ');
  const [email, phone] = [textOf(properties.$email), textOf(properties.$phone)];
  return {
    name,
    email,
    phone,
    title: personTitle(t, { id: profile.id, name, email, phone, user_id: profile.user_id }),
  };
}
