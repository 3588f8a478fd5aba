import type { Person } from '../api/types';

const SHORTEST = 3;

/** Words said to somebody, fit for anybody: his name and addresses give place to variables. */
export function generalise(body: string, person: Pick<Person, 'name' | 'email' | 'phone'> | undefined): string {
  if (!person) return body;
  const [first = ''] = person.name.trim().split(/\s+/);
  const found: [string, string][] = [
    [person.name.trim(), 'name'],
    [first, 'first_name'],
    [person.email, 'email'],
    [person.phone, 'phone'],
  ];
  return found
    .filter(([value]) => value.length >= SHORTEST)
    .reduce((text, [value, name]) => text.replace(whole(value), `{{ ${name} }}`), body);
}

/** The value where it stands by itself, in any capitals. */
function whole(value: string): RegExp {
  const plain = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_{])${plain}(?![\\p{L}\\p{N}_}])`, 'giu');
}
