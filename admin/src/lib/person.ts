import type { TFunction } from 'i18next';

interface Named {
  id: string;
  name?: string | null;
  email?: string | null;
  phone?: string | null;
  user_id?: string | null;
}

/** How a person is called: name, else contact, else a nameless visitor told apart by the end of the id. */
export function personTitle(t: TFunction, person: Named): string {
  return (
    person.name || person.email || person.phone || person.user_id || t('common.nameless', { id: person.id.slice(-4) })
  );
}
