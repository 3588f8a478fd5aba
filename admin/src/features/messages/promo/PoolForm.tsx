import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  Radio,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Faults } from '@/components/conditions/Faults';
import { useToasts } from '@/components/ui/toast';
import { ApiError } from '@/lib/api/errors';
import { useCan, useWorkspace } from '@/lib/session';
import { type Pool, type PoolValues, PROMO, promoApi } from './api';

interface FormProps {
  /** None: a new one. */
  pool?: Pool;
  onSaved?: (pool: Pool) => void;
}

const KINDS = ['percent', 'amount', 'other'] as const;
const number = (value: string | number): string | null => (value === '' ? null : String(value));

function startOf(currency: string): PoolValues {
  return {
    name: '',
    title: '',
    is_default: false,
    discount: { kind: 'percent', value: '10', currency, minimum: null },
    term: { ends_on: null, days: 14 },
    one_per: 'message',
    when_empty: 'skip',
    empty_text: '',
    prefix: '',
    length: 8,
  };
}

function valuesOf(pool: Pool): PoolValues {
  const { name, title, is_default, discount, term, one_per, when_empty, empty_text, prefix, length } = pool;
  return { name, title, is_default, discount, term, one_per, when_empty, empty_text, prefix, length };
}

/** A title as a word for templates: latin letters, digits and "_". */
const wordOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_\d]+|_+$/g, '')
    .slice(0, 40);

/** The rules of a pool: what a code takes off, how long it holds, who gets how many, how codes look. */
export function PoolForm({ pool, onSaved }: FormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const canWrite = useCan('messages_write');
  const currency = useWorkspace()?.currency ?? 'RUB';
  const [values, setValues] = useState<PoolValues>(() => (pool ? valuesOf(pool) : startOf(currency)));
  const set = (patch: Partial<PoolValues>): void => setValues({ ...values, ...patch });
  const save = useMutation({
    mutationFn: () => (pool ? promoApi.change(pool.id, values) : promoApi.create(values)),
    onSuccess: (kept) => {
      void client.invalidateQueries({ queryKey: PROMO });
      toasts.done(t('common.saved'));
      onSaved?.(kept);
    },
    onError: (error) => {
      if (!(error instanceof ApiError && error.faults.length > 0)) toasts.failed(error);
    },
  });
  const faults = save.error instanceof ApiError ? save.error.faults : [];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <fieldset disabled={!canWrite} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              required
              label={t('promo.form.title')}
              placeholder={t('promo.form.titleHint')}
              maxLength={100}
              value={values.title}
              onChange={(event) => {
                const title = event.currentTarget.value;
                const follows = !pool && values.name === wordOf(values.title);
                set({ title, ...(follows && { name: wordOf(title) }) });
              }}
            />
            <TextInput
              required
              label={t('promo.form.name')}
              description={t('promo.form.nameText', { name: values.name || 'spring' })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              maxLength={40}
              value={values.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
          </SimpleGrid>
          <DiscountFields values={values} set={set} />
          <TermFields values={values} set={set} />
          <Radio.Group
            label={t('promo.form.onePer')}
            value={values.one_per}
            onChange={(next) => set({ one_per: next })}
          >
            <Group mt={6}>
              {(['message', 'person'] as const).map((value) => (
                <Radio key={value} value={value} label={t(`promo.form.onePerIs.${value}`)} />
              ))}
            </Group>
          </Radio.Group>
          <EmptyFields values={values} set={set} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t('promo.form.prefix')}
              placeholder="SPRING-"
              maxLength={20}
              value={values.prefix}
              onChange={(event) => set({ prefix: event.currentTarget.value.toUpperCase() })}
            />
            <NumberInput
              label={t('promo.form.length')}
              min={4}
              max={20}
              allowDecimal={false}
              clampBehavior="strict"
              value={values.length}
              onChange={(next) => set({ length: Number(next) || 8 })}
            />
          </SimpleGrid>
          <Checkbox
            label={t('promo.form.default')}
            description={t('promo.form.defaultText')}
            checked={values.is_default}
            onChange={(event) => set({ is_default: event.currentTarget.checked })}
          />
          <Faults faults={faults} />
          {canWrite && (
            <Group justify="flex-end">
              <Button type="submit" loading={save.isPending} disabled={!values.title.trim() || !values.name.trim()}>
                {t(pool ? 'common.save' : 'common.create')}
              </Button>
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}

interface PartProps {
  values: PoolValues;
  set: (patch: Partial<PoolValues>) => void;
}

function DiscountFields({ values: { discount }, set }: PartProps) {
  const { t } = useTranslation();
  const write = (patch: Partial<PoolValues['discount']>): void => set({ discount: { ...discount, ...patch } });
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('promo.form.discount')}
      </Text>
      <Group gap="sm" align="flex-end">
        <SegmentedControl
          aria-label={t('promo.form.discount')}
          value={discount.kind}
          onChange={(kind) => write({ kind })}
          data={KINDS.map((value) => ({ value, label: t(`promo.form.kind.${value}`) }))}
        />
        {discount.kind !== 'other' && (
          <NumberInput
            w={120}
            aria-label={t('promo.form.value')}
            min={0}
            suffix={discount.kind === 'percent' ? ' %' : ` ${discount.currency}`}
            {...(discount.kind === 'percent' && { max: 100 })}
            value={discount.value ?? ''}
            onChange={(value) => write({ value: number(value) })}
          />
        )}
        <NumberInput
          w={170}
          label={t('promo.form.minimum')}
          min={0}
          suffix={` ${discount.currency}`}
          value={discount.minimum ?? ''}
          onChange={(minimum) => write({ minimum: number(minimum) })}
        />
      </Group>
    </div>
  );
}

function TermFields({ values: { term }, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NumberInput
        label={t('promo.form.days')}
        min={0}
        max={3_650}
        allowDecimal={false}
        placeholder={t('promo.term.none')}
        value={term.days ?? ''}
        onChange={(days) => set({ term: { ...term, days: days === '' ? null : Number(days) } })}
      />
      <TextInput
        type="date"
        label={t('promo.form.endsOn')}
        value={term.ends_on ?? ''}
        onChange={(event) => set({ term: { ...term, ends_on: event.currentTarget.value || null } })}
      />
    </SimpleGrid>
  );
}

function EmptyFields({ values, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <div>
      <Radio.Group
        label={t('promo.form.whenEmpty')}
        value={values.when_empty}
        onChange={(next) => set({ when_empty: next })}
      >
        <Group mt={6}>
          {(['skip', 'text'] as const).map((value) => (
            <Radio key={value} value={value} label={t(`promo.form.whenEmptyIs.${value}`)} />
          ))}
        </Group>
      </Radio.Group>
      {values.when_empty === 'text' && (
        <TextInput
          mt="xs"
          aria-label={t('promo.form.emptyText')}
          placeholder={t('promo.form.emptyText')}
          maxLength={200}
          value={values.empty_text}
          onChange={(event) => set({ empty_text: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
