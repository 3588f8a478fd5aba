import { Button, Group, Modal, Slider, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { settingsApi } from '../api';
import { type Crop, cut, draw, fit, MAX_ZOOM, pulled, WHOLE } from './crop';
import type { Taken } from './Face';
import classes from './face.module.css';

const STAGE_PX = 260;
const STEP_PX = 12;
const STEPS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: STEP_PX, y: 0 },
  ArrowRight: { x: -STEP_PX, y: 0 },
  ArrowUp: { x: 0, y: STEP_PX },
  ArrowDown: { x: 0, y: -STEP_PX },
};

interface CutDialogProps {
  picture: ImageBitmap;
  taken: Taken;
  onClose: () => void;
}

/** Cuts a square out of a picture: pull it, or move it by arrow keys; what is seen is what is kept. */
export default function CutDialog({ picture, taken, onClose }: CutDialogProps) {
  const { t } = useTranslation();
  const [crop, setCrop] = useState<Crop>(WHOLE);
  const save = useMutation({
    mutationFn: async () => {
      const face = await cut(picture, crop);
      if (!face) throw new Error('the browser makes no picture');
      return settingsApi.setFace(face);
    },
    onSuccess: (me) => {
      taken.onSuccess(me);
      onClose();
    },
    onError: taken.onError,
  });
  const pull = (by: { x: number; y: number }) => setCrop((now) => pulled(picture, now, by, STAGE_PX));
  return (
    <Modal opened onClose={onClose} title={t('settings.face.cut')} closeOnClickOutside={false}>
      <Stack align="center">
        <Stage picture={picture} crop={crop} onPull={pull} />
        <Text size="xs" c="dimmed">
          {t('settings.face.how')}
        </Text>
        <Group w="100%" wrap="nowrap">
          <Slider
            flex={1}
            min={1}
            max={MAX_ZOOM}
            step={0.05}
            label={null}
            thumbLabel={t('settings.face.zoom')}
            value={crop.zoom}
            onChange={(zoom) => setCrop((now) => fit(picture, { ...now, zoom }))}
          />
          <Small picture={picture} crop={crop} px={48} />
          <Small picture={picture} crop={crop} px={24} />
        </Group>
        <Group justify="flex-end" w="100%">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface StageProps {
  picture: ImageBitmap;
  crop: Crop;
  onPull: (by: { x: number; y: number }) => void;
}

function Stage({ picture, crop, onPull }: StageProps) {
  const { t } = useTranslation();
  const last = useRef<{ x: number; y: number }>(null);
  const follow = (event: PointerEvent) => {
    if (!last.current) return;
    onPull({ x: event.clientX - last.current.x, y: event.clientY - last.current.y });
    last.current = { x: event.clientX, y: event.clientY };
  };
  const step = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (!by) return;
    event.preventDefault();
    onPull(by);
  };
  return (
    <button
      type="button"
      className={classes.stage}
      aria-label={t('settings.face.stage')}
      onKeyDown={step}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={follow}
      onPointerUp={() => {
        last.current = null;
      }}
      onPointerCancel={() => {
        last.current = null;
      }}
    >
      <Small picture={picture} crop={crop} px={STAGE_PX} />
    </button>
  );
}

/** The crop as it will be seen, so large. */
function Small({ picture, crop, px }: { picture: ImageBitmap; crop: Crop; px: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, picture, crop);
  }, [picture, crop]);
  const dense = Math.ceil(px * Math.min(devicePixelRatio, 2));
  return (
    <canvas ref={canvas} className={classes.round} width={dense} height={dense} style={{ width: px }} aria-hidden />
  );
}
