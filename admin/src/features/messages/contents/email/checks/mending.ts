import type { TFunction } from 'i18next';
import { AA, readableOn } from '../../../popups/model/contrast';
import { type ContentFields, textOf } from '../../ContentEditor';
import { placeOf } from '../context';
import { addBlock, blockAt, changeBlock } from '../model/edits';
import { readDesign, writeDesign } from '../model/letter';
import { makeBlock } from '../model/make';
import type { Finding } from './api';

/** What one press mends, and how; null: a person has to look. */
export function mendOf(t: TFunction, finding: Finding, content: ContentFields): ContentFields | null {
  switch (finding.code) {
    case 'no_unsubscribe':
      return withWayOut(t, content);
    case 'insecure':
      return withSecure(finding, content);
    case 'contrast':
      return withReadable(content);
    default:
      return null;
  }
}

function withWayOut(t: TFunction, content: ContentFields): ContentFields {
  if (content.design !== undefined) {
    const design = readDesign(content.design);
    return { design: writeDesign(addBlock(design, [design.blocks.length], makeBlock(t, 'footer'))) };
  }
  const word = t('letters.made.leave');
  const html = textOf(content.html);
  if (html === '') return { text: `${textOf(content.text)}\n\n${word}: {{ unsubscribe_url }}` };
  const link = `\n<p><a href="{{ unsubscribe_url }}">${word}</a></p>\n`;
  const end = html.toLowerCase().lastIndexOf('</body>');
  return { html: end < 0 ? html + link : html.slice(0, end) + link + html.slice(end) };
}

const secure = (url: string): string => url.replace(/^http:\/\//i, 'https://');

function withSecure({ path }: Finding, content: ContentFields): ContentFields | null {
  const { spot } = placeOf(path);
  if (!spot)
    return { html: textOf(content.html).replaceAll(/(<img\b[^>]*\bsrc\s*=\s*["']?)http:\/\//gi, '$1https://') };
  const design = readDesign(content.design);
  const block = blockAt(design, spot);
  if (block?.kind !== 'picture') return null;
  return { design: writeDesign(changeBlock(design, spot, { ...block, url: secure(block.url) })) };
}

function withReadable(content: ContentFields): ContentFields | null {
  const design = readDesign(content.design);
  const ink = readableOn(design.theme.ink, design.theme.ground, AA);
  return ink === null ? null : { design: writeDesign({ ...design, theme: { ...design.theme, ink } }) };
}
