import { SimpleGrid, Skeleton } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '@/components/ui/states';
import { api } from '@/lib/api/client';
import { Card, CardGroup } from '../../../builder/gallery/cards';
import type { ContentFields } from '../../ContentEditor';
import classes from '../email.module.css';

export interface LetterTemplate {
  key: string;
  group: string;
  name: string;
  text: string;
  content: ContentFields;
  /** As an example of a person gets it. */
  html: string;
}

const GROUPS = ['begin', 'shop', 'keep'] as const;

const templatesQuery = (language: 'ru' | 'en') =>
  queryOptions({
    queryKey: ['letter-templates', language],
    queryFn: ({ signal }) => api.get<{ items: LetterTemplate[] }>('/letter-templates', { language }, signal),
    staleTime: Infinity,
  });

/** Ready letters by what they are for; a press takes one. */
export function Gallery({ onChoose }: { onChoose: (template: LetterTemplate) => void }) {
  const { t, i18n } = useTranslation();
  const query = useQuery(templatesQuery(i18n.language === 'ru' ? 'ru' : 'en'));
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data)
    return (
      <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }}>
        {Array.from({ length: 6 }, (_, n) => n).map((n) => (
          <Skeleton key={n} height={250} radius="lg" />
        ))}
      </SimpleGrid>
    );
  return GROUPS.map((group) => (
    <CardGroup key={group} title={t(`letters.gallery.group.${group}`)}>
      {query.data.items
        .filter((template) => template.group === group)
        .map((template) => (
          <Card key={template.key} name={template.name} text={template.text} onChoose={() => onChoose(template)}>
            <span className={classes.thumb} aria-hidden inert>
              <iframe title={template.name} sandbox="" loading="lazy" srcDoc={template.html} tabIndex={-1} />
            </span>
          </Card>
        ))}
    </CardGroup>
  ));
}
