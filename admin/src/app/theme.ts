import { ActionIcon, Avatar, Button, createTheme, type MantineColorsTuple, Paper, ThemeIcon } from '@mantine/core';

/** The one accent: iris. Everything else is ink on paper. */
const iris: MantineColorsTuple = [
  '#eef0fd',
  '#dbdff9',
  '#b6bdf1',
  '#8f99e9',
  '#6e7be2',
  '#5a68dd',
  '#4f5edb',
  '#404dc2',
  '#3844ae',
  '#2d3a9a',
];
/** Dark enough for white letters on it. */
const red: MantineColorsTuple = [
  '#fdeeee',
  '#f9dcdc',
  '#f0b4b4',
  '#e88a8b',
  '#e06466',
  '#db4c4f',
  '#c8363a',
  '#b02c30',
  '#9e262a',
  '#8a1f23',
];
const gray: MantineColorsTuple = [
  '#f7f8f9',
  '#f0f1f3',
  '#e6e8eb',
  '#d9dce1',
  '#c3c8cf',
  '#9aa1ab',
  '#666d78',
  '#4a505a',
  '#2f343c',
  '#1b1f25',
];
const dark: MantineColorsTuple = [
  '#dfe1e5',
  '#b4b8c0',
  '#9096a1',
  '#666c78',
  '#3c4049',
  '#2e3138',
  '#25282e',
  '#191b1f',
  '#131417',
  '#0d0e10',
];

/** A breath of a colour, the same in light and dark. */
function tint(color = 'iris', percent = 11): string {
  return `color-mix(in srgb, var(--mantine-color-${color}-6) ${percent}%, transparent)`;
}

/** Letters of that colour, dark enough on its tint to be read. */
function ink(color = 'iris'): string {
  return `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 78%, black), var(--mantine-color-${color}-2))`;
}

interface Looks {
  color?: string;
  variant?: string;
}

const field = { '--input-height': '34px', '--input-fz': '14px' };

/** One type scale (12 13 14 16 20 26), one spacing step (4 px). */
export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 5 },
  colors: { iris, red, gray, dark },
  fontFamily: "'Inter Variable', system-ui, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.3' },
      h2: { fontSize: '16px', lineHeight: '1.4' },
      h3: { fontSize: '14px', lineHeight: '1.5' },
    },
  },
  components: {
    // Named only: the shell itself shows none, and need not bring it.
    Alert: {
      defaultProps: { radius: 'lg' },
      vars: (_theme: unknown, props: Looks) => ({
        root: { '--alert-bg': tint(props.color), '--alert-color': ink(props.color) },
      }),
    },
    ThemeIcon: ThemeIcon.extend({
      vars: (_theme, props) => ({ root: props.variant === 'light' ? { '--ti-bg': tint(props.color) } : {} }),
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 30 } }),
    Avatar: Avatar.extend({
      vars: (_theme, props) => ({ root: { '--avatar-bg': tint(props.color, 16), '--avatar-color': ink(props.color) } }),
    }),
    Badge: {
      vars: (_theme: unknown, props: Looks) => ({
        root:
          props.variant === 'light' ? { '--badge-bg': tint(props.color, 14), '--badge-color': ink(props.color) } : {},
      }),
      defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500 },
    },
    Button: Button.extend({
      vars: (_theme, props) => ({
        root: props.size ? {} : { '--button-height': '34px', '--button-padding-x': '14px', '--button-fz': '14px' },
      }),
      defaultProps: { fw: 500 },
    }),
    Input: { vars: (_theme: unknown, props: { size?: unknown }) => ({ wrapper: props.size ? {} : field }) },
    // Small and square: round ones are radio buttons.
    Checkbox: { defaultProps: { radius: 4 } },
    InputWrapper: { defaultProps: { labelProps: { mb: 4 } } },
    Drawer: {
      defaultProps: {
        position: 'right',
        overlayProps: { backgroundOpacity: 0.25 },
        transitionProps: { duration: 120 },
      },
    },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.3 },
        transitionProps: { duration: 100 },
      },
    },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', transitionProps: { duration: 80 } } },
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: 'lg' } }),
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: 'xs', multiline: true } },
  },
});
