import { ActionIcon, Alert, Button, Group, SegmentedControl, Stack, Text, Tooltip } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconMoon, IconSun } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { type ContentProps, faultsOf, textOf } from './ContentEditor';
import classes from './contents.module.css';
import { LiquidField } from './LiquidField';
import { PersonPreview } from './PersonPreview';

const MAX_LINE = 500;

/** A letter: its subject, what an inbox shows after it, its text or HTML. */
export function EmailEditor({ content, onChange, faults }: ContentProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<'text' | 'html'>(textOf(content.html) ? 'html' : 'text');
  const set = (patch: ContentProps['content']): void => {
    const next = Object.entries({ ...content, ...patch }).filter(([, value]) => value !== '');
    onChange(Object.fromEntries(next));
  };
  return (
    <div className={classes.layout}>
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
          <div>
            <SegmentedControl
              size="xs"
              mb={6}
              aria-label={t('messages.email.form')}
              value={form}
              onChange={(next) => setForm(next)}
              data={(['text', 'html'] as const).map((value) => ({ value, label: t(`messages.email.formIs.${value}`) }))}
            />
            <LiquidField
              key={form}
              isLong
              isCode={form === 'html'}
              minRows={12}
              maxRows={28}
              label={t(`messages.email.body.${form}`)}
              description={form === 'text' && textOf(content.html) ? t('messages.email.both') : undefined}
              value={textOf(content[form])}
              onChange={(body) => set({ [form]: body })}
              faults={faultsOf(faults, form)}
            />
          </div>
          <Unsubscribe content={content} onChange={set} form={form} />
        </Stack>
      </Section>
      <PersonPreview channel="email" content={content}>
        {(shown) => <Letter {...shown} />}
      </PersonPreview>
    </div>
  );
}

const WAY_OUT = /\{\{-?\s*unsubscribe_url/;

interface UnsubscribeProps {
  content: ContentProps['content'];
  onChange: (patch: ContentProps['content']) => void;
  form: 'text' | 'html';
}

/** A promotional letter without a way to leave does not go out: here it is put in. */
function Unsubscribe({ content, onChange, form }: UnsubscribeProps) {
  const { t } = useTranslation();
  const bodies = [textOf(content.text), textOf(content.html)].filter(Boolean);
  if (bodies.length === 0 || bodies.some((body) => WAY_OUT.test(body))) return null;
  const word = t('messages.email.unsubscribe');
  const line =
    form === 'html' ? `\n<p><a href="{{ unsubscribe_url }}">${word}</a></p>` : `\n\n${word}: {{ unsubscribe_url }}`;
  return (
    <Alert color="orange" p="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t('messages.email.noWayOut')}</Text>
        <Button size="compact-sm" variant="default" onClick={() => onChange({ [form]: textOf(content[form]) + line })}>
          {t('messages.email.addWayOut')}
        </Button>
      </Group>
    </Alert>
  );
}

/** The letter as a reader's program shows it: nothing in it runs. */
function Letter({ subject, preheader, html, text }: ContentProps['content']) {
  const { t } = useTranslation();
  const [width, setWidth] = useState<'desktop' | 'phone'>('desktop');
  const [isDark, setDark] = useState(false);
  return (
    <div className={classes.letter}>
      <div className={classes.letterHead}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600} truncate>
              {textOf(subject) || t('messages.email.subjectHint')}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {textOf(preheader)}
            </Text>
          </div>
          <Group gap={2} wrap="nowrap">
            <Look label={t('messages.email.desktop')} isOn={width === 'desktop'} onClick={() => setWidth('desktop')}>
              <IconDeviceDesktop size={16} />
            </Look>
            <Look label={t('messages.email.phone')} isOn={width === 'phone'} onClick={() => setWidth('phone')}>
              <IconDeviceMobile size={16} />
            </Look>
            <Look label={t('messages.email.dark')} isOn={isDark} onClick={() => setDark(!isDark)}>
              {isDark ? <IconSun size={16} /> : <IconMoon size={16} />}
            </Look>
          </Group>
        </Group>
      </div>
      {textOf(html) ? (
        <div className={classes.stage}>
          <iframe
            className={classes.frame}
            data-width={width}
            data-dark={isDark || undefined}
            title={t('messages.email.shown')}
            sandbox=""
            referrerPolicy="no-referrer"
            srcDoc={pageOf(textOf(html), isDark)}
          />
        </div>
      ) : (
        <pre className={classes.plain} style={width === 'phone' ? { maxWidth: 375, margin: '0 auto' } : {}}>
          {textOf(text)}
        </pre>
      )}
    </div>
  );
}

/** A page of its own around the letter; a reader's dark colours are asked for where the letter knows them. */
function pageOf(html: string, isDark: boolean): string {
  const scheme = isDark ? 'dark' : 'light';
  const ground = isDark ? 'background:#17181c;color:#e8e9ec' : 'background:#fff;color:#1a1d21';
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><base target="_blank"><style>:root{color-scheme:${scheme}}body{margin:12px;font:15px/1.5 system-ui,sans-serif;${ground}}img{max-width:100%}</style>${html}`;
}

interface LookProps {
  label: string;
  isOn: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Look({ label, isOn, onClick, children }: LookProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={28}
        variant={isOn ? 'light' : 'subtle'}
        color={isOn ? 'iris' : 'gray'}
        aria-label={label}
        aria-pressed={isOn}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
