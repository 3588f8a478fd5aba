import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeBlock, CodeLine } from '@/components/ui/Code';
import { Section } from '@/components/ui/Section';
import { useToasts } from '@/components/ui/toast';
import { useFormat } from '@/lib/format';
import { chatApi } from '../api/chat';
import { PAGE, type Program, SNIPPETS } from './snippets';

const PROGRAMS = Object.keys(SNIPPETS) as Program[];

/** How a site proves who its visitor is, so that his conversations follow him over devices. */
export function Proof({ canEdit }: { canEdit: boolean }) {
  const { t } = useTranslation();
  const [program, choose] = useState<Program>('PHP');
  return (
    <Section title={t('chat.proof.title')} text={t('chat.proof.text')}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t('chat.proof.language')}
          data={PROGRAMS}
          value={program}
          onChange={(value) => choose(value)}
          style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
        />
        <CodeBlock text={SNIPPETS[program]} />
        <Text size="sm">{t('chat.proof.page')}</Text>
        <CodeBlock text={PAGE} />
        {canEdit && <Rotation />}
      </Stack>
    </Section>
  );
}

/** Another key: the old one is good for some days more, so that a site changes over without a gap. */
function Rotation() {
  const { t } = useTranslation();
  const toasts = useToasts();
  const format = useFormat();
  const [isAsked, ask] = useState(false);
  const rotation = useMutation({ mutationFn: chatApi.rotate, onError: toasts.failed });
  if (rotation.data) {
    return (
      <Stack gap={6}>
        <CodeLine text={rotation.data.secret} />
        <Text size="sm" c="dimmed">
          {t('chat.proof.rotated', { until: format.moment(rotation.data.old_valid_until) })}
        </Text>
      </Stack>
    );
  }
  return (
    <Group>
      {isAsked ? (
        <>
          <Text size="sm">{t('chat.proof.sure')}</Text>
          <Button color="red" loading={rotation.isPending} onClick={() => rotation.mutate()}>
            {t('chat.proof.rotate')}
          </Button>
          <Button variant="default" onClick={() => ask(false)}>
            {t('common.cancel')}
          </Button>
        </>
      ) : (
        <Button variant="default" onClick={() => ask(true)}>
          {t('chat.proof.rotate')}
        </Button>
      )}
    </Group>
  );
}
