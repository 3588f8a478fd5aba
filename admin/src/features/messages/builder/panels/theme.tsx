import { Group, Input, Slider, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ColorField } from '@/components/ui/ColorField';
import classes from './panels.module.css';

const HEX = /^#[\da-f]{6}$/i;

export interface Swatch {
  name: string;
  accent: string;
  background: string;
  onChoose: () => void;
}

/** Ready colours that go together. */
export function Swatches({ swatches }: { swatches: readonly Swatch[] }) {
  const { t } = useTranslation();
  return (
    <div>
      <Input.Label component="div" display="block">
        {t('builder.theme.ready')}
      </Input.Label>
      <Group gap={6}>
        {swatches.map(({ name, accent, background, onChoose }) => (
          <UnstyledButton
            key={name}
            className={classes.swatch}
            aria-label={name}
            title={name}
            style={{ background, borderColor: accent }}
            onClick={onChoose}
          >
            <span style={{ background: accent }} />
          </UnstyledButton>
        ))}
      </Group>
    </div>
  );
}

interface ThemeColorProps {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (colour: string) => void;
}

/** One colour of a theme; half a colour is none yet. */
export function ThemeColor({ onChange, ...props }: ThemeColorProps) {
  return <ColorField {...props} format="hex" onChange={(colour) => HEX.test(colour) && onChange(colour)} />;
}

interface SliderFieldProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  onChange: (value: number) => void;
}

export function SliderField({ label, ...props }: SliderFieldProps) {
  return (
    <div>
      <Input.Label component="div" display="block">
        {label}
      </Input.Label>
      <Slider aria-label={label} thumbLabel={label} {...props} />
    </div>
  );
}
