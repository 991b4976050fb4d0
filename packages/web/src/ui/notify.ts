import { notifications } from '@mantine/notifications';

/** Says that something was done. What failed is never said here: it stays where it happened. */
export function say(message: string): void {
  notifications.show({ message, withBorder: true });
}

/** Says that something failed where no dialog is open to say it in. */
export function sayFailed(title: string, message: string): void {
  notifications.show({ title, message, color: 'red', autoClose: 12_000, withBorder: true });
}
