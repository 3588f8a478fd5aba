import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../../builder/preview.module.css';
import { useWriting } from '../context';
import { keyOf, spotOf } from '../model/letter';
import { type Light, lit, placeIn } from './page';

const PHONE = 390;
/** A narrower column shows a desktop of this width, made smaller. */
const DESKTOP = 700;
const BLANK = '<!doctype html><html><head></head><body></body></html>';

interface FrameProps {
  html: string;
  light: Light;
  device: 'desktop' | 'phone';
  width: number;
  height: number;
  onChosen: () => void;
}

/** The letter's page: nothing in it runs and nothing leads away; a press chooses the block. */
export function Frame({ html, light, device, width, height, onChosen }: FrameProps) {
  const { t } = useTranslation();
  const { chosen, choose } = useWriting();
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  const key = chosen && keyOf(chosen);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    // Written in place: the page neither flashes nor loses where it was scrolled to.
    if (isReady && page) page.documentElement.innerHTML = lit(html, light).replace(/^[\s\S]*?<html[^>]*>/i, '');
  }, [isReady, html, light]);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (!isReady || !page) return;
    const style = page.createElement('style');
    style.textContent = `[class*="o-at-"]{cursor:pointer}${key ? `.o-at-${key}{outline:2px solid #5b68df;outline-offset:-2px}` : ''}`;
    page.head.append(style);
    return () => style.remove();
  }, [isReady, key, html, light]);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (!isReady || !page) return;
    const press = (event: MouseEvent): void => {
      event.preventDefault();
      // Of the frame's own realm: it is no Element of ours.
      const place = event.target === null ? null : placeIn(event.target as Element);
      const spot = place === null ? null : spotOf(place);
      choose(spot);
      if (spot) onChosen();
    };
    page.addEventListener('click', press);
    return () => page.removeEventListener('click', press);
  }, [isReady, choose, onChosen]);
  const wide = device === 'phone' ? PHONE : Math.max(width, DESKTOP);
  const scale = Math.min(1, width / wide);
  return (
    <iframe
      ref={frame}
      title={t('letters.previewTitle')}
      // Of our origin, so that we write into it and hear presses; no script runs in it.
      sandbox="allow-same-origin"
      srcDoc={BLANK}
      onLoad={() => setReady(true)}
      className={classes.frame}
      data-device={device}
      style={{
        width: wide,
        height: height / scale,
        left: Math.max(0, (width - wide * scale) / 2),
        transform: `scale(${scale})`,
      }}
    />
  );
}
