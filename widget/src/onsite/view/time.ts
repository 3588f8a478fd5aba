const two = (number: number): string => String(number).padStart(2, '0');

/** What is left, as 2:05:09 or 05:09, with days before them as 3 · 05:09:00; `ms` rounded up to whole seconds. */
export const timeLeft = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (days) return `${days} · ${two(hours)}:${rest}`;
  return hours ? `${hours}:${rest}` : rest;
};
