import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from '@/lib/query';
import { router } from './router';
import { theme } from './theme';

// Nothing is said before a page is there.
const Notices = lazy(() => import('./Notices'));

/** Providers around the router; drawn when the texts of the language are here. */
export function App() {
  const { t } = useTranslation();
  const close = t('common.close');
  // Crosses of dialogs and notices have no letters: their name is told to screen readers.
  const named = useMemo(
    () => mergeThemeOverrides(theme, { components: { CloseButton: { defaultProps: { 'aria-label': close } } } }),
    [close],
  );
  return (
    <MantineProvider theme={named} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <Notices />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
