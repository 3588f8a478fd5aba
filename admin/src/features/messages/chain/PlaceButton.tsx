import { VisuallyHidden } from '@mantine/core';
import { IconArrowBarToDown, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './chain.module.css';
import { canMove } from './graph/edits';
import { type Place, START } from './graph/model';
import { useWork } from './work';

/** On a line: adds a step there; while steps are moved, puts them there. */
export function PlaceButton({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { graph, titles, canWrite, moving, add, putHere } = useWork();
  if (!canWrite) return null;
  const way = titles.ofWay(place.from, place.key);
  const step = place.from === START ? t('chain.entry') : titles.of(place.from).title;
  const where = way ? `${step} → ${way}` : step;
  if (moving) {
    if (!canMove(graph, moving.name, place, moving.withBranch)) return null;
    return (
      <button type="button" className={classes.put} onClick={() => putHere(place)}>
        <IconArrowBarToDown size={14} aria-hidden />
        <span aria-hidden>{t('chain.putHere')}</span>
        <VisuallyHidden>{t('chain.putAfter', { where })}</VisuallyHidden>
      </button>
    );
  }
  return (
    <button
      type="button"
      className={classes.plus}
      aria-label={t('chain.addAfter', { where })}
      onClick={() => add(place)}
    >
      <IconPlus size={14} stroke={2.2} aria-hidden />
    </button>
  );
}
