import type { Json } from '@/lib/api/types';
import { type Condition, isObject } from './language';

/** A condition out of an address; null for what is none. */
export function readFilter(text: string | null | undefined): Condition | null {
  if (!text) return null;
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The address of a page that takes a condition. */
export function withFilter(path: string, filter: Condition): string {
  return `${path}?filter=${encodeURIComponent(JSON.stringify(filter))}`;
}
