import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { useGap } from '@/components/conditions/context';
import type { SavedTrigger } from '../../api/graph';
import { savedTriggersQuery } from '../../api/triggers';
import classes from '../parts.module.css';
import { useWords } from '../useWords';

interface SavedFieldsProps {
  trigger: SavedTrigger;
  path: string;
  onChange: (trigger: SavedTrigger) => void;
}

/** A trigger that has a name and may begin several messages. */
export function SavedFields({ trigger, path, onChange }: SavedFieldsProps) {
  const { t } = useTranslation();
  const saved = useQuery(savedTriggersQuery).data ?? [];
  const words = useWords();
  const gap = useGap(`${path}.saved`);
  const chosen = saved.find(({ id }) => Number(id) === trigger.saved);
  return (
    <>
      <div className={classes.sentence}>
        <span>{t('messages.trigger.saved')}</span>
        <Choice
          label={t('messages.trigger.saved')}
          tone="name"
          isSearched
          value={trigger.saved ? String(trigger.saved) : ''}
          options={saved.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={t('messages.trigger.chooseSaved')}
          onChange={(id) => onChange({ saved: Number(id) })}
          gap={gap}
        />
      </div>
      {chosen && (
        <Text size="xs" c="dimmed">
          {words.trigger(chosen.trigger)}
        </Text>
      )}
    </>
  );
}
