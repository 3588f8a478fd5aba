import { Input, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Choice } from '@/components/conditions/Choice';
import { usePropertyOptions } from '@/components/conditions/names';
import { propertyTitle } from '@/lib/properties';
import { useBuilding, useFaultOf } from '../context';
import classes from './panels.module.css';

/** In which order a form asks over visits, and what its points are added to. */
export function Gradual() {
  const { t } = useTranslation();
  const { popup, choose, edit } = useBuilding();
  const faultOf = useFaultOf();
  const { options } = usePropertyOptions();
  const asked = popup.pages.flatMap(({ blocks }, page) =>
    blocks.flatMap((field, block) => (field.kind === 'field' ? [{ field, page, block }] : [])),
  );
  const hasPoints = asked.some(({ field }) => field.options?.some(({ points }) => points));
  const fault = faultOf('points_property');
  return (
    <Stack gap="sm">
      <div>
        <Input.Label component="div" display="block">
          {t('popups.gradual.title')}
        </Input.Label>
        <Text size="xs" c="dimmed">
          {t('popups.gradual.text')}
        </Text>
      </div>
      <ol className={classes.asked}>
        {asked.map(({ field, page, block }) => (
          <li key={`${page}.${block}`}>
            <button type="button" onClick={() => choose({ what: 'block', page, block })}>
              <span>{field.label || field.name}</span>
              <small>
                {field.property
                  ? t('popups.gradual.until', { property: propertyTitle(t, field.property) })
                  : t('popups.gradual.always')}
              </small>
            </button>
          </li>
        ))}
      </ol>
      {asked.length === 0 && (
        <Text size="xs" c="orange">
          {t('popups.gradual.nothing')}
        </Text>
      )}
      {hasPoints && (
        <div>
          <Input.Label component="div" display="block">
            {t('popups.gradual.points')}
          </Input.Label>
          <Choice
            label={t('popups.gradual.points')}
            value={popup.points_property ?? ''}
            options={[{ value: '', label: t('popups.field.noProperty') }, ...options]}
            isSearched
            tone="name"
            offer={(search) => t('popups.field.newProperty', { name: search })}
            onChange={(name) =>
              edit(({ points_property: _before, ...now }) => ({ ...now, ...(name && { points_property: name }) }))
            }
          />
          <div className={classes.note} data-fault={fault ? true : undefined}>
            {fault ?? t('popups.gradual.pointsText')}
          </div>
        </div>
      )}
    </Stack>
  );
}
