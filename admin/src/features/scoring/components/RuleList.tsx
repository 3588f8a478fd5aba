import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCopy, IconDotsVertical, IconPencil, IconPlus, IconStars, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pointsText, useRuleWords } from '@/components/scoring/ruleWords';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import type { Rule } from '@/lib/api/scoring';
import { useFormat } from '@/lib/format';
import { useCan } from '@/lib/session';
import classes from '../scoring.module.css';
import { RuleDrawer } from './RuleDrawer';

const MAX_RULES = 50;

/** An id that no other rule has. */
export function freshId(taken: readonly string[], stem: string): string {
  let number = taken.length + 1;
  while (taken.includes(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

interface RuleListProps {
  rules: readonly Rule[];
  onChange: (rules: Rule[]) => void;
}

/** What gives points and what takes them. */
export function RuleList({ rules, onChange }: RuleListProps) {
  const { t } = useTranslation();
  const canWrite = useCan('segments_write');
  const [opened, open] = useState<Rule | null>(null);
  const ids = rules.map((rule) => rule.id);
  const put = (rule: Rule): void => {
    const isKnown = ids.includes(rule.id);
    onChange(isKnown ? rules.map((old) => (old.id === rule.id ? rule : old)) : [...rules, rule]);
    open(null);
  };
  const add = canWrite && rules.length < MAX_RULES && (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} />}
      onClick={() => open({ id: freshId(ids, 'rule'), points: 5, event: '', at_most: 1, lasts: 'P30D' })}
    >
      {t('scoring.addRule')}
    </Button>
  );
  return (
    <Section title={t('scoring.rules')} text={t('scoring.rulesText')} actions={rules.length > 0 && add} flush>
      {rules.length === 0 ? (
        <Empty icon={IconStars} title={t('scoring.noRules')} text={t('scoring.noRulesText')} action={add} />
      ) : (
        <ul className={classes.rows} aria-label={t('scoring.rules')}>
          {rules.map((rule) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              canWrite={canWrite}
              onOpen={() => open(rule)}
              onCopy={() => onChange([...rules, { ...structuredClone(rule), id: freshId(ids, 'rule') }])}
              onRemove={() => onChange(rules.filter((other) => other.id !== rule.id))}
            />
          ))}
        </ul>
      )}
      {opened && <RuleDrawer key={opened.id} rule={opened} onDone={put} onClose={() => open(null)} />}
    </Section>
  );
}

interface RuleRowProps {
  rule: Rule;
  canWrite: boolean;
  onOpen: () => void;
  onCopy: () => void;
  onRemove: () => void;
}

function RuleRow({ rule, canWrite, onOpen, onCopy, onRemove }: RuleRowProps) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { title, about } = useRuleWords(rule);
  const words = (
    <>
      <span className={classes.title}>{title}</span>
      {about && <span className={classes.about}>{about}</span>}
    </>
  );
  return (
    <li className={classes.row}>
      <span className={classes.points} data-minus={rule.points < 0 || undefined}>
        {pointsText(rule.points, number)}
      </span>
      <div className={classes.main}>
        {canWrite ? (
          <button type="button" className={classes.open} onClick={onOpen}>
            {words}
          </button>
        ) : (
          words
        )}
      </div>
      {canWrite && (
        <Menu width={200}>
          <Menu.Target>
            <ActionIcon aria-label={t('scoring.actionsOf', { name: title })}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={onOpen}>
              {t('scoring.edit')}
            </Menu.Item>
            <Menu.Item leftSection={<IconCopy size={15} />} onClick={onCopy}>
              {t('scoring.copy')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={onRemove}>
              {t('scoring.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
