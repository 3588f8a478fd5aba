import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconActivityHeartbeat,
  IconChartBar,
  IconForms,
  IconInfoCircle,
  IconRepeat,
  IconUsers,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { MoreMenu } from '@/components/ui/MoreMenu';
import { WatchSettings } from '../watch/WatchSettings';
import { About } from './About';
import { Automate } from './Automate';
import { useMessage } from './context';
import { isOnSite, sendOf } from './model';
import { StatusItems } from './StatusItems';
import { useStatusActions } from './useStatusActions';

/** The rarer things: what it is about, copies, pauses, the archive. */
export function HeadMenu() {
  const { t } = useTranslation();
  const { scenario, editing } = useMessage();
  const actions = useStatusActions(scenario);
  const [isAbout, about] = useDisclosure();
  const [isAutomating, automating] = useDisclosure();
  const [isWatch, watch] = useDisclosure();
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
            {scenario.kind !== 'mailing' && (
              <Menu.Item leftSection={<IconActivityHeartbeat size={15} />} onClick={watch.open}>
                {t('watch.settings')}
              </Menu.Item>
            )}
            {isOnSite(sendOf(editing.graph).channel) && (
              <Menu.Item leftSection={<IconForms size={15} />} component={Link} to={`/messages/${id}/submissions`}>
                {t('messages.submissions')}
              </Menu.Item>
            )}
          </>
        )}
        {scenario.kind === 'mailing' && status !== 'draft' && (
          <Menu.Item leftSection={<IconRepeat size={15} />} onClick={automating.open}>
            {t('messages.automate.action')}
          </Menu.Item>
        )}
        <StatusItems status={status} actions={actions} onArchive={archiving.open} />
      </MoreMenu>
      <WatchSettings id={id} isOpen={isWatch} onClose={watch.close} />
      {isAutomating && <Automate onClose={automating.close} />}
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
