import { Button, Group, Paper } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ConditionEditor } from '@/components/conditions/ConditionEditor';
import { ConditionWords, LiveCount } from '@/components/conditions/LiveCount';
import { useConditions } from '@/components/conditions/useConditions';
import { useCount } from '@/components/conditions/useCount';
import { type Condition } from '@/lib/conditions/language';
import { withFilter } from '@/lib/conditions/url';
import { useCan } from '@/lib/session';

const SETTLE_MS = 300;

interface FilterPanelProps {
  filter: Condition | null;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onChange: (filter: Condition | null) => void;
}

const written = (filter: Condition | null): string => (filter === null ? '' : JSON.stringify(filter));

/** The conditions of the list: in words while folded, in the constructor while they are made. */
export default function FilterPanel({ filter, isOpen, onOpen, onChange }: FilterPanelProps) {
  const { t } = useTranslation();
  const remove = (): void => {
    onChange(null);
    onOpen(false);
  };
  return (
    <Paper p="sm" mb="sm" component="section" aria-label={t('segments.filter')}>
      {isOpen ? <Editor filter={filter} onChange={onChange} /> : <ConditionWords filter={filter} />}
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={() => onOpen(!isOpen)} aria-expanded={isOpen}>
          {isOpen ? t('segments.closeFilter') : t('segments.editFilter')}
        </Button>
        {filter !== null && <Save filter={filter} />}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={remove}>
          {t('segments.removeFilter')}
        </Button>
      </Group>
    </Paper>
  );
}

function Save({ filter }: { filter: Condition }) {
  const { t } = useTranslation();
  if (!useCan('segments_write')) return null;
  return (
    <Button size="compact-sm" variant="light" component={Link} to={withFilter('/segments/new', filter)}>
      {t('segments.saveAs')}
    </Button>
  );
}

function Editor({ filter, onChange }: Pick<FilterPanelProps, 'filter' | 'onChange'>) {
  const conditions = useConditions(filter);
  const { ready, value, start } = conditions;
  const count = useCount(ready);
  const [settled] = useDebouncedValue(ready, SETTLE_MS);
  const told = useRef(written(filter));
  // What the page was told goes to its address; another address (Back) comes into the editor.
  useEffect(() => {
    const text = written(settled);
    if ((settled === null && value !== null) || text === told.current) return;
    told.current = text;
    onChange(settled);
  }, [settled, value, onChange]);
  useEffect(() => {
    const text = written(filter);
    if (text === told.current) return;
    told.current = text;
    start(filter);
  }, [filter, start]);
  return (
    <div style={{ maxHeight: '46vh', overflowY: 'auto', overflowX: 'hidden' }}>
      <ConditionEditor conditions={conditions} faults={count.faults} />
      <Group mt="xs">
        <LiveCount count={count} gaps={conditions.gaps.length} isEmpty={value === null} />
      </Group>
    </div>
  );
}
