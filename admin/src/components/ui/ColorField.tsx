import { ColorInput, type ColorInputProps, MantineThemeProvider } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** A colour, typed or picked; the picker's sliders have names, which Mantine's field cannot give them, and so has its pipette. */
export function ColorField(props: ColorInputProps) {
  const { t } = useTranslation();
  const theme = useMemo(
    () => ({
      components: {
        ColorPicker: { defaultProps: { saturationLabel: t('common.colour.shade'), hueLabel: t('common.colour.hue') } },
      },
    }),
    [t],
  );
  return (
    <MantineThemeProvider theme={theme} inherit>
      <ColorInput eyeDropperButtonProps={{ 'aria-label': t('common.colour.pick') }} {...props} />
    </MantineThemeProvider>
  );
}
