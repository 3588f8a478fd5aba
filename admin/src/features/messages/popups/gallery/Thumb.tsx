import { useIntersection } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Json } from '@/lib/api/types';
import { readPopup } from '../model/popup';
import { type Drawn, loadRenderer } from '../preview/renderer';
import classes from './gallery.module.css';

/** The screen that is shown so small. */
const SCREEN = { width: 800, height: 480 };
/** Until it is known how wide its card is. */
const USUAL_WIDTH = 240;

interface ThumbProps {
  content: Record<string, Json>;
  language: 'ru' | 'en';
}

/** A small picture of a popup, drawn by the widget's renderer once it is scrolled to. */
export function Thumb({ content, language }: ThumbProps) {
  const popup = useMemo(() => readPopup(content), [content]);
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const place = useRef<HTMLSpanElement>(null);
  const [isNear, come] = useState(false);
  const scale = (entry?.boundingClientRect.width || USUAL_WIDTH) / SCREEN.width;
  if (entry?.isIntersecting && !isNear) come(true);
  useEffect(() => {
    const element = place.current;
    if (!isNear || !element) return;
    let drawn: Drawn | undefined;
    let isGone = false;
    loadRenderer().then(
      ({ draw }) => {
        if (!isGone) drawn = draw(element, popup, { language });
      },
      // Its name and words are there all the same.
      () => undefined,
    );
    return () => {
      isGone = true;
      drawn?.remove();
    };
  }, [isNear, popup, language]);
  return (
    <span ref={ref} className={classes.thumb} aria-hidden inert>
      <span ref={place} className={classes.screenshot} style={{ ...SCREEN, transform: `scale(${scale})` }} />
    </span>
  );
}
