import { expect, it } from 'vitest';
import type { Submission } from './api';
import { writeCsv } from './csv';

const made = (more: Partial<Submission>): Submission => ({
  id: 1,
  at: '2026-11-22T10:00:00Z',
  person: { id: '7', name: 'Anna', email: 'anna@mail.example', phone: '+7 (999) 000-00-00' },
  page_url: 'https://shop.example/',
  is_finished: true,
  answers: [],
  consents: [],
  points: 0,
  ...more,
});

it('one line a submission, one column a question', () => {
  const titles = { person: 'Who', at: 'When', points: 'Points', page: 'Page', finished: 'Finished' };
  const text = writeCsv(
    [
      made({ answers: [{ name: 'size', label: 'Size, please', value: ['s', 'xl'] }], points: 5 }),
      made({ answers: [{ name: 'why', label: '', value: '=HYPERLINK("x")' }], is_finished: false }),
    ],
    titles,
  );
  expect(text.slice(1).split('\r\n')).toEqual([
    'When,Who,email,phone,"Size, please",why,Points,Finished,Page',
    '2026-11-22T10:00:00Z,Anna,anna@mail.example,+7 (999) 000-00-00,"s, xl",,5,1,https://shop.example/',
    `2026-11-22T10:00:00Z,Anna,anna@mail.example,+7 (999) 000-00-00,,"'=HYPERLINK(""x"")",0,0,https://shop.example/`,
    '',
  ]);
});
