import { Alert, Button, Checkbox, Input, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { usePropertyOptions } from '@/components/conditions/names';
import { useBuilding, useFaultOf } from '../context';
import { hasOptions, makeBlock, withType } from '../model/blocks';
import { findDoubts } from '../model/checks';
import { addBlock } from '../model/edits';
import { FIELD_TYPES, type FieldBlock } from '../model/popup';
import { Options } from './Options';
import classes from './panels.module.css';
import { Words } from './Words';

/** What is asked, what for, and where the answer goes. */
export function FieldPanel({ block }: { block: FieldBlock }) {
  const { t } = useTranslation();
  const { change } = useBuilding();
  const faultOf = useFaultOf();
  const words = (name: 'label' | 'hint' | 'why') => ({
    label: t(`popups.field.${name}`),
    value: block[name] ?? '',
    onChange: (value: string) => change({ ...block, [name]: value }),
    at: name,
  });
  return (
    <Stack gap="sm">
      <Select
        label={t('popups.field.type')}
        allowDeselect={false}
        value={block.type}
        error={faultOf('type')}
        data={FIELD_TYPES.map((value) => ({ value, label: t(`popups.field.types.${value}`) }))}
        onChange={(type) => type && change(withType(t, block, type))}
      />
      <Words {...words('label')} maxLength={200} />
      {hasOptions(block.type) ? (
        <Options block={block} />
      ) : (
        <Words {...words('hint')} description={t('popups.field.hintText')} maxLength={200} />
      )}
      <Words {...words('why')} description={t('popups.field.whyText')} maxLength={200} />
      <Checkbox
        label={t('popups.field.required')}
        checked={block.required ?? false}
        onChange={(event) => change({ ...block, required: event.currentTarget.checked })}
      />
      <Property block={block} />
      <TextInput
        label={t('popups.field.name')}
        description={t('popups.field.nameText')}
        value={block.name}
        error={faultOf('name')}
        maxLength={100}
        onChange={(event) => change({ ...block, name: event.currentTarget.value.replace(/\s+/g, '_') })}
      />
      <NoConsent />
    </Stack>
  );
}

/** The property of the card the answer is written to: one of those known here, or a new one. */
function Property({ block }: { block: FieldBlock }) {
  const { t } = useTranslation();
  const { change, channel } = useBuilding();
  const faultOf = useFaultOf();
  const { options } = usePropertyOptions();
  const fault = faultOf('property');
  return (
    <div>
      <Input.Label component="div" display="block">
        {t('popups.field.property')}
      </Input.Label>
      <Choice
        label={t('popups.field.property')}
        value={block.property ?? ''}
        options={[{ value: '', label: t('popups.field.noProperty') }, ...options]}
        isSearched
        tone="name"
        offer={(search) => t('popups.field.newProperty', { name: search })}
        onChange={(property) => change({ ...block, property })}
      />
      <div className={classes.note} data-fault={fault ? true : undefined}>
        {fault ?? t(channel === 'form' ? 'popups.field.propertyForm' : 'popups.field.propertyText')}
      </div>
    </div>
  );
}

/** An address is asked for, and nobody asks whether he may be written to. */
function NoConsent() {
  const { t } = useTranslation();
  const { popup, chosen, edit, choose } = useBuilding();
  const isMissing = findDoubts(popup).some(
    (doubt) =>
      doubt.code === 'consent' && doubt.page === chosen.page && chosen.what === 'block' && doubt.block === chosen.block,
  );
  if (!isMissing || chosen.what !== 'block') return null;
  const below = { page: chosen.page, block: chosen.block + 1 };
  const add = (): void => {
    edit((now) => addBlock(now, below, makeBlock(t, now, 'consent')));
    choose({ what: 'block', ...below });
  };
  return (
    <Alert color="orange" p="xs">
      {t('popups.doubt.consent')}
      <Button variant="subtle" size="compact-sm" mt={4} onClick={add}>
        {t('popups.addConsent')}
      </Button>
    </Alert>
  );
}
