import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Failure } from '@/components/ui/states';
import classes from '../../builder/preview.module.css';
import { useBuilding } from '../context';
import { pageOf } from './frame';
import type { Surroundings } from './Preview';
import { type DrawOptions, type Heard, pathOf, spotOf } from './renderer';
import { useInlineText } from './useInlineText';
import { usePopupFrame } from './usePopupFrame';
import { useShown } from './useShown';

const PHONE = { width: 375, height: 720 };
/** A narrower column shows a desktop of this width, made smaller. */
const DESKTOP = 760;

interface StageProps {
  around: Surroundings;
  width: number;
  height: number;
  onChosen: () => void;
}

/** How large the frame is, and how much smaller it is shown. */
function sizeOf(device: Surroundings['device'], width: number, height: number) {
  if (device === 'phone') {
    const scale = Math.min(1, width / PHONE.width, height / PHONE.height);
    return { ...PHONE, scale, left: Math.max(0, (width - PHONE.width * scale) / 2) };
  }
  const wide = Math.max(width, DESKTOP);
  const scale = width / wide;
  return { width: wide, height: height / scale, scale, left: 0 };
}

/** A visitor's screen: a page of grey lines, and the popup on it. */
export function Stage({ around, width, height, onChosen }: StageProps) {
  const { t } = useTranslation();
  const { popup, chosen, choose } = useBuilding();
  const { language, isDark, acts, person } = around;
  const shown = useShown(person);
  const page = popup.pages[chosen.page];
  const heard = (what: Heard): void => {
    const turned = popup.pages.findIndex(({ id }) => id === what.page);
    const spot = what.block === undefined ? null : spotOf(what.block);
    if (spot) {
      choose({ what: 'block', ...spot });
      onChosen();
    } else if (turned >= 0) choose({ what: 'page', page: turned });
  };
  const options: DrawOptions = {
    language,
    isDark,
    acts,
    heard,
    ...(page && { page: page.id }),
    ...(!acts && chosen.what === 'block' && { selected: pathOf(chosen.page, chosen.block) }),
  };
  const { onLoad, drawn, error, retry } = usePopupFrame(shown.popup, options);
  useInlineText(acts || person !== '' ? null : drawn);
  const size = sizeOf(around.device, width, height);
  if (error !== null) return <Failure error={error} onRetry={retry} />;
  return (
    <>
      {(shown.isNothing || shown.isFaulty) && (
        <Text size="xs" className={classes.stageNote} role="status">
          {t(shown.isNothing ? 'popups.asNothing' : 'popups.asFaulty')}
        </Text>
      )}
      {drawn === null && <Skeleton height={height} radius={0} pos="absolute" inset={0} />}
      <iframe
        title={t('popups.previewTitle')}
        // Of our origin, so that we draw into it; nothing in it runs by itself.
        sandbox="allow-same-origin"
        srcDoc={pageOf(language, isDark)}
        onLoad={(event) => onLoad(event.currentTarget)}
        className={classes.frame}
        data-device={around.device}
        style={{
          width: size.width,
          height: size.height,
          left: size.left,
          transform: `scale(${size.scale})`,
        }}
      />
    </>
  );
}
