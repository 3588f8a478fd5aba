import { Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Moment } from '@/components/ui/Moment';
import type { Conversation } from '../api/types';
import type { Inbox } from '../store/inbox';
import classes from '../styles/composer.module.css';
import { useActions } from '../useActions';
import { useShot } from '../useInbox';

interface MergeProps {
  inbox: Inbox;
  row: Conversation;
  also: number[];
  onClose: () => void;
}

/** Chooses the other conversation of the person that this one becomes a part of. */
export function MergeDialog({ inbox, row, also, onClose }: MergeProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const actions = useActions(inbox);
  const known = useShot(inbox, (shot) => shot.state.conversations);
  const others = also.map((id) => known.get(id)).filter((each) => each !== undefined && each.deleted_at === null);
  const merge = (into: number) => {
    void actions.merge(row, into).then((isDone) => {
      onClose();
      if (isDone) void navigate(`/inbox/${into}`, { replace: true });
    });
  };
  return (
    <Modal opened onClose={onClose} title={t('inbox.mergeTitle')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('inbox.mergeText')}
      </Text>
      {others.map(
        (other) =>
          other && (
            <button key={other.id} type="button" className={classes.option} onClick={() => merge(other.id)}>
              {other.subject || other.preview || t('inbox.noWords')}
              <small>
                {t(`inbox.status.${other.status}`)} · <Moment at={other.last_at} />
              </small>
            </button>
          ),
      )}
    </Modal>
  );
}
