import { Checkbox, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Listed } from '@/components/ui/Listed';
import { PersonAvatar } from '@/components/ui/PersonAvatar';
import { operatorsQuery, type TeamMember } from '../api/rules';

const MAX_LIMIT = 1000;

interface MembersProps {
  members: TeamMember[];
  /** Limits mean nothing where nobody is given anything. */
  hasLimits: boolean;
  usual: number | null;
  onChange: (members: TeamMember[]) => void;
}

/** Who belongs to a team, and how much each is given at most. */
export function Members({ members, hasLimits, usual, onChange }: MembersProps) {
  const { t } = useTranslation();
  const operators = useQuery(operatorsQuery);
  const change = (id: number, limit: number | null) =>
    onChange(members.map((each) => (each.member_id === id ? { ...each, limit } : each)));
  return (
    <Stack gap={4} role="group" aria-label={t('rules.members')}>
      <Text size="sm" fw={500}>
        {t('rules.members')}
      </Text>
      <Listed query={operators} count={3}>
        {operators.data?.items.map(({ id, name }) => {
          const member = members.find((each) => each.member_id === id);
          return (
            <Group key={id} gap={10} mih={40} wrap="nowrap">
              <Checkbox
                checked={member !== undefined}
                onChange={(event) =>
                  onChange(
                    event.currentTarget.checked
                      ? [...members, { member_id: id, limit: null }]
                      : members.filter((each) => each.member_id !== id),
                  )
                }
                label={
                  <Group gap={8} wrap="nowrap">
                    <PersonAvatar id={String(id)} name={name} size={24} />
                    <Text size="sm" truncate>
                      {name}
                    </Text>
                  </Group>
                }
                style={{ flex: 1, minWidth: 0 }}
              />
              {hasLimits && member && (
                <NumberInput
                  w={110}
                  aria-label={t('rules.limitOf', { name })}
                  placeholder={usual === null ? t('rules.noLimit') : String(usual)}
                  value={member.limit ?? ''}
                  min={1}
                  max={MAX_LIMIT}
                  allowDecimal={false}
                  allowNegative={false}
                  clampBehavior="strict"
                  onChange={(next) => change(id, Number(next) || null)}
                />
              )}
            </Group>
          );
        })}
      </Listed>
      <Text size="xs" c="dimmed">
        {hasLimits ? t('rules.ownLimits') : t('rules.membersText')}
      </Text>
    </Stack>
  );
}
