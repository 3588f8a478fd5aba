import type { TFunction } from 'i18next';
import type { Graph } from '../api/graph';

/** Which of several a path speaks of: " · trigger 2"; "" where there is but one such place. */
export function placeWords(t: TFunction, path: string, graph: Graph): string {
  const trigger = /^entry\.triggers\[(\d+)\]/.exec(path)?.[1];
  if (trigger !== undefined && graph.entry.triggers.length > 1)
    return ` · ${t('messages.place.trigger', { number: Number(trigger) + 1 })}`;
  const page = /^entry\.filters\.pages\[(\d+)\]/.exec(path)?.[1];
  if (page !== undefined) return ` · ${t('messages.place.page', { number: Number(page) + 1 })}`;
  if (path.startsWith('entry.filters')) return ` · ${t('messages.section.filters')}`;
  if (path.startsWith('entry.repeat')) return ` · ${t('messages.section.repeat')}`;
  if (path.startsWith('exit')) return ` · ${t('messages.section.exit')}`;
  const field = /^content\.(subject|text|html|preheader|url|headers|body|title|note)\b/.exec(path)?.[1];
  if (field) return ` · ${t(`messages.place.${field as 'subject'}`)}`;
  const block = /^content\.pages\[(\d+)\](?:\.blocks\[(\d+)\])?/.exec(path);
  if (!block) return '';
  const words = { page: Number(block[1]) + 1, block: Number(block[2] ?? 0) + 1 };
  return ` · ${block[2] === undefined ? t('messages.place.popupPage', words) : t('messages.place.popupBlock', words)}`;
}
