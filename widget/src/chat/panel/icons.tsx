import { icon } from '../borrowed';

export const BackIcon = icon('M15 5l-7 7 7 7');
export const SendIcon = icon('M4 12l16-8-6 16-3-7zM11 13l9-9');
export const ClipIcon = icon(
  'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.5L14.5 7.5',
);
export const SmileIcon = icon('M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01');
export const PlusIcon = icon('M12 5v14M5 12h14');
