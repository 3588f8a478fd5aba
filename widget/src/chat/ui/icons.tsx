export const icon = (path: string) => () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" class="icon">
    <path d={path} />
  </svg>
);

export const ChatIcon = icon('M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.5 8.5 0 1 1 21 11.5z');
export const CloseIcon = icon('M6 6l12 12M18 6L6 18');
export const DownIcon = icon('M5 9l7 7 7-7');
