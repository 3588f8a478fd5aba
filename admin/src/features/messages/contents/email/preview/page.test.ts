import { expect, it } from 'vitest';
import { lit } from './page';

const PAGE = '<html><head><style>@media (prefers-color-scheme:dark){p{color:#fff}}</style></head><body></body></html>';

it('shows a letter as programs in the dark do, whatever the system of the reader', () => {
  expect(lit(PAGE, 'dark')).toContain('@media all{');
  expect(lit(PAGE, 'light')).toContain('@media not all{');
  expect(lit(PAGE, 'inverted')).toContain('invert(1)');
});
