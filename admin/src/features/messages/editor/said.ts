import type { Json } from '@/lib/api/types';
import type { Content } from '../api/graph';

const LENGTH = 70;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value.trim() : '');

function isFields(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first words of a popup or a form. */
function ofPages(pages: Json | undefined): string {
  if (!Array.isArray(pages)) return '';
  const blocks = pages.filter(isFields).flatMap((page) => (Array.isArray(page.blocks) ? page.blocks : []));
  const words = blocks.filter(isFields).map((block) => text(block.text) || text(block.label));
  return words.find(Boolean) ?? (blocks.length > 0 ? '…' : '');
}

/** What a content says, in a few words; "" while it says nothing. */
export function saidOf({ channel, content }: Content): string {
  const said =
    channel === 'popup' || channel === 'form'
      ? ofPages(content.pages)
      : channel === 'email'
        ? text(content.subject)
        : channel === 'webhook'
          ? text(content.url)
          : channel === 'task'
            ? text(content.title)
            : text(content.text);
  const line = said.replace(/\s+/g, ' ');
  return line.length > LENGTH ? `${line.slice(0, LENGTH)}…` : line;
}
