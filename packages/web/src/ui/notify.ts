import type { NotificationData } from '@mantine/notifications';

/** The corner's code is loaded beside the first page, not before it. */
async function show(notification: NotificationData): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.show({ withBorder: true, ...notification });
}

/** Says that something was done. What failed is never said here: it stays where it happened. */
export function say(message: string): void {
  void show({ message });
}

/** Says that something failed where no dialog is open to say it in. */
export function sayFailed(title: string, message: string): void {
  void show({ title, message, color: 'red', autoClose: 12_000 });
}
