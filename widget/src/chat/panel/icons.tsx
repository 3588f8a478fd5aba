import { icon } from '../borrowed';

export const BackIcon = icon('M15 5l-7 7 7 7');
export const SendIcon = icon('M4 12l16-8-6 16-3-7zM11 13l9-9');
export const ClipIcon = icon('M8 13l6.5-6.5a2.5 2.5 0 0 1 3.5 3.5l-7 7a5 5 0 0 1-7-7L11 3');
export const SmileIcon = icon('M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01');
export const PlusIcon = icon('M12 5v14M5 12h14');
export const MailIcon = icon('M3 6h18v12H3zl9 7 9-7');
