import { Checkbox, Divider, Input, Select, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useBuilding, useFaultOf } from '../context';
import { setLook } from '../model/edits';
import { CORNERS, EDGES, LOOKS, type Look, type Popup } from '../model/popup';
import { Gradual } from './Gradual';
import { WholeFault } from './Properties';
import classes from './panels.module.css';
import { ThemeFields } from './ThemeFields';

/** The popup as a whole: its look, its place on the page, its colours, how it is closed. */
export function WholePanel() {
  const { t } = useTranslation();
  const { popup, edit, channel } = useBuilding();
  return (
    <Stack gap="sm">
      <Text fw={600}>{t('popups.whole')}</Text>
      <WholeFault />
      <div>
        <Input.Label component="div" display="block">
          {t('popups.look.title')}
        </Input.Label>
        <SimpleGrid cols={2} spacing={6}>
          {LOOKS.map((look) => (
            <LookButton
              key={look}
              look={look}
              isOn={popup.look === look}
              onChoose={() => edit((now) => setLook(now, look))}
            />
          ))}
        </SimpleGrid>
      </div>
      <Place />
      {popup.look === 'large' && <Flag name="overlay" usual />}
      {popup.look !== 'embedded' && <Flag name="closes" usual />}
      <Divider />
      <ThemeFields />
      {channel === 'form' && (
        <>
          <Divider />
          <Gradual />
        </>
      )}
    </Stack>
  );
}

/** A small drawing of where on a screen it stands. */
function LookButton({ look, isOn, onChoose }: { look: Look; isOn: boolean; onChoose: () => void }) {
  const { t } = useTranslation();
  return (
    <UnstyledButton className={classes.look} aria-pressed={isOn} onClick={onChoose}>
      <span className={classes.screen} data-look={look} aria-hidden>
        <i />
      </span>
      {t(`popups.look.${look}`)}
    </UnstyledButton>
  );
}

function Place() {
  const { t } = useTranslation();
  const { popup, edit } = useBuilding();
  const faultOf = useFaultOf();
  if (popup.look === 'large') return null;
  const fault = faultOf('place.selector') ?? faultOf('place');
  if (popup.look === 'embedded') {
    const selector = typeof popup.place === 'object' ? popup.place.selector : '';
    return (
      <TextInput
        label={t('popups.place.selector')}
        description={t('popups.place.selectorText')}
        placeholder="#promo"
        value={selector}
        error={fault}
        maxLength={200}
        onChange={({ currentTarget: { value } }) => edit((now) => ({ ...now, place: { selector: value } }), 'selector')}
      />
    );
  }
  const places = popup.look === 'banner' ? EDGES : CORNERS;
  return (
    <Select
      label={t('popups.place.title')}
      allowDeselect={false}
      value={typeof popup.place === 'string' ? popup.place : places[0]}
      error={fault}
      data={places.map((value) => ({ value, label: t(`popups.place.${value}`) }))}
      onChange={(place) => place && edit((now) => ({ ...now, place }))}
    />
  );
}

/** A yes or no of the whole popup; `usual` while nothing is said. */
function Flag({ name, usual }: { name: 'overlay' | 'closes'; usual: boolean }) {
  const { t } = useTranslation();
  const { popup, edit } = useBuilding();
  return (
    <Checkbox
      label={t(`popups.${name}`)}
      description={t(`popups.${name}Text`)}
      checked={popup[name] ?? usual}
      onChange={({ currentTarget: { checked } }) => edit((now): Popup => ({ ...now, [name]: checked }))}
    />
  );
}
