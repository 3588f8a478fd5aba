import { Accordion, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { JsonBlock } from '@/components/ui/Code';
import type { Properties } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';
import { useFormat } from '@/lib/format';

const SHOWN = 5;

/** Ids that the import itself makes for those who have none tell nobody anything. */
const OURS = 'import:';

function deviceOf(item: Properties): string {
  const id = textOf(item.anonymousId);
  return id.startsWith(OURS) ? '' : id;
}

/** What happened, and who it is: by name and contact, else by id. */
function titleOf(item: Properties): string {
  const traits = item.traits && typeof item.traits === 'object' && !Array.isArray(item.traits) ? item.traits : {};
  const known = [traits.$name, traits.$email ?? traits.$phone].map(textOf).filter(Boolean);
  const who = known.length > 0 ? known : [textOf(item.userId) || deviceOf(item)];
  return [textOf(item.event), ...who].filter(Boolean).join(' · ');
}

/** What becomes of the first lines. */
export function PreviewItems({ items }: { items: Properties[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('imports.nothing')}
      </Text>
    );
  return (
    <Accordion variant="contained">
      {items.slice(0, SHOWN).map((item, index) => (
        <Accordion.Item key={index} value={String(index)}>
          <Accordion.Control>
            <Text size="sm" truncate>
              {titleOf(item) || t('imports.nameless', { number: format.number(index + 1) })}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <JsonBlock value={item} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
