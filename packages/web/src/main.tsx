import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/base.css';
import { startApp } from './app/start.tsx';

void startApp();
