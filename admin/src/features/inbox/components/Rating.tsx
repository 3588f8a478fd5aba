import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../styles/chips.module.css';

const PLACES = [1, 2, 3, 4, 5];

/** How the visitor judged it, of five. */
export function Stars({ score, size = 12 }: { score: number; size?: number }) {
  const { t } = useTranslation();
  const text = t('inbox.rating', { score });
  return (
    <span className={classes.stars} role="img" aria-label={text} title={text}>
      {PLACES.map((place) =>
        place <= score ? <IconStarFilled key={place} size={size} /> : <IconStar key={place} size={size} stroke={1.5} />,
      )}
    </span>
  );
}

interface RatedProps {
  score: number;
  comment: string;
  /** Who rated and when. */
  note: string;
}

/** The visitor's judgement where it was given, with his words. */
export function Rated({ score, comment, note }: RatedProps) {
  return (
    <div className={classes.rated}>
      <Stars score={score} size={18} />
      {comment && <p>{comment}</p>}
      <footer>{note}</footer>
    </div>
  );
}
