import { SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { withTexts } from '@/i18n/parts';
import { type ContentFields, type ContentProps, faultsOf, textOf } from './ContentEditor';
import { LiquidField } from './LiquidField';

const MAX_LINE = 500;
const FORMS = ['blocks', 'html', 'text'] as const;
type Form = (typeof FORMS)[number];

const EmailBuilder = lazy(withTexts(['messages', 'letters', 'builder'], () => import('./email/EmailBuilder')));
const WrittenLetter = lazy(withTexts(['messages', 'letters', 'builder'], () => import('./email/WrittenLetter')));

const formOf = ({ design, html, text }: ContentFields): Form =>
  design !== undefined || !(html || text) ? 'blocks' : html ? 'html' : 'text';

/** A letter: its subject, what an inbox shows after it, and its body as blocks, HTML or plain text. */
export function EmailEditor({ content, onChange, faults }: ContentProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState(() => formOf(content));
  // What was built or written in another form waits there until the page is left.
  const kept = useRef<ContentFields>({});
  const set = (patch: ContentFields): void => {
    const next = Object.entries({ ...content, ...patch }).filter(([, value]) => value !== '');
    onChange(Object.fromEntries(next));
  };
  const turn = (to: Form): void => {
    const { design, html, ...rest } = content;
    kept.current = { ...kept.current, ...(design !== undefined && { design }), ...(html && { html }) };
    const back = to === 'text' ? undefined : kept.current[to === 'blocks' ? 'design' : 'html'];
    setForm(to);
    onChange({ ...rest, ...(back !== undefined && { [to === 'blocks' ? 'design' : 'html']: back }) });
  };
  return (
    <>
      <Section title={t('messages.email.title')}>
        <Stack gap="md">
          <LiquidField
            isRequired
            maxLength={MAX_LINE}
            label={t('messages.email.subject')}
            placeholder={t('messages.email.subjectHint')}
            value={textOf(content.subject)}
            onChange={(subject) => set({ subject })}
            faults={faultsOf(faults, 'subject')}
          />
          <LiquidField
            maxLength={MAX_LINE}
            label={t('messages.email.preheader')}
            description={t('messages.email.preheaderText')}
            value={textOf(content.preheader)}
            onChange={(preheader) => set({ preheader })}
            faults={faultsOf(faults, 'preheader')}
          />
          <SegmentedControl
            aria-label={t('messages.email.form')}
            value={form}
            onChange={(next) => turn(next)}
            data={FORMS.map((value) => ({ value, label: t(`messages.email.formIs.${value}`) }))}
          />
        </Stack>
      </Section>
      <Suspense fallback={<Skeleton height={480} radius="lg" mb="md" />}>
        {form === 'blocks' ? (
          <EmailBuilder content={content} onChange={(next) => set(next)} faults={faults} />
        ) : (
          <WrittenLetter key={form} form={form} content={content} onChange={set} faults={faults} />
        )}
      </Suspense>
    </>
  );
}
