import { Text, UnstyledButton } from '@mantine/core';
import { IconMoodSmile } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { Section } from '@/components/ui/Section';
import { Empty } from '@/components/ui/states';
import { useFormat } from '@/lib/format';
import { countedQuery, type Statistics } from './api';
import { CountedLines } from './CountedLines';
import classes from './statistics.module.css';
import type { Asked } from './useQuestion';

const SHOWN = 5;

/** What visitors said of it: how many gave each mark, and in what words. */
export function Satisfaction({ data, asked }: { data: Statistics; asked: Asked }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({ ...countedQuery(asked.question, 'commented'), enabled: data.figures.commented > 0 });
  const lines = query.data?.pages[0]?.items.slice(0, SHOWN) ?? [];
  return (
    <Section title={t('statistics.satisfaction')}>
      {data.figures.rated === 0 ? (
        <Empty icon={IconMoodSmile} title={t('statistics.noRatings')} text={t('statistics.noRatingsText')} />
      ) : (
        <div className={classes.satisfaction}>
          <Scores data={data} asked={asked} />
          <div>
            <Text size="sm" fw={600} mb={4}>
              {t('statistics.comments')}
            </Text>
            {data.figures.commented === 0 ? (
              <Text size="sm" c="dimmed">
                {t('statistics.noComments')}
              </Text>
            ) : (
              <Listed query={query}>
                <CountedLines lines={lines} people={query.data?.pages[0]?.people ?? {}} measure="commented" />
                {data.figures.commented > SHOWN && (
                  <UnstyledButton className={classes.way} onClick={() => asked.open('commented')}>
                    {t('statistics.allComments', { count: data.figures.commented })}
                  </UnstyledButton>
                )}
              </Listed>
            )}
          </div>
        </div>
      )}
    </Section>
  );
}

function Scores({ data, asked }: { data: Statistics; asked: Asked }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  return (
    <ul className={classes.scores} aria-label={t('statistics.satisfaction')}>
      {[5, 4, 3, 2, 1].map((score) => {
        const count = data.scores[score - 1] ?? 0;
        const share = (count / data.figures.rated) * 100;
        return (
          <li key={score}>
            <UnstyledButton
              className={classes.score}
              onClick={() => asked.open('rated', 'score', String(score))}
              aria-label={t('statistics.scored', { score, count, formatted: number(count) })}
            >
              <span>{score} ★</span>
              <span className={classes.bar} data-good={score > 3 || undefined}>
                <span style={{ width: `${share}%` }} />
              </span>
              <span className="tnum">{number(count)}</span>
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}
