import { texts } from './texts';

export const sizeOf = (bytes: number): string => {
  const power = bytes < 1024 ? 0 : bytes < 1_048_576 ? 1 : 2;
  const number = (bytes / 1024 ** power).toLocaleString(__LANGUAGE__, { maximumFractionDigits: power === 2 ? 1 : 0 });
  return `${number} ${texts.units[power]}`;
};
