import { useTranslation } from 'react-i18next';
import classes from './chain.module.css';
import type { Place } from './graph/model';
import { outlineOf, type Row } from './graph/outline';
import { PlaceButton } from './PlaceButton';
import { EntryCards, StepCard, Stub } from './StepCard';
import { useWork } from './work';

const INDENT = 18;
const DEEPEST = 6;

/** The chain as a list from top to bottom: for phones, and for those who would rather read than look. */
export function StepList() {
  const { t } = useTranslation();
  const { graph } = useWork();
  const rows = outlineOf(graph);
  return (
    <ol className={classes.list} aria-label={t('chain.steps')}>
      <li className={classes.row}>
        <EntryCards />
      </li>
      {rows.map((row) => (
        <li
          key={`${row.what}:${row.from}>${row.key}:${row.name ?? ''}`}
          className={classes.row}
          style={{ marginInlineStart: Math.min(row.depth, DEEPEST) * INDENT }}
        >
          <Line row={row} />
        </li>
      ))}
    </ol>
  );
}

function Line({ row }: { row: Row }) {
  const { titles } = useWork();
  const { what, from, key, name } = row;
  const place: Place = { from, key };
  if (what === 'way')
    return (
      <div className={classes.between}>
        <span className={classes.way}>{titles.ofWay(from, key)}</span>
      </div>
    );
  return (
    <>
      {key !== '' && <Before place={place} />}
      {what === 'step' && name !== null ? <StepCard name={name} /> : <Stub to={name} isBack={what === 'back'} />}
    </>
  );
}

function Before({ place }: { place: Place }) {
  return (
    <div className={classes.between}>
      <PlaceButton place={place} />
    </div>
  );
}
