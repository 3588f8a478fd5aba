import { Button, Collapse, Group, NumberInput, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DurationField } from '@/components/conditions/fields';
import { Section } from '@/components/ui/Section';
import { FaultsAt } from '../parts/faults';
import { SenderField } from '../parts/SenderField';
import { TopicField } from '../parts/TopicField';
import { UtmFields } from '../parts/UtmFields';
import { useMessage } from './context';
import { sendOf, withContent, withSend } from './model';

const MOST = 100;

/** How it is sent: what the law and the caps see in it, topic, priority, until when it makes sense. */
export function Delivery() {
  const { t } = useTranslation();
  const { editing, content } = useMessage();
  const { graph, set } = editing;
  const send = sendOf(graph);
  const [isOpen, setOpen] = useState(
    Boolean(
      send.kind === 'transactional' ||
        send.topic ||
        send.priority ||
        send.expires_after ||
        content.content.sender ||
        content.content.utm,
    ),
  );
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  const path = `nodes.${graph.start}.send`;
  return (
    <Section
      title={t('messages.delivery.title')}
      text={t(`messages.delivery.is.${send.kind ?? 'promotional'}`)}
      actions={
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          rightSection={<Chevron size={14} />}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t('messages.delivery.change')}
        </Button>
      }
    >
      <Collapse expanded={isOpen}>
        <Stack gap="md">
          {send.channel === 'email' && (
            <SenderField
              path="content.sender"
              content={content.content}
              onChange={(next) => set(withContent(graph, { channel: 'email', content: next }))}
            />
          )}
          <Radio.Group
            label={t('messages.delivery.kind')}
            value={send.kind ?? 'promotional'}
            onChange={(kind) => set(withSend(graph, { kind: kind }))}
          >
            <Stack gap={8} mt={6}>
              {(['promotional', 'transactional'] as const).map((kind) => (
                <Radio
                  key={kind}
                  value={kind}
                  label={t(`messages.delivery.kinds.${kind}`)}
                  description={t(`messages.delivery.kindText.${kind}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TopicField
              label={t('messages.delivery.topic')}
              description={t('messages.delivery.topicText')}
              value={send.topic ?? ''}
              onChange={(topic) => set(withSend(graph, { topic }))}
            />
            <NumberInput
              label={t('messages.delivery.priority')}
              description={t('messages.delivery.priorityText')}
              min={-MOST}
              max={MOST}
              allowDecimal={false}
              value={send.priority ?? 0}
              onChange={(priority) => set(withSend(graph, { priority: Number(priority) || undefined }))}
            />
          </SimpleGrid>
          <UtmFields
            channel={send.channel}
            path="content.utm"
            content={content.content}
            onChange={(next) => set(withContent(graph, { channel: send.channel, content: next }))}
          />
          <div>
            <Text size="sm" fw={500}>
              {t('messages.delivery.expires')}
            </Text>
            <Text size="xs" c="dimmed" mb={6}>
              {t('messages.delivery.expiresText')}
            </Text>
            <Group gap={8}>
              {send.expires_after !== undefined ? (
                <>
                  <DurationField
                    label={t('messages.delivery.expires')}
                    value={send.expires_after}
                    onChange={(next) => set(withSend(graph, { expires_after: next || 'PT0S' }))}
                    path={`${path}.expires_after`}
                  />
                  <Button
                    variant="subtle"
                    color="gray"
                    size="compact-sm"
                    onClick={() => set(withSend(graph, { expires_after: undefined }))}
                  >
                    {t('messages.delivery.never')}
                  </Button>
                </>
              ) : (
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => set(withSend(graph, { expires_after: 'P1D' }))}
                >
                  {t('messages.delivery.setExpires')}
                </Button>
              )}
            </Group>
          </div>
          <FaultsAt path={path} parts={[`${path}.content_id`]} />
        </Stack>
      </Collapse>
    </Section>
  );
}
