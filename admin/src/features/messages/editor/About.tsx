import {
  Autocomplete,
  Button,
  Drawer,
  Group,
  NumberInput,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
} from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stageName } from '@/components/scoring/stageName';
import { useToasts } from '@/components/ui/toast';
import { api } from '@/lib/api/client';
import type { Computed, Stages } from '@/lib/api/scoring';
import { SCENARIOS, scenariosApi } from '../api';
import { allScenariosQuery } from '../api/listed';
import type { ScenarioDetails } from '../api/types';
import { useMessage } from './context';

const MOST_CONTROL = 50;

const stagesQuery = queryOptions({
  queryKey: ['scoring', 'saved', 'stages'],
  queryFn: ({ signal }) => api.get<Computed<Stages>>('/stages', {}, signal),
  staleTime: 60_000,
});

/** What the team says about it: folder, stage of the customer, the hypothesis it tests, its control group. */
export function About({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { scenario } = useMessage();
  return (
    <Drawer opened={isOpen} onClose={onClose} position="right" title={t('messages.about.title')}>
      {isOpen && <AboutForm scenario={scenario} onDone={onClose} />}
    </Drawer>
  );
}

function AboutForm({ scenario, onDone }: { scenario: ScenarioDetails; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const { folder, stage, hypothesis, purpose, control_share } = scenario;
  const [values, setValues] = useState({ folder, stage, hypothesis, purpose, control_share });
  const all = useQuery(allScenariosQuery).data ?? [];
  const folders = [...new Set(all.map((each) => each.folder).filter(Boolean))].sort();
  const stages = useQuery(stagesQuery).data?.definition.stages ?? [];
  const set = (patch: Partial<typeof values>): void => setValues({ ...values, ...patch });
  const save = useMutation({
    mutationFn: () => scenariosApi.change(scenario.id, values),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: SCENARIOS });
      toasts.done(t('common.saved'));
      onDone();
    },
    onError: toasts.failed,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <Autocomplete
          label={t('messages.about.folder')}
          data={folders}
          maxLength={200}
          value={values.folder}
          onChange={(next) => set({ folder: next })}
        />
        <Autocomplete
          label={t('messages.about.stage')}
          description={t('messages.about.stageText')}
          data={stages.map((each) => stageName(each, i18n.language))}
          maxLength={200}
          value={values.stage}
          onChange={(next) => set({ stage: next })}
        />
        <Textarea
          label={t('messages.about.hypothesis')}
          description={t('messages.about.hypothesisText')}
          autosize
          minRows={2}
          maxLength={2_000}
          value={values.hypothesis}
          onChange={(event) => set({ hypothesis: event.currentTarget.value })}
        />
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('messages.about.purpose')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-label={t('messages.about.purpose')}
            value={values.purpose}
            onChange={(next) => set({ purpose: next })}
            data={(['marketing', 'product'] as const).map((value) => ({
              value,
              label: t(`messages.about.purposes.${value}`),
            }))}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {t('messages.about.purposeText')}
          </Text>
        </div>
        <NumberInput
          label={t('messages.about.control')}
          description={t('messages.about.controlText')}
          suffix=" %"
          min={0}
          max={MOST_CONTROL}
          decimalScale={1}
          allowNegative={false}
          clampBehavior="strict"
          value={values.control_share * 100}
          onChange={(next) => set({ control_share: Number(next) / 100 })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
