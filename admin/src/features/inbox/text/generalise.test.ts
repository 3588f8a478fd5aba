import { describe, expect, it } from 'vitest';
import { generalise } from './generalise';

const IRINA = { name: 'Ирина Соколова', email: 'irina@mail.example', phone: '+79991234567' };

describe('words said to somebody', () => {
  it.each([
    ['Здравствуйте, Ирина Соколова!', 'Здравствуйте, {{ name }}!'],
    ['ирина, письмо ушло на IRINA@mail.example', '{{ first_name }}, письмо ушло на {{ email }}'],
    ['Перезвоним на +79991234567.', 'Перезвоним на {{ phone }}.'],
    ['Иринах и Ирину не трогаем', 'Иринах и Ирину не трогаем'],
    ['$& and $1 stay', '$& and $1 stay'],
  ])('%s', (said, general) => {
    expect(generalise(said, IRINA)).toBe(general);
  });

  it('leave what is too short to be sure of, and words to nobody', () => {
    expect(generalise('Ян, да', { name: 'Ян', email: '', phone: '' })).toBe('Ян, да');
    expect(generalise('Hello', undefined)).toBe('Hello');
  });
});
