import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  Skeleton,
  Table,
  Tabs,
  Tooltip,
} from '@mantine/core';

/**
 * Every colour, size and distance of the app. Pages use the variables below (`--qs-…`) and Mantine's
 * own; none invents a colour. Contrast of text on its ground is at least 4.5:1 in both schemes, of
 * the meanings too (measured by `theme.test.ts`).
 */

/** The one accent: deep harbour blue. */
const harbour: MantineColorsTuple = [
  '#eaf4fa',
  '#d3e5f0',
  '#a5cbe1',
  '#73afd1',
  '#4d97c3',
  '#3587ba',
  '#1f6d9e',
  '#155a85',
  '#104a6e',
  '#0b3550',
];

/** Neutrals with a breath of the same blue. Mantine reads `gray` in the light scheme, `dark` in the dark one. */
const gray: MantineColorsTuple = [
  '#f6f8fa',
  '#edf1f4',
  '#dfe5ea',
  '#cbd4db',
  '#a9b6c0',
  '#7c8b97',
  '#596874',
  '#43515c',
  '#2b3741',
  '#18222b',
];
const dark: MantineColorsTuple = [
  '#d9e1e8',
  '#b4c1cc',
  '#8fa0ae',
  '#6a7c8b',
  '#3b4a57',
  '#2a3742',
  '#1d2832',
  '#151e27',
  '#0f171f',
  '#0a1016',
];

/** The four meanings (and `plain`, which has none). Always shown with an icon and a word. */
export const meanings = ['ok', 'waiting', 'attention', 'stopped', 'plain'] as const;
export type Meaning = (typeof meanings)[number];

type Shade = { text: string; ground: string; solid: string };
export const meaningShades: Record<'light' | 'dark', Record<Meaning, Shade>> = {
  light: {
    ok: { text: '#1b6440', ground: '#e3f3ea', solid: '#2c8a5b' },
    waiting: { text: '#315a85', ground: '#e6eef7', solid: '#5b8bbd' },
    attention: { text: '#855100', ground: '#fdf1d8', solid: '#b9770a' },
    stopped: { text: '#a12a2a', ground: '#fce8e7', solid: '#cc4b47' },
    plain: { text: '#43515c', ground: '#edf1f4', solid: '#7c8b97' },
  },
  dark: {
    ok: { text: '#79d3a1', ground: '#14301f', solid: '#3fa871' },
    waiting: { text: '#9cc3ec', ground: '#1a2c40', solid: '#6a9bd0' },
    attention: { text: '#f0bf64', ground: '#362811', solid: '#d99a2b' },
    stopped: { text: '#f59a95', ground: '#3d1a1b', solid: '#dd605b' },
    plain: { text: '#b4c1cc', ground: '#1d2832', solid: '#6a7c8b' },
  },
};

/** The grounds and text that pages stand on; the tests measure contrast against them. */
export const surfaces = {
  light: {
    page: '#f6f8fa',
    surface: '#ffffff',
    sunken: '#edf1f4',
    line: '#dfe5ea',
    text: '#18222b',
    dimmed: '#556470',
    accent: '#155a85',
    selected: '#e3f0f8',
    focus: '#1f6d9e',
  },
  dark: {
    page: '#0f171f',
    surface: '#151e27',
    sunken: '#0c131a',
    line: '#2a3742',
    text: '#d9e1e8',
    dimmed: '#93a4b2',
    accent: '#73afd1',
    selected: '#17303f',
    focus: '#73afd1',
  },
} as const;

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 7, dark: 6 },
  colors: { harbour, gray, dark },
  black: surfaces.light.text,
  fontFamily:
    "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', system-ui, 'Helvetica Neue', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Roboto Mono', Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.4' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.45' },
    },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      // The desk's button is 32 px; the floor asks for `lg` and `xl`.
      vars: (_, props) =>
        props.size === 'sm'
          ? { root: { '--button-height': '2rem', '--button-padding-x': '0.75rem' } }
          : { root: {} },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Input: { vars: inputVars },
    Drawer: Drawer.extend({ styles: { title: { fontSize: '1rem', fontWeight: 600 } } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', withinPortal: true } }),
    Modal: Modal.extend({
      defaultProps: { centered: true },
      styles: { title: { fontSize: '1rem', fontWeight: 600 } },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true } }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' } }),
    Table: Table.extend({
      defaultProps: { borderColor: 'var(--qs-line)', verticalSpacing: 6, horizontalSpacing: 'xs' },
    }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300, multiline: true } }),
  },
});

function inputVars(_: unknown, props: { size?: unknown }) {
  return props.size === undefined || props.size === 'sm'
    ? { wrapper: { '--input-height': '2rem', '--input-fz': '0.8125rem' } }
    : { wrapper: {} };
}

function meaningVariables(scheme: 'light' | 'dark'): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const meaning of meanings) {
    const shade = meaningShades[scheme][meaning];
    variables[`--qs-${meaning}`] = shade.text;
    variables[`--qs-${meaning}-ground`] = shade.ground;
    variables[`--qs-${meaning}-solid`] = shade.solid;
  }
  for (const [name, colour] of Object.entries(surfaces[scheme])) variables[`--qs-${name}`] = colour;
  return variables;
}

/** Puts the tokens into CSS, and Mantine's own grounds onto them. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--qs-row': '2.25rem',
    '--qs-nav': '12.5rem',
    '--qs-nav-slim': '3.5rem',
    '--qs-bar': '3rem',
  },
  light: {
    ...meaningVariables('light'),
    '--mantine-color-body': surfaces.light.surface,
    '--mantine-color-dimmed': surfaces.light.dimmed,
    '--mantine-color-default-border': surfaces.light.line,
    '--mantine-color-anchor': surfaces.light.accent,
    '--mantine-color-error': meaningShades.light.stopped.text,
  },
  dark: {
    ...meaningVariables('dark'),
    '--mantine-color-body': surfaces.dark.surface,
    '--mantine-color-text': surfaces.dark.text,
    '--mantine-color-dimmed': surfaces.dark.dimmed,
    '--mantine-color-default-border': surfaces.dark.line,
    '--mantine-color-anchor': surfaces.dark.accent,
    '--mantine-color-error': meaningShades.dark.stopped.text,
  },
});
