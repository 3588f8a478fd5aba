import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconArchive,
  IconChartBar,
  IconCopy,
  IconInfoCircle,
  IconPlayerPause,
  IconPlayerPlay,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { MoreMenu } from '@/components/ui/MoreMenu';
import { About } from './About';
import { useMessage } from './context';
import { useStatusActions } from './useStatusActions';

/** The rarer things: what it is about, copies, pauses, the archive. */
export function HeadMenu() {
  const { t } = useTranslation();
  const { scenario } = useMessage();
  const actions = useStatusActions(scenario);
  const [isAbout, about] = useDisclosure();
  const [isArchiving, archiving] = useDisclosure();
  const { status, id } = scenario;
  return (
    <>
      <MoreMenu width={230}>
        <Menu.Item leftSection={<IconInfoCircle size={15} />} onClick={about.open}>
          {t('messages.about.title')}
        </Menu.Item>
        {status !== 'draft' && (
          <>
            <Menu.Item leftSection={<IconChartBar size={15} />} component={Link} to={`/messages/${id}/report`}>
              {t('messages.report')}
            </Menu.Item>
            <Menu.Item leftSection={<IconUsers size={15} />} component={Link} to={`/messages/${id}/people`}>
              {t('messages.people')}
            </Menu.Item>
          </>
        )}
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => actions.copy()}>
          {t('messages.copy')}
        </Menu.Item>
        {status === 'active' && (
          <Menu.Item leftSection={<IconPlayerPause size={15} />} onClick={() => actions.pause()}>
            {t('messages.pause')}
          </Menu.Item>
        )}
        {status === 'paused' && (
          <Menu.Item leftSection={<IconPlayerPlay size={15} />} onClick={() => actions.resume()}>
            {t('messages.resume')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconArchive size={15} />} onClick={archiving.open}>
          {t('messages.archive')}
        </Menu.Item>
      </MoreMenu>
      <About isOpen={isAbout} onClose={about.close} />
      <Modal opened={isArchiving} onClose={archiving.close} title={t('messages.archiveTitle', { name: scenario.name })}>
        <Stack>
          <Text size="sm">{t('messages.archiveText')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={archiving.close}>
              {t('common.cancel')}
            </Button>
            <Button
              color="red"
              onClick={() => {
                actions.archive();
                archiving.close();
              }}
            >
              {t('messages.archive')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
