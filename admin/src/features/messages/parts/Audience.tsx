import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFilterPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ConditionEditor } from '@/components/conditions/ConditionEditor';
import { useFaults } from '@/components/conditions/context';
import { ConditionWords, LiveCount, PeopleSample } from '@/components/conditions/LiveCount';
import { useCount } from '@/components/conditions/useCount';
import { Section } from '@/components/ui/Section';
import type { Condition } from '@/lib/conditions/language';
import classes from './audience.module.css';
import { useEditedCondition } from './useEditedCondition';

interface AudienceProps {
  audience: Condition | undefined;
  onChange: (audience: Condition | undefined) => void;
  path?: string;
  /** Whom it means, in the head of the box. */
  title: string;
  text: string;
  /** What stands there while nothing is asked. */
  everybody: string;
}

/** Whom it is for, by the constructor of segments, with how many they are now. */
export function Audience({ audience, onChange, path = 'entry.audience', title, text, everybody }: AudienceProps) {
  const { t } = useTranslation();
  const conditions = useEditedCondition(audience, onChange);
  const count = useCount(conditions.ready);
  const faults = useFaults(path).map((fault) => ({ ...fault, path: fault.path.replace(path, 'filter') }));
  const { value } = conditions;
  return (
    <div className={classes.layout}>
      <Section title={title} text={text}>
        {value === null && (
          <Text size="sm" mb="xs">
            {everybody}
          </Text>
        )}
        <ConditionEditor conditions={conditions} faults={count.faults.length > 0 ? count.faults : faults} />
      </Section>
      <aside>
        <Section title={t('messages.audience.now')}>
          {value === null ? (
            <Group gap="xs" c="dimmed">
              <IconFilterPlus size={16} />
              <Text size="sm">{everybody}</Text>
            </Group>
          ) : (
            <Stack gap="sm">
              <LiveCount count={count} gaps={conditions.gaps.length} isEmpty={false} />
              <ConditionWords filter={count.faults.length > 0 ? null : count.asked} />
              {conditions.ready !== null && count.faults.length === 0 && <PeopleSample filter={count.asked} />}
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                w="fit-content"
                onClick={() => conditions.set(null)}
              >
                {t('messages.audience.clear')}
              </Button>
            </Stack>
          )}
        </Section>
      </aside>
    </div>
  );
}
