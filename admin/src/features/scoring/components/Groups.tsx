import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Section } from '@/components/ui/Section';
import type { RfmCell } from '@/lib/api/scoring';
import { withFilter } from '@/lib/conditions/url';
import { useFormat } from '@/lib/format';
import classes from '../scoring.module.css';
import { sumOf } from './RfmGrid';

/** The named groups, the best first, with what to do about each. */
export function Groups({ cells, isLive }: { cells: readonly RfmCell[] | undefined; isLive: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = [...new Set(cells?.map((cell) => cell.group))];
  return (
    <Section title={t('scoring.groups')} text={t('scoring.groupsText')}>
      {cells === undefined ? (
        <Skeleton height={240} />
      ) : (
        <ul className={classes.facts}>
          {names.map((name) => {
            const { people, revenue } = sumOf(cells.filter((cell) => cell.group === name));
            return (
              <li key={name}>
                <span>
                  <Text span inherit fw={500}>
                    {t(`scoring.group.${name as 'lost'}`)}
                  </Text>
                  <Text span size="xs" c="dimmed" display="block">
                    {t(`scoring.groupText.${name as 'lost'}`)}
                  </Text>
                </span>
                <span style={{ textAlign: 'right', whiteSpace: 'nowrap' }} className="tnum">
                  {isLive ? (
                    <Text
                      component={Link}
                      to={withFilter('/people', { property: '$rfm_group', op: 'eq', value: name })}
                      inherit
                      fw={600}
                      td="underline"
                    >
                      {format.number(people)}
                    </Text>
                  ) : (
                    <b>{format.number(people)}</b>
                  )}
                  {revenue !== null && revenue > 0 && (
                    <Text span size="xs" c="dimmed" display="block">
                      {format.money(revenue)}
                    </Text>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Section>
  );
}
