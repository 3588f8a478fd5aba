import { Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../ContentEditor';
import { LiquidField } from '../../LiquidField';
import { inspectQuery } from '../checks/api';
import { useWriting } from '../context';

/** What those read whose program shows no HTML: made of the blocks, or written by hand. */
export function TextPart() {
  const { t } = useTranslation();
  const { content, setContent, faults } = useWriting();
  const own = textOf(content.text);
  const made = useQuery(inspectQuery({ ...content, text: '' }, 'promotional')).data?.text ?? '';
  return (
    <Stack gap="xs">
      <Switch
        label={t('letters.text.own')}
        description={t('letters.text.ownText')}
        checked={own !== ''}
        onChange={(event) => setContent({ text: event.currentTarget.checked ? made : '' })}
        disabled={own === '' && made === ''}
      />
      {own !== '' && (
        <LiquidField
          isLong
          minRows={8}
          label={t('letters.text.title')}
          value={own}
          onChange={(text) => setContent({ text })}
          faults={faults.filter(({ path }) => /(^|\.)text$/.test(path) && !path.includes('design'))}
        />
      )}
    </Stack>
  );
}
