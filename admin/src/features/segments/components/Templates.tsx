import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { Condition } from '@/lib/conditions/language';
import { useFormat } from '@/lib/format';
import classes from '../segments.module.css';
import { TEMPLATE_GROUPS, TEMPLATES } from '../templates';

/** Ready examples: one is taken and made one's own. */
export function Templates({ onChoose }: { onChoose: (name: string, filter: Condition) => void }) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  return TEMPLATE_GROUPS.map((group) => (
    <Section key={group} title={t(`segments.templateGroup.${group}`)}>
      <div className={classes.templates}>
        {TEMPLATES.filter((template) => template.group === group).map(({ key, make }) => (
          <button
            key={key}
            type="button"
            className={classes.template}
            onClick={() => onChoose(t(`segments.template.${key}.name`), make(zone, new Date()))}
          >
            <Text span size="sm" fw={500} display="block">
              {t(`segments.template.${key}.name`)}
            </Text>
            <Text span size="xs" c="dimmed" display="block" mt={2}>
              {t(`segments.template.${key}.text`)}
            </Text>
          </button>
        ))}
      </div>
    </Section>
  ));
}
