import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconMoon, IconMoonFilled, IconSun } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { type ContentFields, type ContentProps, faultsOf, textOf } from '../ContentEditor';
import contents from '../contents.module.css';
import { LiquidField } from '../LiquidField';
import { PersonPreview } from '../PersonPreview';
import { Checks } from './checks/Checks';
import { LIGHTS, type Light, lit } from './preview/page';

interface WrittenLetterProps extends ContentProps {
  form: 'html' | 'text';
}

/** A letter written by hand: HTML with its text part, or text alone; beside it what a reader gets. */
export default function WrittenLetter({ form, content, onChange, faults }: WrittenLetterProps) {
  const { t } = useTranslation();
  const parts = form === 'html' ? (['html', 'text'] as const) : (['text'] as const);
  return (
    <div className={contents.layout}>
      <Section
        title={t(`messages.email.body.${form}`)}
        actions={<Checks content={content} onChange={onChange} onGo={() => undefined} />}
      >
        {parts.map((part) => (
          <LiquidField
            key={part}
            isLong
            isCode={part === 'html'}
            minRows={part === form ? 12 : 4}
            maxRows={28}
            label={t(`messages.email.body.${part}`)}
            description={form === 'html' && part === 'text' ? t('messages.email.both') : undefined}
            value={textOf(content[part])}
            onChange={(body) => onChange({ [part]: body })}
            faults={faultsOf(faults, part)}
          />
        ))}
      </Section>
      <PersonPreview channel="email" content={content}>
        {(shown) => <Letter {...shown} />}
      </PersonPreview>
    </div>
  );
}

/** The letter as a reader's program shows it: nothing in it runs. */
function Letter({ subject, preheader, html, text }: ContentFields) {
  const { t } = useTranslation();
  const [width, setWidth] = useState<'desktop' | 'phone'>('desktop');
  const [light, shine] = useState<Light>('light');
  const next = LIGHTS[(LIGHTS.indexOf(light) + 1) % LIGHTS.length] ?? 'light';
  const Lamp = { light: IconSun, dark: IconMoon, inverted: IconMoonFilled }[light];
  return (
    <div className={contents.letter}>
      <div className={contents.letterHead}>
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
            <Look label={t(`letters.lights.${light}`)} isOn={light !== 'light'} onClick={() => shine(next)}>
              <Lamp size={16} />
            </Look>
          </Group>
        </Group>
      </div>
      {textOf(html) ? (
        <div className={contents.stage}>
          <iframe
            className={contents.frame}
            data-width={width}
            title={t('messages.email.shown')}
            sandbox=""
            referrerPolicy="no-referrer"
            srcDoc={lit(pageOf(textOf(html)), light)}
          />
        </div>
      ) : (
        <pre className={contents.plain} style={width === 'phone' ? { maxWidth: 375, margin: '0 auto' } : {}}>
          {textOf(text)}
        </pre>
      )}
    </div>
  );
}

/** A page of its own around what is no whole page. */
function pageOf(html: string): string {
  if (/<html[\s>]/i.test(html)) return html;
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>body{margin:12px;font:15px/1.5 system-ui,sans-serif;background:#fff;color:#1a1d21}img{max-width:100%}</style></head><body>${html}</body></html>`;
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
