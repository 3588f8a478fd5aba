import { Accordion, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { JsonBlock } from '@/components/ui/Code';
import type { Properties } from '@/lib/api/types';
import { textOf } from '@/lib/events/sentence';

const SHOWN = 5;

function titleOf(item: Properties): string {
  const traits = item.traits;
  const contact =
    traits && typeof traits === 'object' && !Array.isArray(traits)
      ? textOf(traits.$email ?? traits.$name ?? traits.email)
      : '';
  return [textOf(item.event) || textOf(item.type), textOf(item.userId) || textOf(item.anonymousId) || contact]
    .filter(Boolean)
    .join(' · ');
}

/** What becomes of the first lines. */
export function PreviewItems({ items }: { items: Properties[] }) {
  const { t } = useTranslation();
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
              {titleOf(item)}
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
