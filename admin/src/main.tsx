import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/theme.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { router } from './app/router';
import { startTranslations } from './i18n';
import { registerWorker } from './lib/worker';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
await startTranslations();
createRoot(root).render(<App />);
registerWorker((path) => void router.navigate(path));
